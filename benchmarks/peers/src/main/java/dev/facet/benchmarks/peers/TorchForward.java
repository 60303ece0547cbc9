package dev.facet.benchmarks.peers;

import dev.facet.benchmarks.jobs.Job;
import dev.facet.benchmarks.jobs.Subject;
import dev.facet.torch.Layout;
import dev.facet.torch.Tensors;
import dev.facet.torch.TorchNetwork;
import dev.facet.torch.Weight;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/** Inference by libtorch, without gradients, with folded batch norms and in-place activations. */
final class TorchForward implements Job {
    private final Layout layout;
    private final TorchNetwork network;
    private final Tensor images;
    private Tensor logits = new Tensor();

    TorchForward(Subject subject, Map<String, Weight> weights, Layout layout, int batch) {
        this.layout = layout;
        network = TorchSubjects.open(subject, weights, layout);
        images = network.images(subject.images(batch), batch, subject.input());
    }

    @Override
    public String who() {
        return TorchSubjects.name(layout);
    }

    @Override
    public void run() {
        logits.close();
        logits = network.infer(images);
    }

    @Override
    public double[] result() {
        return Tensors.values(logits);
    }

    @Override
    public void close() {
        logits.close();
        images.close();
        network.close();
    }
}
