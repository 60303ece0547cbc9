package dev.facet.cli;

import dev.facet.nn.Vgg;
import dev.facet.nn.VggConfig;
import picocli.CommandLine.Option;

/** The network to train. */
final class NetworkOptions {

    @Option(
            names = "--vgg",
            paramLabel = "DEPTH",
            defaultValue = "13",
            description = "VGG depth: 11, 13, 16 or 19 (default: ${DEFAULT-VALUE}).")
    private int depth;

    @Option(
            names = "--width",
            paramLabel = "FACTOR",
            defaultValue = "0.25",
            description = "Factor on the channels of the published network (default: ${DEFAULT-VALUE}).")
    private double width;

    @Option(
            names = "--input",
            paramLabel = "PIXELS",
            defaultValue = "112",
            description = "Side of the input images (default: ${DEFAULT-VALUE}).")
    private int input;

    @Option(
            names = "--batch-norm",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "Batch norm after every convolution (default: ${DEFAULT-VALUE}).")
    private boolean batchNorm;

    @Option(names = "--linear-norm", description = "Batch norm after fc6 and fc7, too: learning begins sooner.")
    private boolean linearNorm;

    @Option(
            names = "--dropout",
            paramLabel = "RATE",
            defaultValue = "0.2",
            description = "Dropout after fc6 and fc7 (default: ${DEFAULT-VALUE}).")
    private double dropout;

    int input() {
        return input;
    }

    Vgg network(int classes) {
        return new Vgg(new VggConfig(depth, batchNorm, width, input, 3, classes, dropout).withLinearNorm(linearNorm));
    }
}
