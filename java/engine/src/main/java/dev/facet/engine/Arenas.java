package dev.facet.engine;

import dev.facet.engine.internal.Storage;
import dev.facet.engine.nativelib.NativeArena;
import dev.facet.engine.nativelib.NativeProgram;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The memory of one executable: the arenas that its plan needs, in the program's numbering, its own first and then those of the
 * variables that it reads.
 */
final class Arenas {
    private final Plan plan;
    private final List<Plan.Arena> kinds;
    private final List<Variables> variables;
    private final List<NativeArena> memories = new ArrayList<>();

    /**
     * @throws IllegalArgumentException if the plan reads a variable that none of {@code variables} holds
     */
    Arenas(Plan plan, List<Variables> variables) {
        this.plan = plan;
        this.kinds = List.of(Plan.Arena.IO, Plan.Arena.ACTIVATIONS, Plan.Arena.CONSTANTS, Plan.Arena.PREPARED).stream()
                .filter(kind -> !plan.storages(kind).isEmpty())
                .toList();
        this.variables = plan.storages(Plan.Arena.VARIABLES).stream()
                .map(storage -> holder(storage.owner(), variables))
                .distinct()
                .toList();
    }

    private static Variables holder(Node variable, List<Variables> variables) {
        if (variables.isEmpty()) {
            throw new IllegalArgumentException("The plan reads " + variable + "; compile it with Variables");
        }
        return variables.stream()
                .filter(v -> v.holds(variable.name()))
                .findFirst()
                .orElse(variables.get(0));
    }

    /** The variables that the plan reads. */
    List<Variables> variables() {
        return variables;
    }

    /** The arenas that belong to the executable, as far as they exist. */
    List<NativeArena> own() {
        return List.copyOf(memories.subList(0, Math.min(kinds.size(), memories.size())));
    }

    /** Bytes of every arena. */
    List<Long> bytes() {
        List<Long> bytes = new ArrayList<>();
        kinds.forEach(kind -> bytes.add(plan.arenaBytes(kind)));
        variables.forEach(v -> bytes.add(v.arenaBytes()));
        return bytes;
    }

    /** The arenas whose contents are the same in every run until variables are changed from outside, as bits. */
    int constants() {
        int bits = 0;
        for (int i = 0; i < kinds.size() + variables.size(); i++) {
            boolean constant = i < kinds.size()
                    ? kinds.get(i) == Plan.Arena.CONSTANTS || kinds.get(i) == Plan.Arena.PREPARED
                    : plan.layout().fixedVariables();
            bits |= constant ? 1 << i : 0;
        }
        return bits;
    }

    /** Creates the executable's own arenas and gives the program all of them. */
    void bind(Device device, NativeProgram program) {
        for (Plan.Arena kind : kinds) {
            memories.add(device.createArena(kind.name().toLowerCase(Locale.ROOT), plan.arenaBytes(kind)));
        }
        variables.forEach(v -> memories.add(v.arena(device)));
        for (int i = 0; i < memories.size(); i++) {
            program.bind(i, memories.get(i));
        }
    }

    /** The number of the arena that holds a storage. */
    int number(Storage storage) {
        return storage.arena() == Plan.Arena.VARIABLES
                ? kinds.size() + variables.indexOf(holder(storage.owner(), variables))
                : kinds.indexOf(storage.arena());
    }

    /** A storage's place in its arena. */
    long offset(Storage storage) {
        return storage.arena() == Plan.Arena.VARIABLES
                ? holder(storage.owner(), variables).offset(storage.owner())
                : storage.offset();
    }

    NativeArena memory(Storage storage) {
        return memories.get(number(storage));
    }
}
