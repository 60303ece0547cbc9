package dev.facet.nn.onnx;

import dev.facet.engine.Graph;
import dev.facet.engine.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A model's convolutions, each with the layers on both sides of the activation that it feeds. */
final class Convolutions {
    private static final Set<String> ACTIVATIONS =
            Set.of("Relu", "PRelu", "LeakyRelu", "Clip", "HardSwish", "Sigmoid", "Tanh");

    /** What may stand between a convolution and its activation. */
    private static final Set<String> BETWEEN = Set.of("BatchNormalization", "Add", "Identity", "InstanceNormalization");

    private record Ends(String before, String after) {}

    private final Map<String, Ends> ends;
    private final String last;

    private Convolutions(Map<String, Ends> ends, String last) {
        this.ends = ends;
        this.last = last;
    }

    /** @param layers the model's values that the graph has */
    static Convolutions of(OnnxModel model, Graph graph, Set<String> layers) {
        Map<String, List<OnnxNodeInfo>> readers = new HashMap<>();
        for (OnnxNodeInfo node : model.nodes()) {
            if (node.outputs().isEmpty() || !layers.contains(node.outputs().get(0))) {
                continue;
            }
            for (String input : node.inputs()) {
                readers.computeIfAbsent(input, key -> new ArrayList<>()).add(node);
            }
        }
        Map<String, Ends> ends = new LinkedHashMap<>();
        String last = null;
        boolean lastActivated = false;
        for (OnnxNodeInfo node : model.nodes()) {
            String name = node.outputs().isEmpty() ? "" : node.outputs().get(0);
            if (!node.operator().equals("Conv") || !layers.contains(name)) {
                continue;
            }
            Ends found = ends(name, readers);
            ends.put(name, found);
            Node result = graph.node(name);
            boolean isMap = result.shape().dim(1) * result.shape().dim(2) > 1;
            boolean activated = !found.before.equals(found.after);
            if (last == null || isMap && (activated || !lastActivated)) {
                last = name;
                lastActivated = isMap && activated;
            }
        }
        return new Convolutions(ends, last);
    }

    /** Follows the only way from a convolution to an activation; where there is none, both ends are where it stops. */
    private static Ends ends(String convolution, Map<String, List<OnnxNodeInfo>> readers) {
        String at = convolution;
        while (true) {
            OnnxNodeInfo next = null;
            for (OnnxNodeInfo reader : readers.getOrDefault(at, List.of())) {
                if (ACTIVATIONS.contains(reader.operator())) {
                    return new Ends(at, reader.outputs().get(0));
                }
                next = next == null && BETWEEN.contains(reader.operator()) ? reader : next;
            }
            if (next == null) {
                return new Ends(at, at);
            }
            at = next.outputs().get(0);
        }
    }

    String last() {
        if (last == null) {
            throw new IllegalStateException("the network has no convolution to look at; name a layer that has maps");
        }
        return last;
    }

    String before(String convolution) {
        return find(convolution).before;
    }

    String after(String convolution) {
        return find(convolution).after;
    }

    private Ends find(String convolution) {
        Ends found = ends.get(convolution);
        if (found == null) {
            throw new IllegalArgumentException(
                    "no convolution '" + convolution + "'; there are " + String.join(", ", ends.keySet()));
        }
        return found;
    }
}
