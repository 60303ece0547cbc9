package dev.facet.faces.detect;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A network run by ONNX Runtime, to compare ours with; inputs of one channel may be given in either layout. */
final class OrtNetwork implements ShapedNetwork {

    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession session;
    private final boolean channelsFirst;

    /** @param channelsFirst whether the network's own layout is count, channels, height, width; then one channel only */
    OrtNetwork(Path file, boolean channelsFirst) throws OrtException {
        this.channelsFirst = channelsFirst;
        OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        options.setIntraOpNumThreads(1);
        session = environment.createSession(file.toString(), options);
    }

    @Override
    public List<float[]> run(float[] input, int... shape) {
        long[] dims = channelsFirst
                ? new long[] {shape[0], shape[3], shape[1], shape[2]}
                : Arrays.stream(shape).asLongStream().toArray();
        String name = session.getInputNames().iterator().next();
        try (OnnxTensor tensor = OnnxTensor.createTensor(environment, FloatBuffer.wrap(input), dims);
                OrtSession.Result result = session.run(Map.of(name, tensor))) {
            List<float[]> outputs = new ArrayList<>();
            for (int i = 0; i < result.size(); i++) {
                FloatBuffer values = ((OnnxTensor) result.get(i)).getFloatBuffer();
                float[] copy = new float[values.remaining()];
                values.get(copy);
                outputs.add(copy);
            }
            return outputs;
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }
}
