package dev.facet.nn.onnx;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where the trained networks of the research data lie. */
final class TrainedNets {
    private TrainedNets() {}

    /** A network's file; skips the test where there is none. */
    static Path require(String name) {
        String named = System.getenv("FACET_DATA");
        Path data =
                named == null ? Path.of(System.getProperty("facet.root", "."), "..", "shared", "data") : Path.of(named);
        Path file = data.resolve("nets").resolve(name + ".onnx");
        assumeTrue(Files.exists(file), () -> "no trained network " + file + "; set FACET_DATA to the research data");
        return file;
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
