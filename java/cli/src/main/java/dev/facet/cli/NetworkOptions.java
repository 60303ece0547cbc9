package dev.facet.cli;

import dev.facet.nn.MobileNetV2;
import dev.facet.nn.MobileNetV2Config;
import dev.facet.nn.Network;
import dev.facet.nn.ResNet;
import dev.facet.nn.ResNetConfig;
import dev.facet.nn.Vgg;
import dev.facet.nn.VggConfig;
import dev.facet.nn.heads.Head;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The network to train. */
final class NetworkOptions {
    private static final String VGG = "vgg";
    private static final String RESNET = "resnet";
    private static final String MOBILENET = "mobilenetv2";
    private static final double DROPOUT = 0.2;

    @Option(
            names = "--net",
            paramLabel = "NAME",
            defaultValue = "vgg13",
            description = "vgg11, vgg13, vgg16, vgg19, resnet18, resnet34, resnet50, resnet101 or mobilenetv2 "
                    + "(default: ${DEFAULT-VALUE}).")
    private String name;

    @Option(
            names = "--width",
            paramLabel = "FACTOR",
            defaultValue = "0.25",
            description = "Factor on the channels of the published network (default: ${DEFAULT-VALUE}).")
    private double width;

    @Option(
            names = "--batch-norm",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "VGG: batch norm after every convolution (default: ${DEFAULT-VALUE}).")
    private boolean batchNorm;

    @Option(names = "--linear-norm", description = "VGG: batch norm after fc6 and fc7, too: learning begins sooner.")
    private boolean linearNorm;

    @Option(
            names = "--dropout",
            paramLabel = "RATE",
            description = "VGG: dropout after fc6 and fc7; MobileNetV2: on the pooled features (default: 0.2).")
    private Double dropout;

    @Mixin
    private HeadOptions head;

    /** Whether the head learns attributes instead of people. */
    boolean learnsAttributes() {
        return head.learnsAttributes();
    }

    /**
     * @param outputs people or attributes
     * @param input side of the images in pixels
     */
    Network network(int outputs, int input) {
        if (name.startsWith(VGG)) {
            return vgg(depth(VGG), outputs, input);
        }
        refuseVggOptions();
        if (name.equals(MOBILENET)) {
            return new MobileNetV2(
                    new MobileNetV2Config(width, input, 3, outputs, dropout == null ? DROPOUT : dropout, head.head()));
        }
        if (dropout != null) {
            throw new IllegalArgumentException("--dropout is for VGG and MobileNetV2; " + name + " has none");
        }
        if (name.startsWith(RESNET)) {
            return new ResNet(new ResNetConfig(depth(RESNET), width, input, 3, outputs, false, head.head()));
        }
        throw unknown();
    }

    private Network vgg(int depth, int outputs, int input) {
        Head wanted = head.head();
        double rate = dropout == null ? DROPOUT : dropout;
        return new Vgg(new VggConfig(depth, batchNorm, false, linearNorm, width, input, 3, outputs, rate, wanted));
    }

    private int depth(String family) {
        try {
            return Integer.parseInt(name.substring(family.length()));
        } catch (NumberFormatException e) {
            throw unknown();
        }
    }

    private void refuseVggOptions() {
        if (!batchNorm || linearNorm) {
            throw new IllegalArgumentException(
                    "--no-batch-norm and --linear-norm are for VGG; " + name + " has batch norm in fixed places");
        }
    }

    private IllegalArgumentException unknown() {
        return new IllegalArgumentException("--net " + name + ": no such network; known are vgg11, vgg13, vgg16, vgg19,"
                + " resnet18, resnet34, resnet50, resnet101 and mobilenetv2");
    }
}
