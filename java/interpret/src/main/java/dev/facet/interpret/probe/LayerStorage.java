package dev.facet.interpret.probe;

import dev.facet.engine.Node;
import dev.facet.nn.TrainedNetwork;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Computes features of layers once and keeps them. */
final class LayerStorage {
    private LayerStorage() {}

    /**
     * Fills sinks with the features of layers, from one forward pass.
     *
     * @param sinks one for each of {@code layers}
     * @param shown the pictures, one a row
     * @param edits what is done to layers on the way; may be empty
     * @param what the pictures are for, in a word
     */
    static void fill(
            TrainedNetwork network,
            List<ProbedLayer> layers,
            List<LayerSink> sinks,
            ProbePictures pictures,
            int[] shown,
            Map<String, UnaryOperator<Node>> edits,
            String what,
            ProbeListener listener) {
        String stage = stage(layers, what);
        try (ForwardPass pass = ForwardPass.compile(network, layers, pictures, edits, listener::stopAsked)) {
            pass.run(
                    shown,
                    (layer, from, count, values) -> sinks.get(layer).take(from, count, values),
                    done -> listener.at(stage, done, shown.length));
        }
    }

    /** Room for features of layers, in their order. */
    static List<MemoryRows> matrices(TrainedNetwork network, List<ProbedLayer> layers, int rows) {
        return layers.stream()
                .map(layer -> new MemoryRows(network.device(), rows, layer.features()))
                .toList();
    }

    /** What a forward pass that computes layers is called. */
    static String stage(List<ProbedLayer> layers, String what) {
        String first = layers.get(0).name();
        String last = layers.get(layers.size() - 1).name();
        return "computing " + (first.equals(last) ? first : first + " to " + last) + " of pictures " + what;
    }

    /** The features of layers in memory, in the layers' order. */
    static List<MemoryRows> inMemory(
            TrainedNetwork network,
            List<ProbedLayer> layers,
            ProbePictures pictures,
            int[] shown,
            Map<String, UnaryOperator<Node>> edits,
            String what,
            ProbeListener listener) {
        List<MemoryRows> matrices = matrices(network, layers, shown.length);
        List<LayerSink> sinks = matrices.stream().map(LayerSink::memory).toList();
        fill(network, layers, sinks, pictures, shown, edits, what, listener);
        return matrices;
    }
}
