package dev.facet.interpret.probe;

import dev.facet.engine.Graph;
import dev.facet.engine.Node;
import dev.facet.engine.OpCode;
import dev.facet.engine.ops.Binary;
import dev.facet.nn.Mode;
import dev.facet.nn.Network;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Which layers of a network to probe, and what they are. */
public final class LayerChoice {
    /** What activations, pools, ends of branches and sums of skip connections, and linear layers give. */
    public static final String MAIN = "main";

    /** Every layer that the network names. */
    public static final String ALL = "all";

    private static final Set<OpCode> ACTIVATIONS = Set.of(OpCode.RELU, OpCode.PRELU, OpCode.UNARY, OpCode.SOFTMAX);

    private final Network network;
    private final Graph graph;
    private final Map<Node, String> names = new HashMap<>();
    private final Map<Node, List<Node>> readers = new HashMap<>();
    private final Map<Node, Integer> depth = new HashMap<>();
    private final Set<Node> branchEnds;

    private LayerChoice(Network network) {
        this.network = network;
        this.graph = new Graph();
        network.build(
                graph,
                graph.input("images", 1, network.inputSize(), network.inputSize(), network.channels()),
                Mode.INFERENCE,
                null);
        network.layers().forEach(layer -> names.putIfAbsent(graph.node(layer), layer));
        for (Node node : graph.nodes()) {
            int deepest = 0;
            for (Node input : node.inputs()) {
                readers.computeIfAbsent(input, n -> new ArrayList<>()).add(node);
                deepest = Math.max(deepest, depth.getOrDefault(input, 0));
            }
            depth.put(node, deepest + 1);
        }
        branchEnds = branchEnds();
    }

    /**
     * The layers to probe, in depth order.
     *
     * @param wanted {@value #MAIN}, {@value #ALL}, names, or patterns with {@code *}; empty for {@value #MAIN}
     * @throws IllegalArgumentException if a name or pattern fits no layer
     */
    public static List<ProbedLayer> of(Network network, List<String> wanted) {
        List<String> unknown = unknown(network, wanted);
        if (!unknown.isEmpty()) {
            throw none(network, unknown);
        }
        return ofKnown(network, wanted);
    }

    /**
     * The layers to probe of one of several networks, each of which has some of the layers.
     *
     * @param wanted as in {@link #of}; what fits no layer of this network is left out
     * @throws IllegalArgumentException if nothing fits
     */
    public static List<ProbedLayer> ofKnown(Network network, List<String> wanted) {
        List<ProbedLayer> layers = new LayerChoice(network).choose(wanted.isEmpty() ? List.of(MAIN) : wanted);
        if (layers.isEmpty()) {
            throw none(network, wanted);
        }
        return layers;
    }

    /** Those names and patterns that fit no layer of a network. */
    public static List<String> unknown(Network network, List<String> wanted) {
        return wanted.stream()
                .filter(item -> !item.equals(MAIN) && !item.equals(ALL))
                .filter(item -> network.layers().stream()
                        .noneMatch(layer -> pattern(item).matcher(layer).matches()))
                .toList();
    }

    private static IllegalArgumentException none(Network network, List<String> unknown) {
        return new IllegalArgumentException("no layer '" + String.join("', '", unknown) + "' in "
                + network.architecture() + "; it has " + String.join(", ", network.layers()));
    }

    private List<ProbedLayer> choose(List<String> wanted) {
        Set<String> chosen = new LinkedHashSet<>();
        for (String item : wanted) {
            Pattern pattern = pattern(item);
            network.layers().stream()
                    .filter(layer -> switch (item) {
                        case MAIN -> isMain(graph.node(layer), layer);
                        case ALL -> true;
                        default -> pattern.matcher(layer).matches();
                    })
                    .forEach(chosen::add);
        }
        return IntStream.range(0, network.layers().size())
                .filter(i -> chosen.contains(network.layers().get(i)))
                .mapToObj(this::layer)
                .toList();
    }

    private static Pattern pattern(String item) {
        return Pattern.compile(Pattern.quote(item).replace("*", "\\E.*\\Q"));
    }

    private ProbedLayer layer(int index) {
        String name = network.layers().get(index);
        Node node = graph.node(name);
        String skip = isSum(node) ? ProbedLayer.AFTER : branchEnds.contains(node) ? ProbedLayer.BEFORE : null;
        return ProbedLayer.of(index, name, node.op().code().name().toLowerCase(Locale.ROOT), node.shape(), skip);
    }

    /**
     * A layer that only goes on into a batch norm or an activation is told by that; the activation of a sum, and what only changes
     * shape, tell what they read.
     */
    private boolean isMain(Node node, String name) {
        if (!name.equals(names.get(node)) || node.isLeaf()) {
            return false;
        }
        if (isSum(node) || branchEnds.contains(node)) {
            return true;
        }
        boolean tellsInput = node.op().code() == OpCode.COPY || isActivation(node);
        if (tellsInput && node.inputs().stream().anyMatch(input -> isSum(input) || isReshapedLayer(node, input))) {
            return false;
        }
        List<Node> read = readers.getOrDefault(node, List.of());
        return read.isEmpty() || !read.stream().allMatch(this::isNormOrActivation);
    }

    private boolean isReshapedLayer(Node node, Node input) {
        return node.op().code() == OpCode.COPY && names.containsKey(input);
    }

    private boolean isNormOrActivation(Node node) {
        return isActivation(node)
                || node.op().code() == OpCode.BATCH_NORM_INFER
                || node.op().code() == OpCode.BIAS_ADD;
    }

    private static boolean isActivation(Node node) {
        return !node.isLeaf() && ACTIVATIONS.contains(node.op().code());
    }

    /** A sum of two computed values of one shape, as skip connections end in. */
    private static boolean isSum(Node node) {
        return !node.isLeaf()
                && node.op() instanceof Binary binary
                && binary.kind() == Binary.Kind.ADD
                && node.inputs().stream()
                        .allMatch(input -> !input.isLeaf() && input.shape().equals(node.shape()))
                && node.shape().rank() == 4;
    }

    /** Of each sum the operand at the end of the longer way. */
    private Set<Node> branchEnds() {
        Set<Node> ends = new LinkedHashSet<>();
        for (Node node : graph.nodes()) {
            if (isSum(node)) {
                Node first = node.inputs().get(0);
                Node second = node.inputs().get(1);
                ends.add(depth.get(first) >= depth.get(second) ? first : second);
            }
        }
        return ends;
    }
}
