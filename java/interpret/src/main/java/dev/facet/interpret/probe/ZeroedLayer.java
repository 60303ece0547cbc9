package dev.facet.interpret.probe;

import dev.facet.engine.Node;
import dev.facet.nn.TrainedNetwork;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The layers behind one, computed with some of its neurons held at zero: from its features, kept once, where these fit into memory and
 * nothing passes it by; else from the pictures.
 */
final class ZeroedLayer implements AutoCloseable {
    private final TrainedNetwork network;
    private final ProbedLayer layer;
    private final List<ProbedLayer> behind;
    private final ProbePictures pictures;
    private final RowLayout layout;
    private final ProbeListener listener;
    // From the layer's features; null where everything is computed anew.
    private final ForwardPass pass;
    private final MemoryRows train;
    private final MemoryRows judged;

    /**
     * @param behind what is computed
     * @param memoryBytes for the layer's features
     */
    ZeroedLayer(
            TrainedNetwork network,
            ProbedLayer layer,
            List<ProbedLayer> behind,
            ProbePictures pictures,
            RowLayout layout,
            long memoryBytes,
            ProbeListener listener) {
        this.network = network;
        this.layer = layer;
        this.behind = behind;
        this.pictures = pictures;
        this.layout = layout;
        this.listener = listener;
        boolean fits = 4L * layout.rows() * layer.features() <= memoryBytes;
        this.pass = fits
                ? ForwardPass.behind(network, layer, behind, listener::stopAsked)
                        .orElse(null)
                : null;
        try {
            this.train = pass == null ? null : kept(layout.train(), "fitted on");
            this.judged = pass == null ? null : kept(layout.judged(), "judged");
        } catch (RuntimeException | Error e) { // stopped, or out of memory
            close();
            throw e;
        }
    }

    private MemoryRows kept(int[] shown, String what) {
        return LayerStorage.inMemory(network, List.of(layer), pictures, shown, Map.of(), what, listener)
                .get(0);
    }

    /** The layer's own features of the pictures fitted on, nothing zeroed; empty where they are not kept. */
    Optional<MemoryRows> intact() {
        return Optional.ofNullable(train);
    }

    /**
     * Features of the later layers of the pictures fitted on.
     *
     * @param kept for every neuron of the layer 0, to be held at zero, or 1
     * @param what is zeroed, in a few words
     */
    List<MemoryRows> train(float[] kept, String what) {
        return features(train, layout.train(), kept, what + ", fitted on");
    }

    /** As {@link #train}, of the pictures judged. */
    List<MemoryRows> judged(float[] kept, String what) {
        return features(judged, layout.judged(), kept, what + ", judged");
    }

    private List<MemoryRows> features(MemoryRows stored, int[] shown, float[] kept, String what) {
        if (pass == null) {
            UnaryOperator<Node> zero = x -> x.graph()
                    .mul(x, x.graph().constant("kept_neurons", x.shape().with(0, 1), kept));
            return LayerStorage.inMemory(network, behind, pictures, shown, Map.of(layer.name(), zero), what, listener);
        }
        List<MemoryRows> matrices = LayerStorage.matrices(network, behind, shown.length);
        String stage = LayerStorage.stage(behind, what);
        pass.run(
                stored,
                kept,
                (of, first, count, values) -> matrices.get(of).set(first, count, values),
                done -> listener.at(stage, done, shown.length));
        return matrices;
    }

    @Override
    public void close() {
        if (pass != null) {
            pass.close();
        }
    }
}
