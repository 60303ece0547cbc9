package dev.facet.interpret.probe;

import dev.facet.engine.Device;
import dev.facet.interpret.pls.FeatureFileWriter;
import dev.facet.interpret.pls.FeatureRows;
import dev.facet.interpret.pls.FeatureStorage;
import dev.facet.interpret.pls.FileRows;
import dev.facet.interpret.pls.PlsException;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;

/** Takes a layer's features, row by row, and keeps them. */
interface LayerSink extends AutoCloseable {
    /** Takes the next {@code count} rows, from row {@code first} on. */
    void take(int first, int count, FloatBuffer values);

    /**
     * All rows; to be closed with this.
     *
     * @throws FeaturesNotKeptException if the features could not be kept
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
        private FeatureFileWriter writer;
        private FileRows rows;
        private FeaturesNotKeptException refused;

        private FileSink(Device device, Path file, ProbedLayer layer) {
            this.device = device;
            this.file = file;
            this.layer = layer;
            keep(() -> writer = FeatureFileWriter.create(file, layer.features(), STORAGE));
        }

        @Override
        public void take(int first, int count, FloatBuffer values) {
            if (refused != null) {
                return;
            }
            float[] copy = new float[count * layer.features()];
            values.get(copy);
            keep(() -> writer.append(copy));
        }

        /** A file that fails makes room for the other layers of the pass, which go on; who asks for its rows hears of it. */
        private void keep(Runnable step) {
            try {
                step.run();
            } catch (PlsException | UncheckedIOException e) {
                refused = new FeaturesNotKeptException(layer, e);
                giveRoom();
            }
        }

        private void giveRoom() {
            try {
                close();
            } catch (UncheckedIOException e) {
                refused.addSuppressed(e);
            }
        }

        @Override
        public FeatureRows rows() {
            if (refused == null && rows == null) {
                keep(() -> {
                    writer.close();
                    rows = FileRows.open(device, file, layer.features(), STORAGE);
                });
            }
            if (refused != null) {
                throw refused;
            }
            return rows;
        }

        @Override
        public void close() {
            try {
                if (writer != null) {
                    writer.close();
                }
                if (rows != null) {
                    rows.close();
                }
            } finally {
                FeatureFileWriter.delete(file);
            }
        }
    }
}
