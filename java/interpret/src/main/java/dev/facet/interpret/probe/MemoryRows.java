package dev.facet.interpret.probe;

import dev.facet.engine.Device;
import dev.facet.engine.Executable;
import dev.facet.engine.Graph;
import dev.facet.engine.Node;
import dev.facet.engine.Variables;
import dev.facet.interpret.pls.FeatureRows;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.stream.IntStream;

/** Features in memory, block by block. */
final class MemoryRows implements FeatureRows {
    private static final String INPUT = "feature_block";
    private static final int MOST_ROWS = 512;
    private static final int MOST_VALUES = 1 << 23;

    private final Device device;
    private final int rows;
    private final int features;
    private final int blockRows;
    private final float[][] blocks;

    MemoryRows(Device device, int rows, int features) {
        this.device = device;
        this.rows = rows;
        this.features = features;
        this.blockRows = Math.max(1, Math.min(rows, blockRows(features)));
        this.blocks = new float[(rows + blockRows - 1) / blockRows][];
        for (int block = 0; block < blocks.length; block++) {
            int count = Math.min(blockRows, rows - block * blockRows);
            blocks[block] = new float[Math.multiplyExact(count, features)];
        }
    }

    /** Rows of a block that is neither too small to compute with nor too large to have. */
    static int blockRows(int features) {
        return Math.max(16, Math.min(MOST_ROWS, MOST_VALUES / features));
    }

    /** Takes the next {@code count} rows from a buffer. */
    void set(int first, int count, FloatBuffer from) {
        int row = first;
        while (row < first + count) {
            int block = row / blockRows;
            int inBlock = row % blockRows;
            int taken = Math.min(first + count - row, blocks[block].length / features - inBlock);
            from.get(blocks[block], inBlock * features, taken * features);
            row += taken;
        }
    }

    /** Writes consecutive rows, and zeros into what is left of the buffer. */
    void get(int first, int count, FloatBuffer to) {
        for (int row = first; row < first + count; row++) {
            to.put(blocks[row / blockRows], row % blockRows * features, features);
        }
        while (to.hasRemaining()) {
            to.put(0);
        }
    }

    /** Writes a row from some values of a longer one. */
    void set(int row, float[] from, int... chosen) {
        float[] to = blocks[row / blockRows];
        int at = row % blockRows * features;
        for (int j : chosen) {
            to[at++] = from[j];
        }
    }

    float at(int row, int feature) {
        return blocks[row / blockRows][row % blockRows * features + feature];
    }

    /** A copy of some features of some rows. */
    MemoryRows copy(int[] chosenRows, int[] chosenFeatures) {
        MemoryRows copy = new MemoryRows(device, chosenRows.length, chosenFeatures.length);
        IntStream.range(0, chosenRows.length).parallel().forEach(i -> {
            float[] from = blocks[chosenRows[i] / blockRows];
            int start = chosenRows[i] % blockRows * features;
            float[] to = copy.blocks[i / copy.blockRows];
            int at = i % copy.blockRows * copy.features;
            for (int feature : chosenFeatures) {
                to[at++] = from[start + feature];
            }
        });
        return copy;
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
        return blockRows;
    }

    @Override
    public Device device() {
        return device;
    }

    @Override
    public Node declare(Graph graph) {
        return graph.input(INPUT, blockRows, features);
    }

    @Override
    public List<Variables> variables() {
        return List.of();
    }

    @Override
    public void feed(Executable program, int first, int count) {
        program.input(INPUT).fillFloats(to -> {
            to.put(blocks[first / blockRows]);
            while (to.hasRemaining()) {
                to.put(0);
            }
        });
    }
}
