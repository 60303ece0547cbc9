package dev.facet.nn.onnx;

import dev.facet.engine.testing.ResearchData;
import java.nio.file.Path;

/** Where the trained networks of the research data lie. */
final class TrainedNets {
    private TrainedNets() {}

    /** A network's file; skips the test where there is none. */
    static Path require(String name) {
        return ResearchData.require("nets/" + name + ".onnx");
    }

    /** [N,H,W,C] as [N,C,H,W]. */
    static float[] channelsFirst(float[] nhwc, long n, long h, long w, long c) {
        float[] result = new float[nhwc.length];
        int at = 0;
        for (long i = 0; i < n * h * w; i++) {
            for (long k = 0; k < c; k++) {
                result[(int) ((i / (h * w) * c + k) * h * w + i % (h * w))] = nhwc[at++];
            }
        }
        return result;
    }
}
