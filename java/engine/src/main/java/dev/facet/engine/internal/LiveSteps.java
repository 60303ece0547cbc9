package dev.facet.engine.internal;

import dev.facet.engine.Application;
import dev.facet.engine.Graph;
import dev.facet.engine.Node;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Dead-node elimination: the applications that outputs and updates need, in the order of creation. */
final class LiveSteps {
    private LiveSteps() {}

    static List<Step> of(Graph graph, Collection<Node> outputs, boolean updates) {
        Set<Node> needed = new HashSet<>(outputs);
        List<Step> steps = new ArrayList<>();
        List<Application> applications = graph.applications();
        for (int i = applications.size() - 1; i >= 0; i--) {
            Application application = applications.get(i);
            Step step = Step.of(application);
            boolean wanted = updates && step.isPureUpdate() || !Collections.disjoint(application.outputs(), needed);
            if (wanted) {
                needed.addAll(application.inputs());
                steps.add(step);
            }
        }
        Collections.reverse(steps);
        return steps;
    }
}
