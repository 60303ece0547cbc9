package dev.facet.integration.golden;

import dev.facet.engine.testing.CaseValues;
import dev.facet.nn.MobileNetV2;
import dev.facet.nn.MobileNetV2Config;
import dev.facet.nn.Network;
import dev.facet.nn.ResNet;
import dev.facet.nn.ResNetConfig;
import dev.facet.nn.VariableSpec;
import dev.facet.nn.Vgg;
import dev.facet.nn.VggConfig;
import java.util.Arrays;

/** A network of the golden steps with its weights and batches, rounded to f32, as tests/golden/README.md specifies them. */
enum GoldenNetwork {
    VGG13("vgg13_steps", "plain", "vgg13/plain", vgg(false), 256),
    VGG13_BATCH_NORM("vgg13_steps", "batch_norm", "vgg13/batch_norm", vgg(true), 256),
    RESNET50("network_steps", "resnet50", "resnet50", resNet(), 64),
    MOBILENETV2("network_steps", "mobilenetv2", "mobilenetv2", mobileNet(), 64);

    static final int INPUT = 64;
    static final int CLASSES = 10;

    private final String file;
    private final String prefix;
    private final String key;
    private final Network network;
    private final int limit;

    /**
     * @param prefix of its tensors in the file
     * @param key of its weights and batches
     * @param limit elements of a tensor that the file keeps
     */
    GoldenNetwork(String file, String prefix, String key, Network network, int limit) {
        this.file = file;
        this.prefix = prefix;
        this.key = key;
        this.network = network;
        this.limit = limit;
    }

    private static Network vgg(boolean batchNorm) {
        return new Vgg(new VggConfig(13, batchNorm, 1.0 / 8, INPUT, 3, CLASSES, 0));
    }

    private static Network resNet() {
        return new ResNet(ResNetConfig.of(50, CLASSES).withWidth(1.0 / 8).withInput(INPUT));
    }

    private static Network mobileNet() {
        return new MobileNetV2(
                MobileNetV2Config.of(CLASSES).withWidth(0.25).withInput(INPUT).withDropout(0));
    }

    Network network() {
        return network;
    }

    /** File name under tests/golden. */
    String file() {
        return file + ".safetensors";
    }

    /** Name of a tensor in the file. */
    String tensor(String name) {
        return prefix + "/" + name;
    }

    /** The elements that the file keeps. */
    double[] sample(double[] values) {
        return GoldenFile.sample(values, limit);
    }

    double[] initial(VariableSpec spec) {
        int count = Math.toIntExact(spec.shape().count());
        String name = key + "/" + spec.name();
        return switch (spec.role()) {
            case WEIGHT -> scaled(CaseValues.of(name, count, "signed"), bound(spec));
            case BIAS -> ofBatchNorm(spec) ? beta(name, count) : scaled(CaseValues.of(name, count, "signed"), 0.05);
            case SCALE -> scaled(CaseValues.of(name, count, "positive"), gammaScale(spec));
            case ZERO_SCALE, RUNNING_MEAN -> new double[count];
            case RUNNING_VARIANCE -> ones(count);
        };
    }

    /** Small residual branches keep ResNet50 tame, values in the middle of ReLU6's range MobileNetV2. */
    private double gammaScale(VariableSpec spec) {
        return this == RESNET50 && spec.name().endsWith(".bn3.weight") ? 0.2 : 1;
    }

    private double[] beta(String name, int count) {
        return this == MOBILENETV2
                ? scaled(CaseValues.of(name, count, "positive"), 3)
                : scaled(CaseValues.of(name, count, "signed"), 0.1);
    }

    private boolean ofBatchNorm(VariableSpec bias) {
        String layer = bias.name().substring(0, bias.name().lastIndexOf('.'));
        return network.variables().stream().anyMatch(v -> v.name().equals(layer + ".running_mean"));
    }

    /** He's uniform bound; a tenth of it for the last layer. */
    private double bound(VariableSpec spec) {
        long fanIn = spec.shape().count() / spec.shape().dim(0);
        var layers = network.layers();
        boolean last = spec.name().equals(layers.get(layers.size() - 1) + ".weight");
        return (last ? 0.1 : 1) * Math.sqrt(6.0 / fanIn);
    }

    double[] images(int step, int count) {
        return scaled(CaseValues.of(key + "/images" + step, count, "signed"), 1);
    }

    int[] labels(int step, int count) {
        return CaseValues.integers(key + "/labels" + step, count, "labels" + CLASSES);
    }

    private static double[] scaled(double[] values, double factor) {
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (values[i] * factor);
        }
        return values;
    }

    private static double[] ones(int count) {
        double[] values = new double[count];
        Arrays.fill(values, 1);
        return values;
    }
}
