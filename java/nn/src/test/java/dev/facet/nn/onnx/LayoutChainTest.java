package dev.facet.nn.onnx;

import dev.facet.engine.Device;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Random chains of operators that rearrange axes, with others between them that need a certain order: what import says of where
 * axes lie must stay true over any number of steps.
 */
class LayoutChainTest {
    private static final int CHAINS = Integer.getInteger("facet.onnx.chains", 150);
    private static final int OPSET = 12;
    private static final long[] SIZES = {2, 6, 4, 4};

    @Test
    void chainsAgreeWithOnnxRuntime() throws Exception {
        try (Device device = Device.cpu(1)) {
            for (int i = 0; i < CHAINS; i++) {
                long seed = 7_000_000L + i;
                Chain chain = new Chain(new Random(seed));
                for (int step = 0; step < 7; step++) {
                    chain.step();
                }
                try {
                    Comparison.assertSame(device, chain.bytes(), Map.of("x", SIZES), seed, -1, 1, 1e-4);
                } catch (Exception | AssertionError e) {
                    throw new AssertionError("seed " + seed + ", " + chain.said + ": " + e.getMessage(), e);
                }
            }
        }
    }

    /** A model being made; the current value and its sizes. */
    private static final class Chain {
        private final Random random;
        private final TestModel model = TestModel.opset(OPSET).input("x", SIZES);
        private final List<String> said = new ArrayList<>();
        private String value = "x";
        private long[] dims = SIZES.clone();
        private int count;

        Chain(Random random) {
            this.random = random;
        }

        byte[] bytes() {
            return model.node("Identity", value, "y").output("y").bytes();
        }

        private int pick(int bound) {
            return random.nextInt(bound);
        }

        private void append(String operator, String inputs, long[] result, Object... attributes) {
            String output = "v" + count++;
            model.node(operator, inputs, output, attributes);
            said.add(operator + Arrays.toString(result));
            value = output;
            dims = result;
        }

        private String weights(long... sizes) {
            String name = "w" + count++;
            model.weights(name, random.nextLong(), sizes);
            return name;
        }

        void step() {
            switch (pick(12)) {
                case 0 -> transpose();
                case 1 -> reshape();
                case 2 -> conv();
                case 3 -> {
                    int axis = pick(dims.length);
                    append("Flatten", value, new long[] {product(0, axis), product(axis, dims.length)}, "axis", axis);
                }
                case 4 -> linear();
                case 5 -> append("Softmax", value, dims, "axis", pick(dims.length));
                case 6 -> concat();
                case 7 -> reduce();
                case 8 -> multiply();
                case 9 -> append("Tanh", value, dims);
                case 10 -> slice();
                default -> batchNorm();
            }
        }

        private long product(int from, int to) {
            return Arrays.stream(dims, from, to).reduce(1, (a, b) -> a * b);
        }

        private void transpose() {
            List<Integer> order = new ArrayList<>();
            for (int i = 0; i < dims.length; i++) {
                order.add(pick(i + 1), i);
            }
            long[] perm = order.stream().mapToLong(Integer::longValue).toArray();
            long[] result = Arrays.stream(perm).map(i -> dims[(int) i]).toArray();
            append("Transpose", value, result, "perm", perm);
        }

        /** Splits an axis or joins two neighbours, or regroups everything. */
        private void reshape() {
            List<Long> target = new ArrayList<>();
            Arrays.stream(dims).forEach(target::add);
            int at = pick(dims.length);
            if (dims.length > 1 && random.nextBoolean()) {
                int first = Math.min(at, dims.length - 2);
                target.set(first, target.get(first) * target.remove(first + 1));
            } else if (target.get(at) % 2 == 0 && dims.length < 5) {
                target.set(at, target.get(at) / 2);
                target.add(at + pick(2), 2L);
            } else {
                target.add(at, 1L);
            }
            if (target.size() > 5) {
                return;
            }
            long[] result = target.stream().mapToLong(Long::longValue).toArray();
            String shape = "s" + count++;
            model.integers(shape, result);
            append("Reshape", value + "," + shape, result);
        }

        private void conv() {
            if (dims.length != 4 || dims[1] > 64 || dims[2] * dims[3] > 400) {
                return;
            }
            long filters = 2L + pick(5);
            append(
                    "Conv",
                    value + "," + weights(filters, dims[1], 3, 3),
                    new long[] {dims[0], filters, dims[2], dims[3]},
                    "pads",
                    new long[] {1, 1, 1, 1});
        }

        private void linear() {
            int last = dims.length - 1;
            long units = 2L + pick(4);
            if (dims.length < 2 || dims[last] > 400) {
                return;
            }
            long[] result = dims.clone();
            result[last] = units;
            if (dims.length == 2 && random.nextBoolean()) {
                append("Gemm", value + "," + weights(units, dims[1]) + "," + weights(units), result, "transB", 1);
            } else {
                append("MatMul", value + "," + weights(dims[last], units), result);
            }
        }

        private void concat() {
            int axis = pick(dims.length);
            long[] more = dims.clone();
            more[axis] = 1 + pick(3);
            long[] result = dims.clone();
            result[axis] += more[axis];
            append("Concat", value + "," + weights(more), result, "axis", axis);
        }

        private void reduce() {
            if (dims.length < 3) {
                return;
            }
            int axis = pick(dims.length);
            int keep = pick(2);
            List<Long> result = new ArrayList<>();
            for (int i = 0; i < dims.length; i++) {
                if (i != axis || keep == 1) {
                    result.add(i == axis ? 1 : dims[i]);
                }
            }
            append(
                    "ReduceMean",
                    value,
                    result.stream().mapToLong(Long::longValue).toArray(),
                    "axes",
                    new long[] {axis},
                    "keepdims",
                    keep);
        }

        private void multiply() {
            long[] sizes = Arrays.copyOfRange(dims, pick(dims.length), dims.length);
            for (int i = 0; i < sizes.length; i++) {
                sizes[i] = random.nextBoolean() ? sizes[i] : 1;
            }
            append(random.nextBoolean() ? "Mul" : "Add", value + "," + weights(sizes), dims);
        }

        private void slice() {
            int axis = pick(dims.length);
            if (dims[axis] < 2) {
                return;
            }
            String starts = "s" + count++;
            String ends = "s" + count++;
            String axes = "s" + count++;
            model.integers(starts, 1).integers(ends, dims[axis]).integers(axes, axis);
            long[] result = dims.clone();
            result[axis]--;
            append("Slice", String.join(",", value, starts, ends, axes), result);
        }

        private void batchNorm() {
            if (dims.length < 2) {
                return;
            }
            String variance = "w" + count++;
            float[] ones = new float[(int) dims[1]];
            Arrays.fill(ones, 1.5f);
            model.floats(variance, new long[] {dims[1]}, ones);
            append(
                    "BatchNormalization",
                    String.join(",", value, weights(dims[1]), weights(dims[1]), weights(dims[1]), variance),
                    dims);
        }
    }
}
