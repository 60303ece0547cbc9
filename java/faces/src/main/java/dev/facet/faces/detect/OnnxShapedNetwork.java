package dev.facet.faces.detect;

import dev.facet.engine.Device;
import dev.facet.nn.onnx.OnnxModel;
import dev.facet.nn.onnx.OnnxResult;
import dev.facet.nn.onnx.OnnxSession;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** A network from an ONNX file on our own engine; each input shape gets a program of its own. */
final class OnnxShapedNetwork implements ShapedNetwork {

    private final OnnxSession session;

    private OnnxShapedNetwork(OnnxSession session) {
        this.session = session;
    }

    /**
     * Reads a file.
     *
     * @param maxBytes native memory of the programs that are kept
     * @throws dev.facet.nn.onnx.OnnxException naming the file if it cannot be read
     */
    static OnnxShapedNetwork read(Path file, Device device, long maxBytes) {
        return new OnnxShapedNetwork(OnnxSession.open(OnnxModel.read(file), device, maxBytes));
    }

    @Override
    public List<float[]> run(float[] input, int... shape) {
        return session.run(input, Arrays.stream(shape).asLongStream().toArray()).values().stream()
                .map(OnnxResult::values)
                .toList();
    }

    @Override
    public void close() {
        session.close();
    }
}
