package dev.facet.benchmarks.jobs;

import dev.facet.engine.Variables;
import dev.facet.nn.Initialization;
import dev.facet.nn.Network;
import dev.facet.nn.Vgg;
import dev.facet.nn.VggConfig;

/** The network that the VGG jobs share: VGG16, 224 pixels, 1000 classes, no dropout, seeded He initialisation. */
public final class VggNetwork {
    public static final int DEPTH = 16;
    public static final int INPUT = 224;
    public static final int CLASSES = 1000;
    public static final double LEARNING_RATE = 1e-5;
    public static final double MOMENTUM = 0.9;
    public static final double WEIGHT_DECAY = 5e-4;

    private static final long WEIGHTS_SEED = 1;
    private static final long IMAGES_SEED = 2;
    private static final long LABELS_SEED = 3;

    private VggNetwork() {}

    static Network create() {
        return new Vgg(VggConfig.of(DEPTH, CLASSES).withDropout(0));
    }

    static void initialize(Network network, Variables variables) {
        Initialization.apply(network, variables, WEIGHTS_SEED);
    }

    /** [batch, 224, 224, 3]. */
    public static float[] images(int batch) {
        return Values.signed(IMAGES_SEED, batch * INPUT * INPUT * 3);
    }

    public static int[] labels(int batch) {
        return Values.labels(LABELS_SEED, batch, CLASSES);
    }
}
