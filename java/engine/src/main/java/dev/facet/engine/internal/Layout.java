package dev.facet.engine.internal;

import dev.facet.engine.Application;
import dev.facet.engine.Graph;
import dev.facet.engine.Node;
import dev.facet.engine.Plan;
import dev.facet.engine.PlanOptions;
import dev.facet.engine.ops.Fill;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The planner's result: steps in order, the storage of every value, and the size of every arena.
 *
 * @param steps what to execute
 * @param storages where every value lives
 * @param arenaBytes size of each arena; variables have none of their own
 * @param withoutReuse what the activations would take if none shared memory
 * @param graphOps number of ops in the graph
 * @param fusions uses of each fusion rule
 * @param slicedGroups groups of steps that are computed in slices of the batch
 * @param fixedVariables whether a run leaves all variables as they are
 * @param repeated what is computed twice
 */
public record Layout(
        List<Step> steps,
        StorageMap storages,
        Map<Plan.Arena, Long> arenaBytes,
        long withoutReuse,
        int graphOps,
        Map<String, Integer> fusions,
        int slicedGroups,
        boolean fixedVariables,
        Repeated repeated) {

    /** Fills up to this size are written once as constants instead of in every run. */
    private static final long CONSTANT_FILL = 1024;

    /** Runs the passes. */
    public static Layout of(Graph graph, Collection<Node> outputs, PlanOptions options) {
        List<Step> live = LiveSteps.of(graph, outputs, options.updates());
        boolean fixedVariables = !options.updates() || live.stream().noneMatch(Step::updates);
        Schedule schedule = new Schedule(live, outputs, fixedVariables);
        Map<String, Integer> fusions = Fusion.apply(schedule, options.fusions());
        Function<Repeated, Layout> placing =
                repeated -> place(graph, outputs, options, fixedVariables, fusions, repeated);
        Layout whole = placing.apply(Repeated.none(schedule.steps()));
        if (!options.reuseMemory() || !options.recomputation().isOn()) {
            return whole;
        }
        List<Application> forward = graph.applications().subList(0, graph.forwardOps());
        ForwardPass pass = new ForwardPass(schedule.steps(), forward, outputs);
        return new Checkpointing(pass, graph.floatType(), placing).choose(whole, options.recomputation());
    }

    private static Layout place(
            Graph graph,
            Collection<Node> outputs,
            PlanOptions options,
            boolean fixedVariables,
            Map<String, Integer> fusions,
            Repeated repeated) {
        List<Step> stored =
                options.bf16Activations() ? Bf16Activations.apply(repeated.steps(), outputs) : repeated.steps();
        BatchSlices.Result slices = BatchSlices.apply(stored, Set.copyOf(outputs), options.sliceBytes());
        List<Step> sunk = UpdateSinking.apply(slices.steps(), slices.views());
        UpdatePanels.Split split =
                options.reuseMemory() ? UpdatePanels.apply(sunk, outputs) : new UpdatePanels.Split(sunk, Map.of());
        Map<Node, RowView> views = new HashMap<>(slices.views());
        views.putAll(split.views());
        Set<Node> constants = split.steps().stream()
                .filter(Layout::isConstant)
                .map(Step::output)
                .collect(Collectors.toSet());
        List<Step> steps = split.steps().stream()
                .filter(step -> !step.isAlias() && !isConstant(step))
                .toList();
        Set<Node> prepared = fixedVariables ? Preparation.results(steps, outputs, constants) : Set.of();
        StorageMap storages =
                StorageMap.of(steps, outputs, constants, prepared, views, options.updates(), options.reuseMemory());
        Map<Plan.Arena, Long> bytes = new EnumMap<>(Plan.Arena.class);
        bytes.put(Plan.Arena.IO, OffsetAssignment.assignDisjoint(storages.in(Plan.Arena.IO)));
        bytes.put(Plan.Arena.CONSTANTS, OffsetAssignment.assignDisjoint(storages.in(Plan.Arena.CONSTANTS)));
        bytes.put(Plan.Arena.PREPARED, OffsetAssignment.assignDisjoint(storages.in(Plan.Arena.PREPARED)));
        List<Storage> activations = storages.in(Plan.Arena.ACTIVATIONS);
        bytes.put(
                Plan.Arena.ACTIVATIONS,
                options.reuseMemory()
                        ? OffsetAssignment.assign(activations)
                        : OffsetAssignment.assignDisjoint(activations));
        bytes.put(
                Plan.Arena.VARIABLES,
                storages.in(Plan.Arena.VARIABLES).stream()
                        .mapToLong(Storage::bytes)
                        .sum());
        return new Layout(
                steps,
                storages,
                Map.copyOf(bytes),
                withoutReuse(steps, storages),
                graph.applications().size(),
                fusions,
                slices.groups(),
                fixedVariables,
                repeated);
    }

    private static boolean isConstant(Step step) {
        return step.op() instanceof Fill && step.output().shape().count() <= CONSTANT_FILL;
    }

    private static long withoutReuse(List<Step> steps, StorageMap storages) {
        return steps.stream()
                .flatMap(step -> step.outputs().stream())
                .filter(node -> storages.of(node).arena() == Plan.Arena.ACTIVATIONS)
                .mapToLong(node -> Storage.aligned(node.type().bytes()))
                .sum();
    }

    /** The distinct storages of an arena in the order of first use. */
    public List<Storage> in(Plan.Arena arena) {
        return storages.in(arena);
    }
}
