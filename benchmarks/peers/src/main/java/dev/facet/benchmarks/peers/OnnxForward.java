package dev.facet.benchmarks.peers;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.facet.benchmarks.jobs.Job;
import dev.facet.benchmarks.jobs.Subject;
import dev.facet.nn.onnx.OnnxExport;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Map;

/** Inference by ONNX Runtime with all its optimisations, from a model file. */
final class OnnxForward implements Job {
    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession session;
    private final OnnxTensor images;
    private OrtSession.Result last;

    OnnxForward(Subject subject, Path model, int batch, int threads) {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(threads);
            options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
            // Its threads would otherwise spin on into the next contender's time.
            options.addConfigEntry("session.force_spinning_stop", "1");
            session = environment.createSession(model.toString(), options);
            long[] dims = {batch, 3, subject.input(), subject.input()};
            float[] pixels = channelsFirst(subject.images(batch), batch, subject.input() * subject.input());
            images = OnnxTensor.createTensor(environment, FloatBuffer.wrap(pixels), dims);
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime refuses the model", e);
        }
    }

    /** [n, cells, 3] as [n, 3, cells]. */
    private static float[] channelsFirst(float[] values, int n, int cells) {
        float[] moved = new float[values.length];
        for (int i = 0; i < n; i++) {
            int base = i * cells * 3;
            for (int cell = 0; cell < cells; cell++) {
                for (int channel = 0; channel < 3; channel++) {
                    moved[base + channel * cells + cell] = values[base + cell * 3 + channel];
                }
            }
        }
        return moved;
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
            last = session.run(Map.of(OnnxExport.IMAGES, images));
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
        images.close();
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime cannot close its session", e);
        }
    }
}
