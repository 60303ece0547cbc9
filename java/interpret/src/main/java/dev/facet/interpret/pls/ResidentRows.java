package dev.facet.interpret.pls;

import dev.facet.engine.Device;
import dev.facet.engine.Executable;
import dev.facet.engine.Graph;
import dev.facet.engine.Node;
import dev.facet.engine.Tensor;
import dev.facet.engine.Variables;
import java.util.List;

/** Features in the device's memory, one copy that every program reads in place. */
public final class ResidentRows implements FeatureRows, AutoCloseable {
    private static final String NAME = "feature_rows";

    private final Device device;
    private final int rows;
    private final int features;
    private final Variables memory;

    private ResidentRows(Device device, int rows, int features) {
        this.device = device;
        this.rows = rows;
        this.features = features;
        Graph graph = new Graph();
        declare(graph);
        this.memory = Variables.allocate(device, graph);
    }

    /** Memory for that many rows, zero at first; {@link #set} fills it. */
    public static ResidentRows allocate(Device device, int rows, int features) {
        if (rows < 1 || features < 1) {
            throw new IllegalArgumentException(
                    "A feature matrix has rows and features, not " + rows + " x " + features);
        }
        return new ResidentRows(device, rows, features);
    }

    /** A copy of {@code values[row][feature]}. */
    public static ResidentRows copyOf(Device device, float[][] values) {
        ResidentRows copy = allocate(device, values.length, values[0].length);
        for (int row = 0; row < values.length; row++) {
            copy.set(row, values[row]);
        }
        return copy;
    }

    /** Writes consecutive rows from {@code first} on. */
    public void set(int first, float... values) {
        if (values.length == 0 || values.length % features != 0 || first + values.length / features > rows) {
            throw new IllegalArgumentException(values.length + " values are not whole rows of " + features
                    + " features that fit from row " + first + " of " + rows + " on");
        }
        tensor().put((long) first * features, values);
    }

    /** The memory, [rows, features]. */
    public Tensor tensor() {
        return memory.get(NAME);
    }

    @Override
    public int rows() {
        return rows;
    }

    @Override
    public int features() {
        return features;
    }

    @Override
    public int blockRows() {
        return rows;
    }

    @Override
    public Device device() {
        return device;
    }

    @Override
    public Node declare(Graph graph) {
        return graph.state(NAME, rows, features);
    }

    @Override
    public List<Variables> variables() {
        return List.of(memory);
    }

    @Override
    public void feed(Executable program, int first, int count) {}

    /** Frees the memory; programs over these rows must be closed before. */
    @Override
    public void close() {
        memory.close();
    }
}
