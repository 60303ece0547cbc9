package dev.facet.cli;

import dev.facet.faces.FaceDataset;
import dev.facet.faces.ImageBatches;
import dev.facet.faces.NumberedPictures;
import dev.facet.nn.training.RowBatchSource;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.List;
import java.util.Map;

/** Pictures with their yes-or-no attributes: 1, 0, or NaN for one that the data set does not tell. */
final class AttributeSource implements RowBatchSource {

    private final ImageBatches batches;
    private final FaceDataset faces;
    private final List<String> attributes;

    /**
     * @param batches of {@link NumberedPictures} of {@code faces}
     * @param attributes names, in the order of the network's outputs
     */
    AttributeSource(ImageBatches batches, FaceDataset faces, List<String> attributes) {
        this.batches = batches;
        this.faces = faces;
        this.attributes = attributes;
    }

    @Override
    public int rowSize() {
        return attributes.size();
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
    public void next(FloatBuffer images, FloatBuffer rows) {
        IntBuffer numbers = IntBuffer.allocate(batchSize());
        batches.next(images, numbers);
        for (int row = 0; row < batchSize(); row++) {
            boolean fresh = row < batches.fresh();
            Map<String, Boolean> known = fresh ? faces.sample(numbers.get(row)).attributes() : Map.of();
            for (String attribute : attributes) {
                Boolean value = known.get(attribute);
                rows.put(value == null ? Float.NaN : value ? 1 : 0);
            }
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
