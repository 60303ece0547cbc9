package dev.facet.benchmarks.peers;

import dev.facet.benchmarks.jobs.Subject;
import dev.facet.nn.VariableSpec;
import dev.facet.torch.TorchNetwork;
import dev.facet.torch.Weight;
import java.util.LinkedHashMap;
import java.util.Map;

/** The weights of a job's network, to give to libtorch. */
final class SubjectWeights {
    private static final String MEAN = ".running_mean";

    private SubjectWeights() {}

    /** As Facet has them. */
    static Map<String, Weight> of(Subject subject) {
        Map<String, Weight> weights = new LinkedHashMap<>();
        for (VariableSpec spec : subject.network().variables()) {
            weights.put(spec.name(), new Weight(spec.shape().toArray(), Subject.values(spec)));
        }
        return weights;
    }

    /** With every batch norm folded into the convolution before it, as libtorch's freezing does for inference. */
    static Map<String, Weight> folded(Subject subject) {
        Map<String, Weight> weights = of(subject);
        Map<String, Weight> folded = new LinkedHashMap<>(weights);
        String convolution = null;
        for (String name : weights.keySet()) {
            if (folded.get(name) != null && folded.get(name).dims().length == 4) {
                convolution = name;
            } else if (name.endsWith(MEAN)) {
                fold(folded, convolution, name.substring(0, name.length() - MEAN.length()));
            }
        }
        return folded;
    }

    /** Replaces the convolution's weight and gives it a bias; removes the batch norm. */
    private static void fold(Map<String, Weight> weights, String convolution, String norm) {
        Weight w = weights.get(convolution);
        float[] gamma = weights.remove(norm + ".weight").values();
        float[] beta = weights.remove(norm + ".bias").values();
        float[] mean = weights.remove(norm + MEAN).values();
        float[] variance = weights.remove(norm + ".running_var").values();
        float[] scaled = w.values().clone();
        float[] bias = new float[gamma.length];
        int each = scaled.length / gamma.length;
        for (int k = 0; k < gamma.length; k++) {
            double scale = gamma[k] / Math.sqrt(variance[k] + TorchNetwork.EPSILON);
            bias[k] = (float) (beta[k] - mean[k] * scale);
            for (int i = k * each; i < (k + 1) * each; i++) {
                scaled[i] = (float) (scaled[i] * scale);
            }
        }
        weights.put(convolution, new Weight(w.dims(), scaled));
        weights.put(convolution.replace(".weight", ".bias"), new Weight(new long[] {gamma.length}, bias));
    }
}
