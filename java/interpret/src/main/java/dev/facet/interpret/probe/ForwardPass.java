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
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import java.util.function.UnaryOperator;

/** A network's program that gives the values of several layers at once. */
final class ForwardPass implements AutoCloseable {
    /** Pictures of a run: enough for the convolutions, few enough for the cache. */
    static final int BATCH = 32;

    private static final String IMAGES = "images";

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
        Network architecture = network.network();
        Graph built = new Graph();
        architecture.build(
                built,
                built.input(IMAGES, BATCH, architecture.inputSize(), architecture.inputSize(), architecture.channels()),
                Mode.INFERENCE,
                null);
        Graph graph = edits.isEmpty() ? built : Edits.replace(built, edits);
        List<Node> taps = layers.stream().map(layer -> graph.node(layer.name())).toList();
        Executable executable = Executable.compile(network.device(), Plan.of(graph, taps), network.variables());
        return new ForwardPass(layers, pictures, executable, stopped);
    }

    /**
     * Shows pictures to the network.
     *
     * @param shown one a row
     * @param done hears how many rows are done
     * @throws ProbeStoppedException if asked to stop
     */
    void run(int[] shown, Sink sink, IntConsumer done) {
        for (int first = 0; first < shown.length; first += BATCH) {
            if (stopped.getAsBoolean()) {
                throw new ProbeStoppedException();
            }
            int row = first;
            int count = Math.min(BATCH, shown.length - first);
            executable.input(IMAGES).fillFloats(to -> pictures.write(shown, row, count, to));
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
