package dev.facet.engine;

import dev.facet.engine.ops.Adjoint;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reverse-mode differentiation, graph in, graph out: appends to the loss's graph the nodes that compute d loss / d n for every n
 * asked for, including all nodes between them and the loss. Shares of several readers are added in a fixed order.
 */
public final class Gradients {
    private final Graph graph;
    private final GradientRules rules;
    private final Set<Node> dependent;
    private final Map<Node, List<Contribution>> contributions = new HashMap<>();
    private final Map<Node, Node> totals = new HashMap<>();

    private Gradients(Graph graph, GradientRules rules, Set<Node> dependent) {
        this.graph = graph;
        this.rules = rules;
        this.dependent = dependent;
    }

    /** The exact gradients of a scalar loss with respect to {@code wrt}. */
    public static Gradients of(Graph graph, Node scalarLoss, Collection<Node> wrt) {
        return of(graph, scalarLoss, wrt, GradientRules.EXACT);
    }

    /**
     * The gradients of a scalar loss with respect to {@code wrt} (any floating nodes) under the given rules.
     *
     * @throws ShapeException if the loss is not floating of shape [1]
     * @throws UnsupportedOpException if an op on the way has no gradient
     */
    public static Gradients of(Graph graph, Node scalarLoss, Collection<Node> wrt, GradientRules rules) {
        requireScalar(graph, scalarLoss);
        for (Node node : wrt) {
            if (node.graph() != graph || !node.dtype().isFloat()) {
                throw new IllegalArgumentException(
                        "No gradient with respect to " + node + ": it must be a floating node of the loss's graph");
            }
        }
        List<Application> applications = List.copyOf(graph.applications());
        Gradients gradients = new Gradients(graph, rules, dependents(applications, wrt));
        graph.beginGradients();
        gradients.totals.put(scalarLoss, graph.fill(1, 1));
        for (int i = applications.size() - 1; i >= 0; i--) {
            gradients.propagate(applications.get(i));
        }
        wrt.forEach(gradients::total);
        return gradients;
    }

    /**
     * d loss / d {@code node}, of the node's shape; zeros if the loss does not depend on the node.
     *
     * @throws IllegalArgumentException if the node was not asked for and does not lie between such a node and the loss
     */
    public Node of(Node node) {
        Node gradient = totals.get(node);
        if (gradient != null) {
            return gradient;
        }
        if (node.graph() != graph || !dependent.contains(node)) {
            throw new IllegalArgumentException("The gradient with respect to " + node + " was not asked for");
        }
        gradient = graph.fill(0, node.shape().toArray());
        totals.put(node, gradient);
        return gradient;
    }

    /** The shares of the node's gradient, one for each reader that the loss depends on, before they were added. */
    public List<Contribution> contributions(Node node) {
        return Collections.unmodifiableList(contributions.getOrDefault(node, List.of()));
    }

    private void propagate(Application application) {
        boolean reached = false;
        boolean wanted = false;
        for (Node output : application.outputs()) {
            reached |= total(output) != null;
        }
        for (Node input : application.inputs()) {
            wanted |= dependent.contains(input);
        }
        if (reached && wanted) {
            application.op().gradient(new Step(application));
        }
    }

    /** The sum of a node's shares, or null if there are none; made when all readers have been visited. */
    private Node total(Node node) {
        Node sum = totals.get(node);
        List<Contribution> shares = contributions.get(node);
        if (sum != null || shares == null) {
            return sum;
        }
        for (Contribution share : shares) {
            sum = sum == null ? share.gradient() : graph.add(sum, share.gradient());
        }
        totals.put(node, sum);
        return sum;
    }

    private static void requireScalar(Graph graph, Node loss) {
        if (loss.graph() != graph) {
            throw new IllegalArgumentException("The loss " + loss + " belongs to another graph");
        }
        if (!loss.dtype().isFloat() || loss.shape().count() != 1 || loss.shape().rank() != 1) {
            throw new ShapeException("Gradients need a floating loss of shape 1, not " + loss
                    + "; reduce it with sum or mean and reshape it to [1]");
        }
    }

    /** The nodes that depend on {@code wrt}, these included. */
    private static Set<Node> dependents(List<Application> applications, Collection<Node> wrt) {
        Set<Node> dependent = new HashSet<>(wrt);
        for (Application application : applications) {
            if (!Collections.disjoint(application.inputs(), dependent)) {
                for (Node output : application.outputs()) {
                    if (output.dtype().isFloat()) {
                        dependent.add(output);
                    }
                }
            }
        }
        return dependent;
    }

    private final class Step implements Adjoint {
        private final Application application;

        Step(Application application) {
            this.application = application;
        }

        @Override
        public Graph graph() {
            return graph;
        }

        @Override
        public GradientRules rules() {
            return rules;
        }

        @Override
        public Node input(int i) {
            return application.inputs().get(i);
        }

        @Override
        public int inputCount() {
            return application.inputs().size();
        }

        @Override
        public Node output(int i) {
            return application.outputs().get(i);
        }

        @Override
        public Node gradient(int i) {
            return totals.get(output(i));
        }

        @Override
        public boolean wants(int i) {
            return dependent.contains(input(i));
        }

        @Override
        public void add(int i, Node gradient) {
            if (!wants(i)) {
                return;
            }
            Node input = input(i);
            if (!gradient.type().equals(input.type())) {
                throw new ShapeException(application.op().code().opName() + ": the gradient rule gave " + gradient
                        + " for the input " + input);
            }
            contributions.computeIfAbsent(input, key -> new ArrayList<>()).add(new Contribution(output(0), gradient));
        }
    }
}
