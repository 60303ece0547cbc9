package dev.facet.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.FloatBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Devices by name, and tensors in memory that the host cannot address, as the SIMT device's. */
class DeviceTest {
    @Test
    void tensorsOfADeviceAreFedAndReadByCopies() {
        Graph g = new Graph();
        Node x = g.input("x", 2, 3);
        Node labels = g.input("labels", DType.I32, 2);
        Node w = g.parameter("w", 3);
        Node y = g.named("y", g.mul(x, g.broadcast(g.reshape(w, 1, 3), Shape.of(2, 3))));
        Node correct = g.named("correct", g.correctCount(y, labels));
        long live = Device.liveBytes();
        try (Device device = Device.open("simt", 1)) {
            try (Variables variables = Variables.allocate(device, g);
                    Executable run = Executable.compile(device, Plan.of(g, List.of(y, correct)), variables)) {
                variables.get("w").set(1f, 2f, 3f);
                for (int round = 1; round <= 3; round++) {
                    float top = round;
                    run.input("x").fillFloats(values -> values.put(new float[] {top, 0, 0, 0, 0, top}));
                    run.input("labels").fillInts(classes -> classes.put(0).put(1));
                    run.run();
                    FloatBuffer contents = run.output(y).contents();
                    assertThat(contents.remaining()).isEqualTo(6);
                    assertThat(contents.get(0)).isEqualTo(top);
                    assertThat(run.output("y").toFloats()).containsExactly(top, 0, 0, 0, 0, 3 * top);
                    assertThat(run.output(correct).item()).isEqualTo(1);
                }
                assertThat(variables.get("w").toDoubles()).containsExactly(1, 2, 3);
                assertThatThrownBy(() -> run.input("x").floatBuffer())
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("device memory")
                        .hasMessageContaining("fillFloats");
                assertThatThrownBy(() -> run.input("labels").fillFloats(values -> {}))
                        .isInstanceOf(ShapeException.class);
            }
        }
        assertThat(Device.liveBytes()).isEqualTo(live);
    }

    @Test
    void factorsAreRoundedAsFarAsThePrecisionAllows() {
        Graph g = new Graph();
        Node a = g.input("a", 1, 1);
        Node b = g.input("b", 1, 1);
        Node product = g.named("product", g.matmul(a, b, false, false));
        float x = 1 + 0x1p-7f + 0x1p-10f + 0x1p-20f;
        float[] rounded = {x, 1 + 0x1p-7f + 0x1p-10f, 1 + 0x1p-7f};
        for (Precision precision : Precision.values()) {
            try (Device device = Device.open("simt", 1, precision);
                    Executable run = Executable.compile(device, Plan.of(g, List.of(product)), null)) {
                assertThat(device.describe()).contains("\"precision\":\"" + precision + "\"");
                run.input("a").set(x);
                run.input("b").set(1f);
                run.run();
                assertThat(run.output(product).item()).isEqualTo(rounded[precision.ordinal()]);
            }
        }
        assertThatThrownBy(() -> Device.open("cpu", 1, Precision.BF16).close())
                .hasMessageContaining("the CPU computes in f32");
        Device.open("cpu", 1, Precision.F32).close();
        assertThatThrownBy(() -> Device.open("simt,colour=red", 1).close()).hasMessageContaining("colour=red");
    }

    @Test
    void aLabelOutOfRangeFailsTheStepThatFoundIt() {
        Graph g = new Graph();
        Node logits = g.input("logits", 2, 3);
        Node labels = g.input("labels", DType.I32, 2);
        Node loss = g.softmaxCrossEntropy(logits, labels, 0);
        try (Device device = Device.open("simt", 1);
                Executable run = Executable.compile(device, Plan.of(g, List.of(loss)), null)) {
            run.input("logits").set(new float[6]);
            run.input("labels").set(0, 3);
            assertThatThrownBy(run::run)
                    .isInstanceOf(KernelException.class)
                    .hasMessageContaining("softmax_xent_f32_simt")
                    .hasMessageContaining("a label is neither -1 nor in 0 .. classes - 1");
            run.input("labels").set(0, 2);
            run.run();
            assertThat(run.output(loss).item()).isEqualTo((float) Math.log(3));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"cpu", "simt"})
    void theNextRunIsFedBesideThisOne(String name) {
        Graph g = new Graph();
        Node y = g.named("y", g.square(g.input("x", 2)));
        try (Device device = Device.open(name, 1);
                Executable run = Executable.compile(device, Plan.of(g, List.of(y)), null)) {
            Tensor x = run.input("x");
            x.set(2f, 3f);
            for (float next = 4; next < 7; next++) {
                float value = next;
                run.run(() -> {
                    x.set(-1f, -1f);
                    x.fillFloats(values -> values.put(value).put(value + 1));
                    assertThatThrownBy(run::run).hasMessageContaining("is running");
                    assertThatThrownBy(run::close).hasMessageContaining("cannot be closed while it runs");
                });
                float before = value == 4 ? 2 : value - 1;
                assertThat(run.output(y).toFloats()[0]).isEqualTo(before * before);
                assertThat(x.toFloats()).containsExactly(value, value + 1);
            }
            assertThatThrownBy(() -> run.run(() -> {
                        x.set(9f, 9f);
                        throw new IllegalArgumentException("no batch");
                    }))
                    .hasMessage("no batch");
            run.run();
            assertThat(run.output(y).toFloats()).containsExactly(81, 81);
        }
    }

    @Test
    void whatFailsBesideARunComesBeforeWhatFailsInIt() {
        Graph g = new Graph();
        Node loss = g.softmaxCrossEntropy(g.input("logits", 2, 3), g.input("labels", DType.I32, 2), 0);
        try (Device device = Device.open("simt", 1);
                Executable run = Executable.compile(device, Plan.of(g, List.of(loss)), null)) {
            run.input("labels").set(0, 3);
            assertThatThrownBy(() -> run.run(() -> run.input("labels").set(0, 1, 2)))
                    .isInstanceOf(ShapeException.class)
                    .satisfies(
                            e -> assertThat(e.getSuppressed()).singleElement().isInstanceOf(KernelException.class));
            assertThatThrownBy(() -> run.run(() -> run.input("labels").set(0, 2)))
                    .isInstanceOf(KernelException.class)
                    .hasMessageContaining("a label is neither");
            run.run();
            assertThat(run.output(loss).item()).isEqualTo((float) Math.log(3));
        }
    }

    @Test
    void doublesAreTheCpus() {
        Graph g = new Graph(DType.F64);
        Node y = g.relu(g.input("x", 4));
        try (Device device = Device.open("simt", 1)) {
            Plan plan = Plan.of(g, List.of(y));
            assertThatThrownBy(() -> Executable.compile(device, plan, null))
                    .isInstanceOf(UnsupportedOpException.class)
                    .hasMessageContaining("takes f32 only");
        }
    }

    @Test
    void devicesAreListedAndNamed() {
        assertThat(Device.list()).contains("\"name\":\"cpu\"").contains("\"name\":\"simt\"");
        assertThatThrownBy(() -> Device.open("cuda:99", 0))
                .isInstanceOf(DeviceException.class)
                .hasMessageContaining("cuda:99");
        assertThatThrownBy(() -> Device.open("tpu", 0))
                .isInstanceOf(DeviceException.class)
                .hasMessageContaining("cpu, cuda, cuda:N or simt");
        try (Device best = Device.open("auto", 1)) {
            assertThat(best.describe()).containsAnyOf("\"name\":\"cuda:0\"", "\"name\":\"cpu\"");
        }
    }
}
