package dev.facet.engine.internal;

import dev.facet.engine.Node;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds what follows from variables and constants alone, so that not every run need compute it. */
final class Preparation {
    private Preparation() {}

    /**
     * Results that are the same in every run as long as no variable changes.
     *
     * @param outputs of the plan: they lie where the user reads them, so they are computed in every run
     * @param constants results (of fill) that are treated as constants
     */
    static Set<Node> results(List<Step> steps, Collection<Node> outputs, Set<Node> constants) {
        Set<Node> pinned = outputs.stream().map(Aliases::root).collect(Collectors.toSet());
        Set<Node> prepared = new HashSet<>();
        for (Step step : steps) {
            boolean fixed = step.inputs().stream().map(Aliases::root).allMatch(node -> switch (node.kind()) {
                case PARAMETER, STATE, CONSTANT -> true;
                case RESULT -> prepared.contains(node) || constants.contains(node);
                case INPUT -> false;
            });
            boolean computes =
                    !step.inputs().isEmpty() && step.outputs().stream().noneMatch(pinned::contains);
            if (fixed && computes) {
                prepared.addAll(step.outputs());
            }
        }
        return prepared;
    }
}
