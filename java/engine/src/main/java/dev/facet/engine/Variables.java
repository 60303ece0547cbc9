package dev.facet.engine;

import dev.facet.engine.internal.Failures;
import dev.facet.engine.internal.Resource;
import dev.facet.engine.internal.Storage;
import dev.facet.engine.nativelib.NativeArena;
import dev.facet.engine.nativelib.NativeException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;

/**
 * Parameters and states, by name, in one arena of a device. Several executables (training and evaluation, say) may share them, but
 * may not run at the same time while one of them updates. Zero at first. Close after the executables that use it.
 */
public final class Variables implements AutoCloseable {
    private final Device device;
    private final NativeArena arena;
    private final long bytes;
    private final Resource resource;
    private final Map<String, Variable> variables = new LinkedHashMap<>();
    private final Revision revision = new Revision();

    private record Variable(Node.Kind kind, long offset, Tensor tensor) {}

    private Variables(Device device, Map<String, Node> nodes) {
        this.device = device;
        this.bytes = nodes.values().stream()
                .mapToLong(node -> Storage.aligned(node.type().bytes()))
                .sum();
        NativeArena memory = device.createArena("variables", Math.max(bytes, Storage.ALIGNMENT));
        this.arena = memory;
        this.resource = new Resource(this, "Variables " + summary(nodes), new Memory(device, memory));
        long offset = 0;
        for (Node node : nodes.values()) {
            Tensor tensor = new Tensor(node.name(), node.type(), resource, Place.of(arena, offset), false, revision);
            variables.put(node.name(), new Variable(node.kind(), offset, tensor));
            offset += Storage.aligned(node.type().bytes());
        }
    }

    /** Keeps the device from being collected before the memory. */
    private record Memory(Device device, NativeArena arena) implements Runnable {
        @Override
        public void run() {
            arena.destroy();
        }
    }

    /**
     * Memory for the union of the graphs' parameters and states.
     *
     * @throws ShapeException if two graphs disagree on a kind, shape or type
     */
    public static Variables allocate(Device device, Graph... graphs) {
        return allocateBeside(device, List.of(), graphs);
    }

    /**
     * Memory for those of the graphs' parameters and states that {@code others} do not hold: a network's parameters, or a matrix
     * too big to copy, then serve several executables that each have variables of their own beside them.
     *
     * @throws ShapeException if two graphs disagree on a kind, shape or type
     */
    public static Variables allocateBeside(Device device, List<Variables> others, Graph... graphs) {
        Map<String, Node> nodes = new LinkedHashMap<>();
        for (Graph graph : graphs) {
            for (Node node : graph.nodes()) {
                boolean variable = node.kind() == Node.Kind.PARAMETER || node.kind() == Node.Kind.STATE;
                if (variable && others.stream().noneMatch(other -> other.holds(node.name()))) {
                    Node other = nodes.putIfAbsent(node.name(), node);
                    if (other != null && !(other.type().equals(node.type()) && other.kind() == node.kind())) {
                        throw new ShapeException("The graphs disagree on the variable " + node.name() + ": "
                                + other.kind() + " " + other.type() + " and " + node.kind() + " " + node.type());
                    }
                }
            }
        }
        return new Variables(device, nodes);
    }

    /**
     * The parameter or state of that name.
     *
     * @throws NoSuchElementException if there is none
     */
    public Tensor get(String name) {
        resource.requireOpen();
        return find(name).tensor();
    }

    /** All names in the order of the graphs. */
    public List<String> names() {
        return List.copyOf(variables.keySet());
    }

    /** True for a parameter, false for a state. */
    public boolean isParameter(String name) {
        return find(name).kind() == Node.Kind.PARAMETER;
    }

    /**
     * Frees the memory; again is a no-op. Buffers taken from the tensors must not be used any more.
     *
     * @throws IllegalStateException if an executable still uses it
     */
    @Override
    public void close() {
        try {
            resource.close();
        } catch (NativeException e) {
            throw Failures.of("Cannot close " + resource.name() + "; close its executables first", e);
        }
    }

    /** The arena, checked for use with programs of {@code user}. */
    NativeArena arena(Device user) {
        resource.requireOpen();
        if (user != device) {
            throw new IllegalArgumentException("The variables belong to another device than the executable");
        }
        return arena;
    }

    boolean holds(String name) {
        return variables.containsKey(name);
    }

    /** Counts the changes of any variable, by executables too. */
    Revision revision() {
        return revision;
    }

    long arenaBytes() {
        return Math.max(bytes, Storage.ALIGNMENT);
    }

    /** Place of a plan's variable in the arena. */
    long offset(Node node) {
        Variable variable = variables.get(node.name());
        if (variable == null) {
            throw new IllegalArgumentException("The plan needs the variable " + node
                    + ", which was not allocated; give its graph to" + " Variables.allocate. There are " + names());
        }
        if (!variable.tensor().type().equals(node.type())) {
            throw new ShapeException("The plan needs the variable " + node + ", but it was allocated as "
                    + variable.tensor().type());
        }
        return variable.offset();
    }

    private Variable find(String name) {
        Variable variable = variables.get(name);
        if (variable == null) {
            throw new NoSuchElementException("No variable is named " + name + "; there are " + names());
        }
        return variable;
    }

    private static String summary(Map<String, Node> nodes) {
        return "(" + nodes.size() + " tensors"
                + (nodes.isEmpty() ? "" : ", " + nodes.keySet().iterator().next() + " ...") + ")";
    }
}
