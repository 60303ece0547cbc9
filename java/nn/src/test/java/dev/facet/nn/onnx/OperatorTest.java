package dev.facet.nn.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facet.engine.Device;
import dev.facet.nn.internal.onnx.SupportedOperators;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every supported operator with random attributes and opsets against ONNX Runtime. {@code -Dfacet.onnx.rounds=500} asks for more
 * models of each than the build does.
 */
class OperatorTest {
    private static final int ROUNDS = Integer.getInteger("facet.onnx.rounds", 12);

    @AutoClose
    private static final Device device = Device.cpu(1);

    @TestFactory
    Stream<DynamicTest> operators() {
        return OperatorCases.all().entrySet().stream()
                .map(entry -> DynamicTest.dynamicTest(entry.getKey(), () -> check(entry.getKey(), entry.getValue())));
    }

    /** No operator is known to the import that no case here has. */
    @Test
    void everyOperatorHasACase() {
        Set<String> seen = new TreeSet<>();
        OperatorCases.all().forEach((name, maker) -> {
            for (int round = 0; round < ROUNDS; round++) {
                Random random = new Random(round);
                Case made = new Case(random, opset(random, name));
                maker.make(made);
                made.model.proto().getGraph().getNodeList().forEach(node -> seen.add(node.getOpType()));
            }
        });
        assertThat(seen).containsAll(SupportedOperators.names());
    }

    private static void check(String name, OperatorCases.Maker maker) throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            long seed = 1000L * name.hashCode() + round;
            Random random = new Random(seed);
            Case made = new Case(random, opset(random, name));
            maker.make(made);
            try {
                Comparison.assertSame(device, made.bytes(), made.dims, seed, made.low, made.high, 1e-4);
            } catch (Exception | AssertionError e) {
                throw new AssertionError(name + ", opset " + made.opset + ", seed " + seed + ": " + e.getMessage(), e);
            }
        }
    }

    private static int opset(Random random, String operator) {
        int oldest = switch (operator) {
            case "HardSwish" -> 14;
            case "Range", "Resize to one pixel" -> 11;
            default -> 9;
        };
        return oldest + random.nextInt(22 - oldest);
    }

    /** One model being made: a stem that leaves an NHWC value in half of the cases, then the operator. */
    static final class Case {
        final Random random;
        final int opset;
        final TestModel model;
        final Map<String, long[]> dims = new LinkedHashMap<>();
        float low = -1;
        float high = 1;
        private int weights;

        Case(Random random, int opset) {
            this.random = random;
            this.opset = opset;
            this.model = TestModel.opset(opset);
        }

        byte[] bytes() {
            return model.bytes();
        }

        int pick(int from, int to) {
            return from + random.nextInt(to - from + 1);
        }

        boolean coin() {
            return random.nextBoolean();
        }

        /** An input of the model. */
        String input(String name, long... sizes) {
            model.input(name, sizes);
            dims.put(name, sizes);
            return name;
        }

        /** An image [N,C,H,W] that a convolution made, so that it lies in memory as NHWC. */
        String image(String name, long... sizes) {
            input(name + "_in", sizes);
            String kernel = weights(sizes[1], sizes[1], 1, 1);
            model.node("Conv", name + "_in," + kernel, name);
            return name;
        }

        String weights(long... sizes) {
            String name = "weights" + weights++;
            model.weights(name, random.nextLong(), sizes);
            return name;
        }

        /** Positive weights. */
        String positive(long... sizes) {
            String name = "weights" + weights++;
            float[] values =
                    Closeness.random(random.nextLong(), Arrays.stream(sizes).reduce(1, (a, b) -> a * b));
            for (int i = 0; i < values.length; i++) {
                values[i] = 1 + values[i] / 2;
            }
            model.floats(name, sizes, values);
            return name;
        }

        /** A list of whole numbers as an attribute of older opsets or an input of newer ones. */
        String integers(long... values) {
            String name = "integers" + weights++;
            model.integers(name, values);
            return name;
        }

        String number(float value) {
            String name = "number" + weights++;
            model.floats(name, new long[0], value);
            return name;
        }

        /** A random order of 0 to count − 1. */
        long[] order(int count) {
            long[] order = IntStream.range(0, count).asLongStream().toArray();
            for (int i = count - 1; i > 0; i--) {
                int j = random.nextInt(i + 1);
                long swapped = order[i];
                order[i] = order[j];
                order[j] = swapped;
            }
            return order;
        }
    }
}
