package dev.facet.benchmarks.jobs;

import dev.facet.engine.Variables;
import dev.facet.nn.MobileNetV2;
import dev.facet.nn.MobileNetV2Config;
import dev.facet.nn.Network;
import dev.facet.nn.ResNet;
import dev.facet.nn.ResNetConfig;
import dev.facet.nn.VariableSpec;
import dev.facet.nn.Vgg;
import dev.facet.nn.VggConfig;
import java.util.function.Supplier;

/**
 * The networks of the jobs, without dropout: three at 224 pixels with 1000 classes, and the small one that {@code facet demo} trains.
 * Their weights are seeded and the same for every contender; batch norms have scales, shifts and running statistics that a contender
 * which left them out would not survive.
 */
public enum Subject {
    VGG16("VGG16", () -> new Vgg(VggConfig.of(16, Subject.CLASSES).withDropout(0))),
    RESNET50("ResNet50", () -> new ResNet(ResNetConfig.of(50, Subject.CLASSES))),
    MOBILENETV2(
            "MobileNetV2",
            () -> new MobileNetV2(MobileNetV2Config.of(Subject.CLASSES).withDropout(0))),
    /** Of the demo's size: VGG13 with batch norm and a quarter of its channels, 112 pixels, 150 people. */
    DEMO("Demo's VGG13", () -> new Vgg(new VggConfig(13, true, 0.25, 112, 3, 150, 0)));

    private static final int CLASSES = 1000;
    public static final double LEARNING_RATE = 1e-4;
    public static final double MOMENTUM = 0.9;
    public static final double WEIGHT_DECAY = 5e-4;

    private static final long WEIGHTS_SEED = 1;
    private static final long IMAGES_SEED = 2;
    private static final long LABELS_SEED = 3;

    private final String title;
    private final Supplier<Network> network;

    Subject(String title, Supplier<Network> network) {
        this.title = title;
        this.network = network;
    }

    /** As people write it. */
    public String title() {
        return title;
    }

    public Network network() {
        return network.get();
    }

    /** Side of its images in pixels. */
    public int input() {
        return network().inputSize();
    }

    public int classes() {
        return network().classes();
    }

    /** Gives every variable of a network its value. */
    public static void initialize(Network network, Variables variables) {
        for (VariableSpec spec : network.variables()) {
            variables.get(spec.name()).set(values(spec));
        }
    }

    /** The value of a variable: uniform, with the variance that the network asks for. */
    public static float[] values(VariableSpec spec) {
        int count = Math.toIntExact(spec.shape().count());
        float[] values = Values.signed(WEIGHTS_SEED ^ spec.name().hashCode(), count);
        double middle =
                spec.role() == VariableSpec.Role.WEIGHT ? 0 : spec.role().start();
        double spread = spec.role() == VariableSpec.Role.WEIGHT ? Math.sqrt(3) * spec.deviation() : 0.25;
        for (int i = 0; i < count; i++) {
            values[i] = (float) (middle + spread * values[i]);
        }
        return values;
    }

    /** [batch, input, input, 3]. */
    public float[] images(int batch) {
        return Values.signed(IMAGES_SEED, batch * input() * input() * 3);
    }

    public int[] labels(int batch) {
        return Values.labels(LABELS_SEED, batch, classes());
    }
}
