package dev.facet.nn.training;

import java.nio.FloatBuffer;
import java.nio.IntBuffer;

/** The gratings of {@link PatternBatches} with the bits of their class as targets; every seventh bit is unknown. */
final class RowPatterns implements RowBatchSource {
    private final PatternBatches patterns;
    private final int rowSize;

    /** @param rowSize bits told of each class; there are 2^rowSize classes */
    RowPatterns(int size, int rowSize, int batchSize, int batchesPerEpoch) {
        this.patterns = new PatternBatches(size, 1 << rowSize, batchSize, batchesPerEpoch, true);
        this.rowSize = rowSize;
    }

    @Override
    public int rowSize() {
        return rowSize;
    }

    @Override
    public int batchSize() {
        return patterns.batchSize();
    }

    @Override
    public int batchesPerEpoch() {
        return patterns.batchesPerEpoch();
    }

    @Override
    public void next(FloatBuffer images, FloatBuffer rows) {
        IntBuffer classes = IntBuffer.allocate(batchSize());
        patterns.next(images, classes);
        for (int i = 0; i < batchSize(); i++) {
            for (int bit = 0; bit < rowSize; bit++) {
                boolean known = (i * rowSize + bit) % 7 != 6;
                rows.put(known ? classes.get(i) >> bit & 1 : Float.NaN);
            }
        }
    }

    @Override
    public String position() {
        return patterns.position();
    }

    @Override
    public void seek(String position) {
        patterns.seek(position);
    }
}
