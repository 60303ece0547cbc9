package dev.facet.nn;

import dev.facet.engine.Graph;
import dev.facet.engine.Node;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/** What a network consists of, learned by building it once into a graph that is then forgotten. Immutable. */
final class Blueprint {
    private final List<String> layers;
    private final List<VariableSpec> variables;
    private final Map<String, Ends> convolutions;

    /**
     * The layers on both sides of the activation that a convolution feeds; equal where none follows.
     *
     * @param before what the activation reads
     * @param after what it gives
     */
    record Ends(String before, String after) {}

    private Blueprint(LayerBuilder built) {
        layers = List.copyOf(built.layers());
        variables = List.copyOf(built.variables());
        convolutions = new LinkedHashMap<>(built.convolutions());
    }

    /**
     * @param network appends its layers to the images [1, input, input, channels]
     * @param input side of the images in pixels
     */
    static Blueprint of(BiFunction<LayerBuilder, Node, Outputs> network, int input, int channels) {
        Graph graph = new Graph();
        LayerBuilder builder = new LayerBuilder(graph, Mode.INFERENCE, null);
        network.apply(builder, graph.input("images", 1, input, input, channels));
        return new Blueprint(builder);
    }

    /** Names in depth order. */
    List<String> layers() {
        return layers;
    }

    /** In depth order. */
    List<VariableSpec> variables() {
        return variables;
    }

    String lastConvolution() {
        String last = null;
        for (Iterator<String> names = convolutions.keySet().iterator(); names.hasNext(); ) {
            last = names.next();
        }
        return last;
    }

    /**
     * @param network how errors call it
     * @throws IllegalArgumentException if there is no such convolution
     */
    Ends ends(String convolution, String network) {
        Ends ends = convolutions.get(convolution);
        if (ends == null) {
            throw new IllegalArgumentException("no convolution '" + convolution + "' in " + network + "; it has "
                    + String.join(", ", convolutions.keySet()));
        }
        return ends;
    }
}
