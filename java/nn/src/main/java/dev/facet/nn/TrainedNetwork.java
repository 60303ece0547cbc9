package dev.facet.nn;

import dev.facet.engine.Device;
import dev.facet.engine.Executable;
import dev.facet.engine.Graph;
import dev.facet.engine.Node;
import dev.facet.engine.Plan;
import dev.facet.engine.Tensor;
import dev.facet.engine.Variables;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A network with its weights on a device, ready for inference (batch norm uses running statistics, dropout is absent).
 *
 * <p>Images are given as one array of count·H·W·C floats, NHWC, (v − 127.5)/128. Any count is accepted; it is worked
 * off in batches of at most {@link #MAX_BATCH}, for each of which a compiled program is kept. Calls are serialised: they may come
 * from several threads, but take turns. For graphs of one's own (gradients, edits) build {@link #network()} into a graph
 * and compile it with {@link #variables()}.
 */
public final class TrainedNetwork implements AutoCloseable {
    /** Images per program at most. */
    public static final int MAX_BATCH = 32;

    private static final int MAX_PROGRAMS = 6;
    private static final String IMAGES = "images";
    private static final String EMBEDDING = "<embedding>";
    private static final String UNIT_EMBEDDING = "<unit embedding>";
    private static final String LOGITS = "<logits>";
    private static final double UNIT_EPSILON = 1e-12;

    private final Network network;
    private final Device device;
    private final Variables variables;
    private final boolean owner;
    private final Map<ProgramKey, Program> programs = new LinkedHashMap<>(16, 0.75f, true);
    private boolean closed;

    private record ProgramKey(int batchSize, List<String> layers) {}

    private record Program(Executable executable, Map<String, Node> taps) {}

    private TrainedNetwork(Network network, Device device, Variables variables, boolean owner) {
        this.network = network;
        this.device = device;
        this.variables = variables;
        this.owner = owner;
    }

    /**
     * A network with variables of its own, freed when it is closed.
     *
     * @param fill sets the values, e.g. {@code v -> Initialization.apply(network, v, seed)} for an untrained network
     */
    public static TrainedNetwork create(Network network, Device device, Consumer<Variables> fill) {
        Graph graph = new Graph();
        network.build(graph, images(graph, network, 1), Mode.INFERENCE, null);
        Variables variables = Variables.allocate(device, graph);
        try {
            fill.accept(variables);
        } catch (RuntimeException e) {
            variables.close();
            throw e;
        }
        return new TrainedNetwork(network, device, variables, true);
    }

    /** A view of variables that someone else owns and closes later than this. */
    public static TrainedNetwork sharing(Network network, Device device, Variables variables) {
        return new TrainedNetwork(network, device, variables, false);
    }

    public Network network() {
        return network;
    }

    public Device device() {
        return device;
    }

    /** The weights. */
    public Variables variables() {
        return variables;
    }

    /**
     * Embeddings, not normalised.
     *
     * @return [count][embedding size]
     */
    public float[][] embed(float[] images) {
        int size = network.embeddingSize();
        return rows(activations(images, List.of(EMBEDDING)).get(EMBEDDING), size);
    }

    /**
     * Embeddings of unit length, to be compared by angle or distance.
     *
     * @return [count][embedding size]
     */
    public float[][] unitEmbeddings(float[] images) {
        return rows(activations(images, List.of(UNIT_EMBEDDING)).get(UNIT_EMBEDDING), network.embeddingSize());
    }

    /**
     * Scores of the head: of classes before softmax and without margin, of attributes as logits, or numbers.
     *
     * @return [count][classes]
     */
    public float[][] logits(float[] images) {
        return rows(activations(images, List.of(LOGITS)).get(LOGITS), network.classes());
    }

    /**
     * Values of named layers.
     *
     * @param layers names of {@link Network#layers()}
     * @return per name the values of all images, row-major in the layer's own shape ([count, H, W, C] or [count, K])
     */
    public synchronized Map<String, float[]> activations(float[] images, List<String> layers) {
        if (closed) {
            throw new IllegalStateException("this trained network is closed; load it again");
        }
        Set<String> unique = new LinkedHashSet<>(layers);
        int imageSize = network.inputSize() * network.inputSize() * network.channels();
        if (images.length == 0 || images.length % imageSize != 0) {
            throw new IllegalArgumentException("images: " + images.length + " values are not a whole number of "
                    + network.inputSize() + "x" + network.inputSize() + "x" + network.channels() + " images");
        }
        int count = images.length / imageSize;
        int batchSize = Math.min(count, MAX_BATCH);
        Program program = program(new ProgramKey(batchSize, List.copyOf(unique)));
        Map<String, float[]> results = new LinkedHashMap<>();
        for (String layer : unique) {
            long values = program.taps.get(layer).shape().count() / batchSize;
            results.put(layer, new float[Math.toIntExact(values * count)]);
        }
        for (int first = 0; first < count; first += batchSize) {
            int taken = Math.min(batchSize, count - first);
            feed(program.executable.input(IMAGES), images, first * imageSize, taken * imageSize);
            program.executable.run();
            for (String layer : unique) {
                float[] result = results.get(layer);
                int perImage = result.length / count;
                program.executable
                        .output(program.taps.get(layer))
                        .contents()
                        .get(result, first * perImage, taken * perImage);
            }
        }
        return results;
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        programs.values().forEach(program -> program.executable.close());
        programs.clear();
        if (owner) {
            variables.close();
        }
    }

    private Program program(ProgramKey key) {
        Program known = programs.get(key);
        if (known != null) {
            return known;
        }
        Graph graph = new Graph();
        Outputs ends = network.build(graph, images(graph, network, key.batchSize), Mode.INFERENCE, null);
        Map<String, Node> taps = new LinkedHashMap<>();
        for (String layer : key.layers) {
            taps.put(layer, tap(graph, ends, layer));
        }
        Plan plan = Plan.of(graph, new ArrayList<>(new LinkedHashSet<>(taps.values())));
        Program program = new Program(Executable.compile(device, plan, variables), taps);
        programs.put(key, program);
        evictOldest();
        return program;
    }

    private void evictOldest() {
        Iterator<Program> oldestFirst = programs.values().iterator();
        while (programs.size() > MAX_PROGRAMS) {
            oldestFirst.next().executable.close();
            oldestFirst.remove();
        }
    }

    private Node tap(Graph graph, Outputs ends, String layer) {
        if (layer.equals(EMBEDDING)) {
            return ends.embedding();
        }
        if (layer.equals(UNIT_EMBEDDING)) {
            return graph.l2Normalize(ends.embedding(), UNIT_EPSILON);
        }
        if (layer.equals(LOGITS)) {
            return ends.logits();
        }
        if (!network.layers().contains(layer)) {
            throw new IllegalArgumentException("no layer '" + layer + "' in " + network.architecture() + "; it has "
                    + String.join(", ", network.layers()));
        }
        return graph.node(layer);
    }

    private static Node images(Graph graph, Network network, int batchSize) {
        return graph.input(IMAGES, batchSize, network.inputSize(), network.inputSize(), network.channels());
    }

    private static void feed(Tensor target, float[] images, int from, int length) {
        target.fillFloats(buffer -> {
            buffer.put(images, from, length);
            while (buffer.hasRemaining()) {
                buffer.put(0);
            }
        });
    }

    private static float[][] rows(float[] values, int size) {
        float[][] rows = new float[values.length / size][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = Arrays.copyOfRange(values, i * size, (i + 1) * size);
        }
        return rows;
    }
}
