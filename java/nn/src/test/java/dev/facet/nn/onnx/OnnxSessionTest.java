package dev.facet.nn.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.facet.engine.Device;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** One model at many sizes. */
class OnnxSessionTest {
    @AutoClose
    private static final Device device = Device.cpu(1);

    private static OnnxModel anySize() {
        return TestModel.opset(13)
                .input("input", -1, 3, -1, -1)
                .weights("weight", 1, 4, 3, 3, 3)
                .node("Conv", "input,weight", "output")
                .output("output")
                .model();
    }

    private static float[] run(OnnxSession session, int pixels) {
        float[] image = Closeness.random(pixels, pixels * pixels * 3);
        return session.run(image, 1, pixels, pixels, 3).get("output").values();
    }

    @Test
    void programsAreKeptWithinTheirMemory() {
        long bytesOf32;
        try (OnnxSession one = OnnxSession.open(anySize(), device)) {
            run(one, 32);
            bytesOf32 = one.bytes();
        }
        try (OnnxSession session = OnnxSession.open(anySize(), device, 2 * bytesOf32)) {
            float[] first = run(session, 32);
            for (int pixels = 8; pixels <= 32; pixels += 2) {
                run(session, pixels);
                assertThat(session.bytes()).isPositive().isLessThanOrEqualTo(2 * bytesOf32);
            }
            assertThat(session.programs()).isBetween(2, 12);
            assertThat(run(session, 32)).as("compiled again or kept").containsExactly(first);
            run(session, 96);
            assertThat(session.programs())
                    .as("one too large to share the memory")
                    .isEqualTo(1);
            assertThat(session.bytes()).isGreaterThan(2 * bytesOf32);
        }
    }

    @Test
    void afterCloseItSaysSo() {
        OnnxSession session = OnnxSession.open(anySize(), device);
        run(session, 16);
        session.close();
        session.close();
        assertThat(session.programs()).isZero();
        assertThat(session.bytes()).isZero();
        assertThatThrownBy(() -> run(session, 16)).hasMessageContaining("closed");
    }
}
