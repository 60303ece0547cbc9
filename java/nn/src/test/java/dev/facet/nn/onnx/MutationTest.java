package dev.facet.nn.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facet.engine.Device;
import dev.facet.engine.Executable;
import dev.facet.engine.FacetException;
import dev.facet.engine.Graph;
import dev.facet.engine.Node;
import dev.facet.engine.Plan;
import dev.facet.engine.Variables;
import dev.facet.nn.Mode;
import dev.facet.nn.internal.onnx.BuiltModel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Damaged and hostile models are refused with a message: no other exception, no endless loop, no memory beyond reason. */
class MutationTest {
    private static final int MUTATIONS = Integer.getInteger("facet.onnx.mutations", 100_000);
    private static final long SEED = 20_261_122;

    /** One mutant in so many is also run, if it is small: compiling takes longer than all else. */
    private static final int RUN_ONE_OF = 10;

    private static final long SMALL_BYTES = 1 << 25;

    @AutoClose
    private static final Device device = Device.cpu(1);

    @Test
    void mutatedModelsAreReadOrRefused() {
        List<byte[]> originals = originals();
        int built = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            Random random = new Random(SEED + i);
            byte[] bytes = mutated(originals.get(i % originals.size()), random);
            String what = "mutation " + (SEED + i);
            long start = System.nanoTime();
            try {
                read(bytes, i % RUN_ONE_OF == 0);
                built++;
            } catch (OnnxException e) {
                assertThat(e.getMessage()).as(what).isNotBlank();
            } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
                throw new AssertionError(what + ": " + e, e);
            }
            assertThat(Duration.ofNanos(System.nanoTime() - start)).as(what).isLessThan(Duration.ofSeconds(10));
        }
        assertThat(built).as("mutants that are still models").isBetween(MUTATIONS / 100, MUTATIONS);
    }

    /** Reads a model, describes it, builds it for its own sizes, decodes its weights, and runs it if asked to. */
    private static void read(byte[] bytes, boolean run) {
        OnnxModel model = OnnxModel.parse(bytes, "mutant");
        assertThat(model.toString()).isNotBlank();
        assertThat(model.nodes().size()).isNotNegative();
        Graph graph = new Graph();
        Map<String, Node> fed = new HashMap<>();
        for (OnnxTensorInfo input : model.inputs()) {
            int[] order = model.graph().inputOrder(input.name());
            long[] dims = new long[Math.max(1, order.length)];
            dims[0] = 1;
            for (int i = 0; i < order.length; i++) {
                String size = input.dims().get(order[i]);
                dims[i] = size.matches("\\d{1,9}") ? Long.parseLong(size) : 8;
            }
            try {
                fed.put(input.name(), graph.input(input.name(), dims));
            } catch (FacetException | IllegalArgumentException e) {
                throw new OnnxException("the engine has no such input", e);
            }
        }
        BuiltModel built = OnnxWeights.build(model, graph, fed, Mode.INFERENCE, null);
        for (BuiltModel.Variable variable : built.variables()) {
            assertThat(variable.values().get())
                    .hasSize((int) variable.spec().shape().count());
        }
        if (run) {
            run(model, built, graph);
        }
    }

    private static void run(OnnxModel model, BuiltModel built, Graph graph) {
        List<Node> ends =
                built.outputs().values().stream().map(BuiltModel.Output::node).toList();
        Plan plan = Plan.of(graph, ends);
        long bytes = 0;
        for (Plan.Arena arena : Plan.Arena.values()) {
            bytes += plan.arenaBytes(arena);
        }
        if (bytes > SMALL_BYTES) {
            return;
        }
        try (Variables variables = OnnxWeights.allocate(model, built, graph, device);
                Executable executable = Executable.compile(device, plan, variables)) {
            executable.run();
            assertThat(executable.output(ends.get(0)).toFloats()).isNotEmpty();
        }
    }

    /** Small models that together use all operators. */
    private static List<byte[]> originals() {
        List<byte[]> models = new ArrayList<>();
        for (Map.Entry<String, OperatorCases.Maker> entry : OperatorCases.all().entrySet()) {
            for (int i = 0; i < 4; i++) {
                Random random = new Random(entry.getKey().hashCode() + i);
                OperatorTest.Case made = new OperatorTest.Case(random, 14 + random.nextInt(8) - 5 * (i % 2));
                entry.getValue().make(made);
                models.add(made.bytes());
            }
        }
        return models;
    }

    /** Changed bits and bytes, varints made large, stretches removed, doubled or exchanged, the end cut off. */
    private static byte[] mutated(byte[] original, Random random) {
        byte[] bytes = original.clone();
        int changes = 1 + random.nextInt(4);
        for (int c = 0; c < changes && bytes.length > 1; c++) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(8)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes[at] = (byte) random.nextInt(256);
                case 2 -> bytes[at] = (byte) (random.nextBoolean() ? 0xff : 0x7f);
                case 3 -> bytes = Arrays.copyOf(bytes, at + 1);
                case 4 -> bytes = spliced(bytes, at, new byte[0], 1 + random.nextInt(16));
                case 5 -> {
                    int length = Math.min(bytes.length - at, 1 + random.nextInt(32));
                    bytes = spliced(bytes, at, Arrays.copyOfRange(bytes, at, at + length), 0);
                }
                case 6 -> bytes = spliced(bytes, at, varint(random.nextLong() >>> random.nextInt(64)), 1);
                default -> bytes[at] = (byte) (bytes[at] + (random.nextBoolean() ? 1 : -1));
            }
        }
        return bytes;
    }

    private static byte[] varint(long value) {
        byte[] bytes = new byte[10];
        int length = 0;
        long rest = value;
        do {
            bytes[length++] = (byte) (rest & 127 | (rest >>> 7 == 0 ? 0 : 128));
            rest >>>= 7;
        } while (rest != 0);
        return Arrays.copyOf(bytes, length);
    }

    private static byte[] spliced(byte[] bytes, int at, byte[] inserted, int removed) {
        int end = Math.min(bytes.length, at + removed);
        byte[] result = new byte[at + inserted.length + bytes.length - end];
        System.arraycopy(bytes, 0, result, 0, at);
        System.arraycopy(inserted, 0, result, at, inserted.length);
        System.arraycopy(bytes, end, result, at + inserted.length, bytes.length - end);
        return result;
    }

    @Test
    void aFileOfTinyFieldsIsRefusedBeforeItBecomesObjects() {
        byte[] nodes = new byte[40_000_000];
        for (int i = 0; i < nodes.length; i += 2) {
            nodes[i] = 0x0a;
        }
        byte[] model = new byte[nodes.length + 5];
        model[0] = 0x3a;
        int rest = nodes.length;
        for (int i = 1; i < 5; i++) {
            model[i] = (byte) (rest & 127 | (i < 4 ? 128 : 0));
            rest >>>= 7;
        }
        System.arraycopy(nodes, 0, model, 5, nodes.length);
        OnnxException refused = Assertions.assertThrows(OnnxException.class, () -> OnnxModel.parse(model, "bomb"));
        assertThat(refused).hasMessageContaining("bomb").hasMessageContaining("fields");
    }
}
