package dev.facet.engine.internal;

import dev.facet.engine.Node;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Places every optimizer step right after its gradient is there and the last other reader of what it updates has run: as early as
 * is legal, so that gradients live shortly. One whose result is read in the graph stays where it was created.
 */
final class UpdateSinking {
    private UpdateSinking() {}

    /** @param views values that are parts of others: who writes or reads a part writes or reads the whole */
    static List<Step> apply(List<Step> steps, Map<Node, RowView> views) {
        UnaryOperator<Node> whole =
                node -> views.containsKey(node) ? views.get(node).base() : node;
        Set<Node> read = steps.stream().flatMap(step -> step.inputs().stream()).collect(Collectors.toSet());
        Predicate<Step> sinks = step -> step.isPureUpdate() && Collections.disjoint(step.outputs(), read);
        List<Step> rest = steps.stream().filter(sinks.negate()).toList();
        Map<Node, Integer> produced = new HashMap<>();
        Map<Node, Integer> lastRead = new HashMap<>();
        for (int i = 0; i < rest.size(); i++) {
            for (Node node : rest.get(i).inputs()) {
                lastRead.put(Aliases.root(whole.apply(node)), i);
            }
            for (Node node : rest.get(i).outputs()) {
                produced.put(whole.apply(node), i);
            }
        }
        Map<Integer, List<Step>> after = new HashMap<>();
        for (Step step : steps) {
            if (sinks.test(step)) {
                after.computeIfAbsent(earliest(step, produced, lastRead), key -> new ArrayList<>())
                        .add(step);
            }
        }
        List<Step> result = new ArrayList<>(after.getOrDefault(-1, List.of()));
        for (int i = 0; i < rest.size(); i++) {
            result.add(rest.get(i));
            result.addAll(after.getOrDefault(i, List.of()));
        }
        return result;
    }

    /** The index of the step after which the update may run; -1 for the very start. */
    private static int earliest(Step update, Map<Node, Integer> produced, Map<Node, Integer> lastRead) {
        int position = -1;
        for (Node input : update.inputs()) {
            position = Math.max(position, produced.getOrDefault(input, -1));
        }
        for (int i = 0; i < update.outputs().size(); i++) {
            Node updated = update.inputs().get(update.updates(i));
            position = Math.max(position, lastRead.getOrDefault(updated, -1));
        }
        return position;
    }
}
