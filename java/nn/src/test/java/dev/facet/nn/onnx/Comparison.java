package dev.facet.nn.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facet.engine.Device;
import dev.facet.engine.Shape;
import java.util.LinkedHashMap;
import java.util.Map;

/** Runs a model here and in ONNX Runtime on the same values and compares all outputs. */
final class Comparison {
    private Comparison() {}

    /**
     * @param dims sizes of the inputs in ONNX order
     * @param low and {@code high}: range of the random values fed
     */
    static void assertSame(
            Device device, byte[] bytes, Map<String, long[]> dims, long seed, float low, float high, double tolerance)
            throws Exception {
        OnnxModel model = OnnxModel.parse(bytes, "test");
        Map<String, OnnxRuntime.Output> feeds = new LinkedHashMap<>();
        Map<String, float[]> values = new LinkedHashMap<>();
        Map<String, Shape> shapes = new LinkedHashMap<>();
        for (Map.Entry<String, long[]> input : dims.entrySet()) {
            int[] order = model.graph().inputOrder(input.getKey());
            long[] fed = new long[order.length];
            for (int i = 0; i < fed.length; i++) {
                fed[i] = input.getValue()[order[i]];
            }
            Shape shape = Shape.of(fed);
            float[] random = Closeness.random(seed++, shape.count());
            for (int i = 0; i < random.length; i++) {
                random[i] = low + (random[i] + 1) / 2 * (high - low);
            }
            values.put(input.getKey(), random);
            shapes.put(input.getKey(), shape);
            feeds.put(
                    input.getKey(),
                    new OnnxRuntime.Output(new OnnxResult(random, shape, order).onnxValues(), input.getValue()));
        }
        Map<String, OnnxRuntime.Output> expected;
        try (OnnxRuntime runtime = new OnnxRuntime(bytes)) {
            expected = runtime.run(feeds);
        }
        try (OnnxSession session = OnnxSession.open(model, device)) {
            Map<String, OnnxResult> results = session.run(values, shapes);
            expected.forEach((name, output) -> {
                OnnxResult result = results.get(name);
                long[] sizes = new long[output.dims().length];
                for (int i = 0; i < sizes.length; i++) {
                    sizes[result.order()[i]] = result.shape().dim(i);
                }
                assertThat(sizes).as("sizes of " + name).isEqualTo(output.dims());
                Closeness.assertClose(name, result.onnxValues(), output.values(), tolerance);
            });
        }
    }
}
