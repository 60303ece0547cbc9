package dev.facet.engine.internal;

import dev.facet.engine.Node;
import dev.facet.engine.Plan;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Gives every value of a schedule its storage. Values share one where a result updates a state, reshapes, or overwrites an input
 * that nothing reads later.
 */
public final class StorageMap {
    private final Map<Node, Storage> storages = new LinkedHashMap<>();
    private final Map<Node, Integer> lastRead = new HashMap<>();
    private final Set<Node> pinned = new HashSet<>();
    private final Set<Node> constants;
    private final Set<Node> prepared;
    private final Map<Node, RowView> views;
    private final boolean reuse;

    private StorageMap(
            Collection<Node> outputs,
            Set<Node> constants,
            Set<Node> prepared,
            Map<Node, RowView> views,
            boolean reuse) {
        this.constants = constants;
        this.prepared = prepared;
        this.views = views;
        this.reuse = reuse;
        outputs.forEach(node -> pinned.add(Aliases.root(node)));
    }

    /**
     * Storages for all values of the steps and outputs; none is placed yet.
     *
     * @param constants results (of fill) that are treated as constants
     * @param prepared results that follow from variables and constants alone
     * @param views values that are parts of other values
     */
    static StorageMap of(
            List<Step> steps,
            Collection<Node> outputs,
            Set<Node> constants,
            Set<Node> prepared,
            Map<Node, RowView> views,
            boolean updates,
            boolean reuse) {
        StorageMap map = new StorageMap(outputs, constants, prepared, views, reuse);
        for (int i = 0; i < steps.size(); i++) {
            for (Node node : steps.get(i).inputs()) {
                map.lastRead.put(map.root(node), i);
            }
        }
        for (int i = 0; i < steps.size(); i++) {
            for (Node node : steps.get(i).inputs()) {
                map.leaf(map.root(node));
            }
            map.results(steps.get(i), i, updates);
        }
        outputs.forEach(node -> map.leaf(Aliases.root(node)));
        return map;
    }

    /** The storage of a value. */
    public Storage of(Node node) {
        return storages.get(root(node));
    }

    /** Where a value begins in its storage, in bytes. */
    public long offsetIn(Node node) {
        RowView view = views.get(node);
        return view == null ? 0 : view.offsetBytes();
    }

    private Node root(Node node) {
        RowView view = views.get(node);
        return Aliases.root(view == null ? node : view.base());
    }

    /** The distinct storages of an arena in the order of first use. */
    List<Storage> in(Plan.Arena arena) {
        return storages.values().stream()
                .filter(s -> s.arena() == arena)
                .distinct()
                .toList();
    }

    private void leaf(Node root) {
        if (storages.containsKey(root)) {
            return;
        }
        Plan.Arena arena = switch (root.kind()) {
            case INPUT -> Plan.Arena.IO;
            case PARAMETER, STATE -> Plan.Arena.VARIABLES;
            case CONSTANT, RESULT -> Plan.Arena.CONSTANTS;
        };
        if (!root.isLeaf() && !constants.contains(root)) {
            throw new IllegalStateException(root + " is read before it is computed");
        }
        storages.put(root, new Storage(arena, root, 0, Integer.MAX_VALUE));
    }

    private void results(Step step, int index, boolean updates) {
        Set<Storage> taken = new HashSet<>();
        for (int i = 0; i < step.outputs().size(); i++) {
            Node result = step.outputs().get(i);
            int last = lastRead.getOrDefault(root(result), index);
            int updated = updates ? step.updates(i) : -1;
            Storage storage;
            if (updated >= 0) {
                storage = of(step.inputs().get(updated));
            } else if (views.containsKey(result)) {
                storage = storages.computeIfAbsent(root(result), base -> computed(base, index, last));
                storage.extend(Math.max(last, index));
            } else if (prepared.contains(result)) {
                storage = new Storage(Plan.Arena.PREPARED, result, 0, Integer.MAX_VALUE);
            } else {
                storage = reuse && !pinned.contains(result) ? overwritable(step, index, i, taken) : null;
                if (storage == null) {
                    storage = computed(result, index, last);
                }
                storage.extend(last);
            }
            taken.add(storage);
            storages.put(result, storage);
        }
    }

    /** A storage for what is computed in every run. */
    private Storage computed(Node node, int first, int last) {
        return pinned.contains(node)
                ? new Storage(Plan.Arena.IO, node, first, Integer.MAX_VALUE)
                : new Storage(Plan.Arena.ACTIVATIONS, node, first, last);
    }

    /** The storage of an input that result {@code output} may overwrite because nothing else needs it, or null. */
    private Storage overwritable(Step step, int index, int output, Set<Storage> taken) {
        for (int input : step.op().mayAlias(output)) {
            Storage storage = of(step.inputs().get(input));
            long readers =
                    step.inputs().stream().filter(node -> of(node) == storage).count();
            if (storage.arena() == Plan.Arena.ACTIVATIONS
                    && !views.containsKey(step.inputs().get(input))
                    && storage.last() == index
                    && readers == 1
                    && !taken.contains(storage)
                    && step.inputs().get(input).type().bytes()
                            == step.outputs().get(output).type().bytes()) {
                return storage;
            }
        }
        return null;
    }
}
