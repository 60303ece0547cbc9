package dev.facet.nn;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.facet.engine.DType;
import dev.facet.engine.Graph;
import dev.facet.engine.Node;
import dev.facet.engine.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/** What every architecture says of itself must be true of the graph it builds. */
final class NetworkClaims {
    private NetworkClaims() {}

    /** Builds {@code network} for two images and compares; returns the graph. */
    static Graph check(Network network, Mode mode) {
        Graph graph = new Graph();
        Node seed = graph.input("seed", DType.I32, 1);
        int side = network.inputSize();
        Outputs ends = network.build(graph, graph.input("images", 2, side, side, network.channels()), mode, seed);
        assertThat(ends.embedding().shape()).isEqualTo(Shape.of(2, network.embeddingSize()));
        assertThat(ends.logits().shape()).isEqualTo(Shape.of(2, network.classes()));
        List<Node> layers = new ArrayList<>();
        for (String layer : network.layers()) {
            assertThat(graph.node(layer).name()).isEqualTo(layer);
            layers.add(graph.node(layer));
        }
        assertThat(layers)
                .as("depth order")
                .isSortedAccordingTo((a, b) ->
                        Integer.compare(graph.nodes().indexOf(a), graph.nodes().indexOf(b)));
        assertThat(graph.node(network.layers().get(network.layers().size() - 1)))
                .isSameAs(ends.logits());
        TreeMap<String, Shape> claimed = new TreeMap<>();
        network.variables().forEach(spec -> claimed.put(spec.name(), spec.shape()));
        assertThat(claimed).hasSize(network.variables().size());
        TreeMap<String, Shape> built = new TreeMap<>();
        graph.nodes().stream()
                .filter(n -> n.kind() == Node.Kind.PARAMETER || n.kind() == Node.Kind.STATE)
                .forEach(n -> built.put(n.name(), n.shape()));
        assertThat(built).isEqualTo(claimed);
        assertThat(new TreeSet<>(network.layers())).contains(network.lastConvolution());
        return graph;
    }

    /** Through JSON text and {@link Networks} and back. */
    static Network returned(Network network) {
        JsonObject json = JsonParser.parseString(network.config().toString()).getAsJsonObject();
        return Networks.of(network.architecture(), json);
    }
}
