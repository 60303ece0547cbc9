package dev.facet.interpret.probe;

import dev.facet.engine.Device;
import dev.facet.interpret.pls.FeatureFileWriter;
import dev.facet.interpret.pls.FeatureRows;
import dev.facet.interpret.pls.FeatureStorage;
import dev.facet.interpret.pls.FileRows;
import dev.facet.interpret.pls.PlsException;
import java.nio.FloatBuffer;
import java.nio.file.Path;

/** Takes a layer's features, row by row, and keeps them. */
interface LayerSink extends AutoCloseable {
    /** Takes the next {@code count} rows, from row {@code first} on. */
    void take(int first, int count, FloatBuffer values);

    /**
     * All rows; to be closed with this.
     *
     * @throws PlsException if the features could not be kept
     */
    FeatureRows rows();

    @Override
    void close();

    /** Keeps them in memory. */
    static LayerSink memory(MemoryRows matrix) {
        return new LayerSink() {
            @Override
            public void take(int first, int count, FloatBuffer values) {
                matrix.set(first, count, values);
            }

            @Override
            public FeatureRows rows() {
                return matrix;
            }

            @Override
            public void close() {}
        };
    }

    /** Keeps them in a file of 16-bit floats, which is deleted when this is closed. */
    static LayerSink file(Device device, Path file, ProbedLayer layer) {
        return new FileSink(device, file, layer);
    }

    /** A file of features. */
    final class FileSink implements LayerSink {
        private static final FeatureStorage STORAGE = FeatureStorage.F16;

        private final Device device;
        private final Path file;
        private final ProbedLayer layer;
        private final FeatureFileWriter writer;
        private FileRows rows;
        private PlsException refused;

        private FileSink(Device device, Path file, ProbedLayer layer) {
            this.device = device;
            this.file = file;
            this.layer = layer;
            this.writer = FeatureFileWriter.create(file, layer.features(), STORAGE);
        }

        @Override
        public void take(int first, int count, FloatBuffer values) {
            if (refused != null) {
                return;
            }
            float[] copy = new float[count * layer.features()];
            values.get(copy);
            try {
                writer.append(copy);
            } catch (PlsException e) {
                // The other layers of the pass go on; who asks for this one's rows hears of it.
                refused = e;
            }
        }

        @Override
        public FeatureRows rows() {
            if (refused != null) {
                throw refused;
            }
            if (rows == null) {
                writer.close();
                rows = FileRows.open(device, file, layer.features(), STORAGE);
            }
            return rows;
        }

        @Override
        public void close() {
            writer.close();
            if (rows != null) {
                rows.close();
            }
            FeatureFileWriter.delete(file);
        }
    }
}
