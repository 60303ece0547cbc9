package dev.facet.benchmarks.peers;

import dev.facet.benchmarks.jobs.Subject;
import dev.facet.torch.Layout;
import dev.facet.torch.TorchMobileNetV2;
import dev.facet.torch.TorchNetwork;
import dev.facet.torch.TorchResNet;
import dev.facet.torch.TorchVgg;
import dev.facet.torch.Weight;
import java.util.Map;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** The jobs' networks on libtorch. */
final class TorchSubjects {
    private static final TorchNetwork.Sgd SGD =
            new TorchNetwork.Sgd(Subject.LEARNING_RATE, Subject.MOMENTUM, Subject.WEIGHT_DECAY, false);

    private TorchSubjects() {}

    static String name(Layout layout) {
        return layout == Layout.NCHW ? "libtorch-nchw" : "libtorch-channels-last";
    }

    static TorchNetwork open(Subject subject, Map<String, Weight> weights, Layout layout) {
        return switch (subject) {
            case VGG16 -> new TorchVgg(16, false, weights, ScalarType.Float, layout, SGD);
            case DEMO -> new TorchVgg(13, true, weights, ScalarType.Float, layout, SGD);
            case RESNET50 -> new TorchResNet(weights, ScalarType.Float, layout, SGD);
            case MOBILENETV2 -> new TorchMobileNetV2(weights, ScalarType.Float, layout, SGD);
        };
    }
}
