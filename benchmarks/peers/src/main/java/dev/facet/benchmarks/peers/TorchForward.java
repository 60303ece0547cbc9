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

/** VGG16 inference by libtorch, without gradients and with in-place ReLU. */
final class TorchForward implements Job {
    private final Layout layout;
    private final TorchVgg network;
    private final Tensor images;
    private Tensor logits = new Tensor();

    TorchForward(Layout layout, int batch, Map<String, Weight> weights) {
        this.layout = layout;
        network = new TorchVgg(
                VggNetwork.DEPTH, false, weights, ScalarType.Float, layout, new TorchVgg.Sgd(0, 0, 0, false));
        images = network.images(VggNetwork.images(batch), batch, VggNetwork.INPUT);
    }

    @Override
    public String who() {
        return TorchJobs.name(layout);
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
