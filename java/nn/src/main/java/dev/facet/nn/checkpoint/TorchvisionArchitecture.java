package dev.facet.nn.checkpoint;

import dev.facet.engine.Shape;
import dev.facet.nn.MobileNetV2;
import dev.facet.nn.MobileNetV2Config;
import dev.facet.nn.Network;
import dev.facet.nn.ResNet;
import dev.facet.nn.ResNetConfig;
import dev.facet.nn.Vgg;
import dev.facet.nn.VggConfig;
import java.nio.file.Path;
import java.util.stream.DoubleStream;

/** Finds out which of torchvision's networks a file's tensors are those of. */
final class TorchvisionArchitecture {
    private static final double[] MOBILENET_WIDTHS = {1, 1.4, 1.3, 0.75, 0.5, 0.35, 0.25};
    private static final double STEM_CHANNELS = 64;
    /** Axis of the input channels in OIHW. */
    private static final int INPUTS = 1;

    private TorchvisionArchitecture() {}

    static Network of(Path file, SafetensorsFile tensors) {
        if (has(tensors, "layer1.0.conv1.weight")) {
            return resNet(tensors);
        }
        if (has(tensors, "features.18.0.weight") && has(tensors, "classifier.1.weight")) {
            return mobileNetV2(file, tensors);
        }
        if (has(tensors, "features.0.weight") && has(tensors, "classifier.0.weight")) {
            return vgg(file, tensors);
        }
        throw new CheckpointException(
                file,
                "its tensors are not those of torchvision's VGG, ResNet or MobileNetV2; it holds "
                        + String.join(
                                ", ",
                                tensors.entries().keySet().stream().limit(5).toList()) + ", ...");
    }

    private static Network resNet(SafetensorsFile tensors) {
        boolean bottlenecks = has(tensors, "layer1.0.conv3.weight");
        int depth;
        if (bottlenecks) {
            depth = has(tensors, "layer3.22.conv1.weight") ? 101 : 50;
        } else {
            depth = has(tensors, "layer3.5.conv1.weight") ? 34 : 18;
        }
        Shape stem = shape(tensors, "conv1.weight");
        return new ResNet(ResNetConfig.of(depth, outputs(tensors, "fc.weight"))
                .withWidth(stem.dim(0) / STEM_CHANNELS)
                .withChannels(Math.toIntExact(stem.dim(INPUTS))));
    }

    private static Network mobileNetV2(Path file, SafetensorsFile tensors) {
        Shape stem = shape(tensors, "features.0.0.weight");
        MobileNetV2Config config = MobileNetV2Config.of(outputs(tensors, "classifier.1.weight"))
                .withChannels(Math.toIntExact(stem.dim(INPUTS)))
                .withDropout(0);
        return DoubleStream.of(MOBILENET_WIDTHS)
                .mapToObj(width -> new MobileNetV2(config.withWidth(width)))
                .filter(network -> fits(network, tensors))
                .findFirst()
                .orElseThrow(() -> new CheckpointException(
                        file, "a MobileNetV2 of no published width; its first convolution is " + stem));
    }

    private static Network vgg(Path file, SafetensorsFile tensors) {
        boolean batchNorm = has(tensors, "features.1.running_mean");
        Shape stem = shape(tensors, "features.0.weight");
        long convolutions = tensors.entries().values().stream()
                .filter(entry ->
                        entry.name().startsWith("features.") && entry.shape().rank() == 4)
                .count();
        double width = stem.dim(0) / STEM_CHANNELS;
        long flattened = shape(tensors, "classifier.0.weight").dim(1);
        long side = Math.round(Math.sqrt(flattened / Math.max(1, Math.round(512 * width))));
        if (convolutions != 8 && convolutions != 10 && convolutions != 13 && convolutions != 16) {
            throw new CheckpointException(
                    file, "a VGG of " + convolutions + " convolutions; known are 8, 10, 13 and 16");
        }
        return new Vgg(VggConfig.of((int) convolutions + 3, outputs(tensors, "classifier.6.weight"))
                .withBatchNorm(batchNorm)
                .withBiasBeforeNorm(batchNorm && has(tensors, "features.0.bias"))
                .withWidth(width)
                .withChannels(Math.toIntExact(stem.dim(INPUTS)))
                .withInput(Math.toIntExact(32 * side))
                .withDropout(0));
    }

    private static boolean fits(Network network, SafetensorsFile tensors) {
        return TorchvisionNames.table(network).stream()
                .allMatch(tensor -> has(tensors, tensor.name())
                        && shape(tensors, tensor.name()).equals(tensor.shape()));
    }

    private static boolean has(SafetensorsFile tensors, String name) {
        return tensors.entries().containsKey(name);
    }

    private static Shape shape(SafetensorsFile tensors, String name) {
        return tensors.entry(name).shape();
    }

    private static int outputs(SafetensorsFile tensors, String name) {
        return Math.toIntExact(shape(tensors, name).dim(0));
    }
}
