package dev.facet.faces.detect;

import dev.facet.engine.Device;
import dev.facet.engine.Executable;
import dev.facet.engine.Graph;
import dev.facet.engine.Node;
import dev.facet.engine.Plan;
import dev.facet.engine.Variables;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * One network compiled for each input shape that occurs. Programs are kept until their memory exceeds a bound; then those
 * not used for longest go. Runs from several threads take turns.
 */
final class ShapedPrograms implements ShapedNetwork {

    private static final String INPUT = "input";

    private final String name;
    private final NetworkGraph network;
    private final Device device;
    private final Variables variables;
    private final long maxBytes;
    private final Map<List<Integer>, Program> programs = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;
    private boolean closed;

    private record Program(Executable executable, List<Node> outputs, long bytes) {}

    /**
     * @param name of the network, for errors
     * @param variables the network's weights, closed with this; null if it has none
     * @param maxBytes native memory of all programs together; the one in use may exceed it alone
     */
    ShapedPrograms(String name, NetworkGraph network, Device device, Variables variables, long maxBytes) {
        this.name = name;
        this.network = network;
        this.device = device;
        this.variables = variables;
        this.maxBytes = maxBytes;
    }

    @Override
    public synchronized List<float[]> run(Consumer<FloatBuffer> fill, int... shape) {
        if (closed) {
            throw new IllegalStateException("the network " + name + " is closed; load it again");
        }
        Program program = program(shape);
        fill.accept(program.executable.input(INPUT).floatBuffer());
        program.executable.run();
        return program.outputs.stream()
                .map(node -> program.executable.output(node).toFloats())
                .toList();
    }

    /** Native memory of the programs that are kept. */
    synchronized long bytes() {
        return bytes;
    }

    /** How many programs are kept. */
    synchronized int count() {
        return programs.size();
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        programs.values().forEach(program -> program.executable.close());
        programs.clear();
        bytes = 0;
        if (variables != null) {
            variables.close();
        }
    }

    private Program program(int[] shape) {
        List<Integer> key = Arrays.stream(shape).boxed().toList();
        Program known = programs.get(key);
        if (known != null) {
            return known;
        }
        Graph graph = new Graph();
        List<Node> outputs = network.append(
                graph, graph.input(INPUT, Arrays.stream(shape).asLongStream().toArray()));
        Plan plan = Plan.of(graph, outputs);
        long size = plan.arenaBytes(Plan.Arena.IO)
                + plan.arenaBytes(Plan.Arena.ACTIVATIONS)
                + plan.arenaBytes(Plan.Arena.CONSTANTS);
        makeRoom(size);
        Program program = new Program(Executable.compile(device, plan, variables), outputs, size);
        programs.put(key, program);
        bytes += size;
        return program;
    }

    private void makeRoom(long size) {
        Iterator<Program> oldestFirst = programs.values().iterator();
        while (bytes + size > maxBytes && oldestFirst.hasNext()) {
            Program oldest = oldestFirst.next();
            oldest.executable.close();
            oldestFirst.remove();
            bytes -= oldest.bytes;
        }
    }
}
