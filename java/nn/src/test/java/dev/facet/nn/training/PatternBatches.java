package dev.facet.nn.training;

import dev.facet.nn.internal.SplitMix64;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;

/** Gratings whose frequency and colour tell the class, with noise: learnable in a few steps, made from the index alone. */
class PatternBatches implements BatchSource {
    private final int size;
    private final int classes;
    private final int batchSize;
    private final int batchesPerEpoch;
    private final boolean repeating;
    private long index;

    /** @param repeating every epoch has the same images */
    PatternBatches(int size, int classes, int batchSize, int batchesPerEpoch, boolean repeating) {
        this.size = size;
        this.classes = classes;
        this.batchSize = batchSize;
        this.batchesPerEpoch = batchesPerEpoch;
        this.repeating = repeating;
    }

    @Override
    public int batchSize() {
        return batchSize;
    }

    @Override
    public int batchesPerEpoch() {
        return batchesPerEpoch;
    }

    @Override
    public void next(FloatBuffer images, IntBuffer labels) {
        long batch = repeating ? index % batchesPerEpoch : index;
        SplitMix64 random = new SplitMix64(batch * 7919);
        for (int i = 0; i < batchSize; i++) {
            int label = (int) Math.floorMod(batch * batchSize + i, (long) classes);
            labels.put(label);
            double phase = random.nextDouble() * 6;
            for (int pixel = 0; pixel < size * size; pixel++) {
                double wave = Math.sin((label + 1) * 0.4 * (pixel % size) + phase);
                for (int c = 0; c < 3; c++) {
                    double colour = c == label % 3 ? 0.6 : -0.2;
                    images.put((float) (0.4 * wave + colour + 0.3 * (random.nextDouble() - 0.5)));
                }
            }
        }
        index++;
    }

    @Override
    public String position() {
        return Long.toString(index);
    }

    @Override
    public void seek(String position) {
        index = Long.parseLong(position);
    }
}
