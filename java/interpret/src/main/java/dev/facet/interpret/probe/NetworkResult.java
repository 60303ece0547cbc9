package dev.facet.interpret.probe;

import dev.facet.interpret.json.OrNull;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What a network tells.
 *
 * @param network what it is called, usually its file
 * @param control what it is a control for: {@code untrained}, {@code raw_pixels}, {@code shuffled_labels}; null for a network that is
 *     studied
 * @param architecture of the network
 * @param inputSize height and width of its input in pixels
 * @param multiplyAdds of convolutions and matrix products in a forward pass of one picture
 * @param seen whether the network was trained on people of the test set: {@code false}, {@code true}, or null where that is not known
 * @param seconds the study of it took
 * @param plan how its layers were probed, a line a layer
 * @param layers in depth order
 * @param best for each label the best layer, channel and neuron
 * @param ablations what zeroing important neurons did
 */
public record NetworkResult(
        String network,
        @OrNull String control,
        String architecture,
        int inputSize,
        long multiplyAdds,
        @OrNull Boolean seen,
        double seconds,
        List<String> plan,
        List<LayerResult> layers,
        List<BestOf> best,
        List<AblationResult> ablations) {
    public NetworkResult {
        Map<String, ProbedLayer> probed = layers.stream()
                .filter(result -> result.failure() == null)
                .map(LayerResult::layer)
                .collect(Collectors.toMap(ProbedLayer::name, Function.identity(), (first, again) -> first));
        best.forEach(of -> of.requireIn(probed));
    }

    /** The file's name of a network that is called by its path; else what it is called. */
    public String fileName() {
        return network.substring(Math.max(network.lastIndexOf('/'), network.lastIndexOf('\\')) + 1);
    }

    NetworkResult withAblations(List<AblationResult> found) {
        return new NetworkResult(
                network, control, architecture, inputSize, multiplyAdds, seen, seconds, plan, layers, best, found);
    }
}
