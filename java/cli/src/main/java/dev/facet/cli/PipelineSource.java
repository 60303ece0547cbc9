package dev.facet.cli;

import dev.facet.faces.ImageBatches;
import dev.facet.nn.training.BatchSource;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;

/** The faces' pipeline as the trainer wants it; rows that only fill up the last batch of an ordered epoch lose their label. */
final class PipelineSource implements BatchSource {

    private final ImageBatches batches;

    PipelineSource(ImageBatches batches) {
        this.batches = batches;
    }

    @Override
    public int batchSize() {
        return batches.batchSize();
    }

    @Override
    public int batchesPerEpoch() {
        return batches.batchesPerEpoch();
    }

    @Override
    public void next(FloatBuffer images, IntBuffer labels) {
        int first = labels.position();
        batches.next(images, labels);
        for (int row = batches.fresh(); row < batches.batchSize(); row++) {
            labels.put(first + row, -1);
        }
    }

    @Override
    public String position() {
        return batches.position();
    }

    @Override
    public void seek(String position) {
        batches.seek(position);
    }
}
