package dev.facet.benchmarks.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxTensorLike;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.facet.benchmarks.jobs.Job;
import dev.facet.benchmarks.jobs.VggNetwork;
import dev.facet.torch.Weight;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** VGG16 inference by ONNX Runtime with its default optimisations. */
public final class OnnxForward implements Job {
    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final List<OnnxTensor> memory = new ArrayList<>();
    private final OrtSession session;
    private final Map<String, OnnxTensor> feed;
    private OrtSession.Result last;

    public OnnxForward(int batch, int threads, Map<String, Weight> weights) {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(threads);
            // Its threads would otherwise spin on into the next contender's time.
            options.addConfigEntry("session.force_spinning_stop", "1");
            Map<String, OnnxTensorLike> initializers = new HashMap<>();
            OnnxVgg model = new OnnxVgg(batch, weights);
            for (Map.Entry<String, Weight> w : model.weights().entrySet()) {
                initializers.put(
                        w.getKey(), tensor(w.getValue().values(), w.getValue().dims()));
            }
            options.addExternalInitializers(initializers);
            session = environment.createSession(model.toModel(), options);
            long size = VggNetwork.INPUT;
            float[] images = OnnxVgg.channelsFirst(VggNetwork.images(batch), batch, (int) (size * size), 3);
            feed = Map.of("images", tensor(images, batch, 3, size, size));
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime refuses the model", e);
        }
    }

    private OnnxTensor tensor(float[] values, long... dims) throws OrtException {
        OnnxTensor t = OnnxTensor.createTensor(environment, FloatBuffer.wrap(values), dims);
        memory.add(t);
        return t;
    }

    @Override
    public String who() {
        return "onnxruntime";
    }

    @Override
    public void run() {
        try {
            if (last != null) {
                last.close();
            }
            last = session.run(feed);
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime failed", e);
        }
    }

    @Override
    public double[] result() {
        FloatBuffer values = ((OnnxTensor) last.get(0)).getFloatBuffer();
        double[] logits = new double[values.remaining()];
        for (int i = 0; i < logits.length; i++) {
            logits[i] = values.get(i);
        }
        return logits;
    }

    @Override
    public void close() {
        if (last != null) {
            last.close();
        }
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime cannot close its session", e);
        }
        memory.forEach(OnnxTensor::close);
    }
}
