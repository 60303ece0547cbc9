package dev.facet.benchmarks.peers;

import dev.facet.benchmarks.jobs.Job;
import dev.facet.benchmarks.jobs.Subject;
import dev.facet.torch.Layout;
import dev.facet.torch.Tensors;
import dev.facet.torch.TorchNetwork;
import dev.facet.torch.Weight;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/** A training step by libtorch: its autograd and its SGD. */
final class TorchTraining implements Job {
    private final Layout layout;
    private final TorchNetwork network;
    private final Tensor images;
    private final Tensor labels;
    private double loss;

    TorchTraining(Subject subject, Map<String, Weight> weights, Layout layout, int batch) {
        this.layout = layout;
        network = TorchSubjects.open(subject, weights, layout);
        images = network.images(subject.images(batch), batch, subject.input());
        labels = Tensors.labels(subject.labels(batch));
    }

    @Override
    public String who() {
        return TorchSubjects.name(layout);
    }

    @Override
    public void run() {
        loss = network.step(images, labels).loss();
    }

    @Override
    public double[] result() {
        return new double[] {loss};
    }

    @Override
    public void close() {
        labels.close();
        images.close();
        network.close();
    }
}
