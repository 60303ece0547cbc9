package dev.facet.nn.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/** The same model run by ONNX Runtime, to compare with. */
final class OnnxRuntime implements AutoCloseable {
    /** An output: values in ONNX order, and its sizes. */
    record Output(float[] values, long[] dims) {}

    private final OrtEnvironment environment = OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
    private final OrtSession session;

    OnnxRuntime(byte[] model) throws OrtException {
        OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        options.setIntraOpNumThreads(1);
        options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.NO_OPT);
        session = environment.createSession(model, options);
    }

    /** @param feeds for each input its values in ONNX order, and its sizes */
    Map<String, Output> run(Map<String, Output> feeds) throws OrtException {
        Map<String, OnnxTensor> tensors = new LinkedHashMap<>();
        try {
            for (Map.Entry<String, Output> feed : feeds.entrySet()) {
                Output value = feed.getValue();
                tensors.put(
                        feed.getKey(),
                        OnnxTensor.createTensor(environment, FloatBuffer.wrap(value.values), value.dims));
            }
            try (OrtSession.Result result = session.run(tensors)) {
                Map<String, Output> outputs = new LinkedHashMap<>();
                for (Map.Entry<String, ai.onnxruntime.OnnxValue> entry : result) {
                    OnnxTensor tensor = (OnnxTensor) entry.getValue();
                    FloatBuffer buffer = tensor.getFloatBuffer();
                    float[] values = new float[buffer.remaining()];
                    buffer.get(values);
                    outputs.put(
                            entry.getKey(), new Output(values, tensor.getInfo().getShape()));
                }
                return outputs;
            }
        } finally {
            tensors.values().forEach(OnnxTensor::close);
        }
    }

    @Override
    public void close() throws OrtException {
        session.close();
    }
}
