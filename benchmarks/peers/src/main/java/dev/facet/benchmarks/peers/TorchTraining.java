package dev.facet.benchmarks.peers;

import dev.facet.benchmarks.jobs.Job;
import dev.facet.benchmarks.jobs.VggNetwork;
import dev.facet.torch.Layout;
import dev.facet.torch.Tensors;
import dev.facet.torch.TorchVgg;
import dev.facet.torch.Weight;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** A VGG16 training step by libtorch: its autograd and its SGD. */
final class TorchTraining implements Job {
    private final Layout layout;
    private final TorchVgg network;
    private final Tensor images;
    private final Tensor labels;
    private double loss;

    TorchTraining(Layout layout, int batch, Map<String, Weight> weights) {
        this.layout = layout;
        TorchVgg.Sgd sgd =
                new TorchVgg.Sgd(VggNetwork.LEARNING_RATE, VggNetwork.MOMENTUM, VggNetwork.WEIGHT_DECAY, false);
        network = new TorchVgg(VggNetwork.DEPTH, false, weights, ScalarType.Float, layout, sgd);
        images = network.images(VggNetwork.images(batch), batch, VggNetwork.INPUT);
        labels = Tensors.labels(VggNetwork.labels(batch));
    }

    @Override
    public String who() {
        return TorchJobs.name(layout);
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
