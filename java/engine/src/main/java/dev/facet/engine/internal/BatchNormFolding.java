package dev.facet.engine.internal;

import dev.facet.engine.Graph;
import dev.facet.engine.Node;
import dev.facet.engine.ops.Activation;
import dev.facet.engine.ops.BatchNormInfer;
import dev.facet.engine.ops.Convolution;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A convolution followed by batch normalisation with fixed statistics: the convolution takes weights w·s and the bias
 * β + s·(bias − mean), s = γ/√(variance+ε). Both follow from variables alone, so that they are computed once ({@link Preparation}).
 */
record BatchNormFolding(String name) implements FusionRule {
    @Override
    public boolean apply(Schedule schedule, Step step) {
        if (!(step.op() instanceof BatchNormInfer norm)) {
            return false;
        }
        Node x = step.inputs().get(0);
        Step producer = schedule.producer(x);
        if (producer == null
                || !(producer.op() instanceof Convolution convolution)
                || convolution.activation() != Activation.NONE
                || !schedule.isPrivate(x)
                || !fixedAfterFirst(schedule, producer)
                || !fixedAfterFirst(schedule, step)) {
            return false;
        }
        Folded folded = fold(producer, step, norm.epsilon());
        schedule.prepend(folded.steps());
        Step fused = new Step(
                new Convolution(convolution.spec(), norm.activation()),
                List.of(producer.inputs().get(0), folded.weights(), folded.bias()),
                step.outputs());
        schedule.fuse(producer, step, fused);
        return true;
    }

    private static boolean fixedAfterFirst(Schedule schedule, Step step) {
        return step.inputs().stream().skip(1).allMatch(schedule::isFixed);
    }

    private record Folded(List<Step> steps, Node weights, Node bias) {}

    /** Written down in a graph of its own, whose inputs stand for the variables: the user's graph stays as it is. */
    private static Folded fold(Step producer, Step norm, double epsilon) {
        Node w = producer.inputs().get(1);
        Graph g = new Graph(w.dtype());
        Map<Node, Node> variables = new LinkedHashMap<>();
        List<Node> parts = norm.inputs();
        Node weights = stand(g, w, variables);
        Node gamma = stand(g, parts.get(1), variables);
        Node beta = stand(g, parts.get(2), variables);
        Node mean = stand(g, parts.get(3), variables);
        Node variance = stand(g, parts.get(4), variables);
        Node scale = g.div(gamma, g.sqrt(g.affine(variance, 1, epsilon)));
        Node scaled = g.mul(weights, g.reshape(scale, w.shape().dim(0), 1, 1, 1));
        Node offset = producer.inputs().size() == 3
                ? g.sub(stand(g, producer.inputs().get(2), variables), mean)
                : g.scale(mean, -1);
        Node bias = g.add(beta, g.mul(scale, offset));
        List<Step> steps = g.applications().stream()
                .map(application -> new Step(
                        application.op(),
                        application.inputs().stream()
                                .map(node -> variables.getOrDefault(node, node))
                                .toList(),
                        application.outputs()))
                .toList();
        return new Folded(new ArrayList<>(steps), scaled, bias);
    }

    private static Node stand(Graph g, Node variable, Map<Node, Node> variables) {
        Node input = g.input(
                "input" + variables.size(), variable.dtype(), variable.shape().toArray());
        variables.put(input, variable);
        return input;
    }
}
