package dev.facet.interpret.pls;

import dev.facet.engine.Executable;
import dev.facet.engine.Graph;
import dev.facet.engine.Node;
import dev.facet.engine.Plan;
import dev.facet.engine.Tensor;
import dev.facet.engine.Variables;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/**
 * A computation over all rows of a {@link FeatureRows}, compiled once and run block by block. Its own states live as long as it
 * does; those of the rows are shared.
 */
public final class RowProgram implements AutoCloseable {
    private final FeatureRows rows;
    private final Variables states;
    private final Executable executable;

    private RowProgram(FeatureRows rows, Variables states, Executable executable) {
        this.rows = rows;
        this.states = states;
        this.executable = executable;
    }

    /** What a block needs before its run and gives after it; {@code first} is the number of the block's first row. */
    @FunctionalInterface
    public interface Block {
        void at(int first, int count);
    }

    /**
     * Compiles.
     *
     * @param computation from a graph and a block of rows [blockRows, features] to the outputs; may declare inputs and states
     */
    public static RowProgram compile(FeatureRows rows, BiFunction<Graph, Node, List<Node>> computation) {
        Graph graph = new Graph();
        List<Node> outputs = computation.apply(graph, rows.declare(graph));
        Plan plan = Plan.of(graph, outputs);
        Variables states = Variables.allocateBeside(rows.device(), rows.variables(), graph);
        List<Variables> all = new ArrayList<>(rows.variables());
        all.add(states);
        try {
            return new RowProgram(rows, states, Executable.compileWith(rows.device(), plan, all));
        } catch (RuntimeException e) {
            states.close();
            throw e;
        }
    }

    /** A state that the computation declared. */
    public Tensor state(String name) {
        return states.get(name);
    }

    /** An input that the computation declared. */
    public Tensor input(String name) {
        return executable.input(name);
    }

    /** An output of the computation. */
    public Tensor output(String name) {
        return executable.output(name);
    }

    /** One pass over all rows, in order. */
    public void pass(Block before, Block after) {
        for (int first = 0; first < rows.rows(); first += rows.blockRows()) {
            int count = Math.min(rows.blockRows(), rows.rows() - first);
            rows.feed(executable, first, count);
            before.at(first, count);
            executable.run();
            after.at(first, count);
        }
    }

    @Override
    public void close() {
        executable.close();
        states.close();
    }
}
