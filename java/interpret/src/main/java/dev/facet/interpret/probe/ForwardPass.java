package dev.facet.interpret.probe;

import dev.facet.engine.Edits;
import dev.facet.engine.Executable;
import dev.facet.engine.Graph;
import dev.facet.engine.Node;
import dev.facet.engine.Plan;
import dev.facet.engine.Tensor;
import dev.facet.nn.Mode;
import dev.facet.nn.Network;
import dev.facet.nn.TrainedNetwork;
import java.nio.FloatBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import java.util.function.UnaryOperator;

/** A network's program that gives the values of several layers at once. */
final class ForwardPass implements AutoCloseable {
    /** Pictures of a run: enough for the convolutions, few enough for the cache. */
    static final int BATCH = 32;

    private static final String IMAGES = "images";
    private static final String STORED = "stored_features";
    private static final String KEPT = "kept_neurons";

    private final List<ProbedLayer> layers;
    private final ProbePictures pictures;
    private final Executable executable;
    private final BooleanSupplier stopped;

    /** Takes the values of a layer for consecutive rows. */
    @FunctionalInterface
    interface Sink {
        void take(int layer, int first, int count, FloatBuffer values);
    }

    private ForwardPass(
            List<ProbedLayer> layers, ProbePictures pictures, Executable executable, BooleanSupplier stopped) {
        this.layers = layers;
        this.pictures = pictures;
        this.executable = executable;
        this.stopped = stopped;
    }

    /**
     * Compiles what the layers need and no more.
     *
     * @param edits what is done to layers on the way; may be empty
     * @param stopped asked between batches
     */
    static ForwardPass compile(
            TrainedNetwork network,
            List<ProbedLayer> layers,
            ProbePictures pictures,
            Map<String, UnaryOperator<Node>> edits,
            BooleanSupplier stopped) {
        Graph built = new Graph();
        declare(network.network(), built);
        Graph graph = edits.isEmpty() ? built : Edits.replace(built, edits);
        List<Node> taps = layers.stream().map(layer -> graph.node(layer.name())).toList();
        Executable executable = Executable.compile(network.device(), Plan.of(graph, taps), network.variables());
        return new ForwardPass(layers, pictures, executable, stopped);
    }

    /**
     * Compiles layers behind another from that one's features, which are stored: only what lies between is computed.
     *
     * @param layer whose features {@link #run(MemoryRows, float[], Sink, IntConsumer)} is given
     * @return empty where a later layer also sees the picture past that layer, as by a skip connection
     */
    static Optional<ForwardPass> behind(
            TrainedNetwork network, ProbedLayer layer, List<ProbedLayer> later, BooleanSupplier stopped) {
        Graph built = new Graph();
        declare(network.network(), built);
        Graph graph = Edits.replace(
                built,
                Map.of(
                        layer.name(),
                        x -> x.graph()
                                .mul(
                                        x.graph().input(STORED, x.shape().toArray()),
                                        x.graph()
                                                .input(
                                                        KEPT,
                                                        x.shape().with(0, 1).toArray()))));
        List<Node> taps = later.stream().map(of -> graph.node(of.name())).toList();
        if (sees(taps, graph.node(IMAGES))) {
            return Optional.empty();
        }
        Executable executable = Executable.compile(network.device(), Plan.of(graph, taps), network.variables());
        return Optional.of(new ForwardPass(later, null, executable, stopped));
    }

    private static void declare(Network architecture, Graph graph) {
        architecture.build(
                graph,
                graph.input(IMAGES, BATCH, architecture.inputSize(), architecture.inputSize(), architecture.channels()),
                Mode.INFERENCE,
                null);
    }

    /** Whether any of some nodes is computed from another. */
    private static boolean sees(List<Node> nodes, Node from) {
        Set<Node> seen = new HashSet<>();
        Deque<Node> open = new ArrayDeque<>(nodes);
        while (!open.isEmpty()) {
            Node node = open.remove();
            if (seen.add(node)) {
                open.addAll(node.inputs());
            }
        }
        return seen.contains(from);
    }

    /**
     * Shows pictures to the network.
     *
     * @param shown one a row
     * @param done hears how many rows are done
     * @throws ProbeStoppedException if asked to stop
     */
    void run(int[] shown, Sink sink, IntConsumer done) {
        run(
                shown.length,
                (first, count) -> executable.input(IMAGES).fillFloats(to -> pictures.write(shown, first, count, to)),
                sink,
                done);
    }

    /**
     * Gives the layers behind a layer its features.
     *
     * @param stored one row a picture
     * @param kept a factor for every neuron: 0 for those to be held at zero, else 1
     * @param done hears how many rows are done
     * @throws ProbeStoppedException if asked to stop
     */
    void run(MemoryRows stored, float[] kept, Sink sink, IntConsumer done) {
        executable.input(KEPT).set(kept);
        run(
                stored.rows(),
                (first, count) -> executable.input(STORED).fillFloats(to -> stored.get(first, count, to)),
                sink,
                done);
    }

    private interface Feed {
        void at(int first, int count);
    }

    private void run(int rows, Feed feed, Sink sink, IntConsumer done) {
        for (int first = 0; first < rows; first += BATCH) {
            if (stopped.getAsBoolean()) {
                throw new ProbeStoppedException();
            }
            int count = Math.min(BATCH, rows - first);
            feed.at(first, count);
            executable.run();
            for (int i = 0; i < layers.size(); i++) {
                Tensor values = executable.output(layers.get(i).name());
                sink.take(
                        i,
                        first,
                        count,
                        values.contents().limit(count * layers.get(i).features()));
            }
            done.accept(first + count);
        }
    }

    @Override
    public void close() {
        executable.close();
    }
}
