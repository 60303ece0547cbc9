package dev.facet.integration.golden;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facet.engine.DType;
import dev.facet.engine.Device;
import dev.facet.engine.Executable;
import dev.facet.engine.Graph;
import dev.facet.engine.Node;
import dev.facet.engine.OpCode;
import dev.facet.engine.Plan;
import dev.facet.engine.TensorType;
import dev.facet.engine.testing.OpCase;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every op case as a program of one step, against the numbers that PyTorch computed in float64. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GoldenOpsTest {
    /** PyTorch cannot judge these; tests/golden/README.md says why. */
    private static final Set<OpCode> WITHOUT_ORACLE = Set.of(OpCode.COPY, OpCode.DROPOUT);

    private static final double F64_TOLERANCE = 1e-10;
    /** PyTorch was given the inputs before they were rounded to f32. */
    private static final double F32_INPUT_ROUNDING = 2e-7;

    private List<OpCase> cases;
    private GoldenFile golden;
    private Device device;

    @BeforeAll
    void open() throws IOException {
        cases = OpCase.all();
        golden = new GoldenFile("ops.safetensors");
        device = Device.cpu(2);
    }

    @AfterAll
    void close() {
        device.close();
    }

    List<OpCase> judgedCases() {
        return cases.stream()
                .filter(c -> c.outputs().stream().anyMatch(t -> golden.has(c.key(t))))
                .toList();
    }

    @Test
    void everyOpHasCasesAndEveryCaseGoldenNumbers() {
        Set<String> ops = new HashSet<>();
        for (OpCode op : OpCode.values()) {
            ops.add(op.opName());
        }
        assertThat(cases).extracting(OpCase::op).as("ops with cases").containsAll(ops);
        for (OpCode op : WITHOUT_ORACLE) {
            ops.remove(op.opName());
        }
        assertThat(judgedCases())
                .extracting(OpCase::op)
                .as("ops with golden numbers%s", GoldenFile.REGENERATE)
                .containsAll(ops);
    }

    @ParameterizedTest
    @MethodSource("judgedCases")
    void f64(OpCase c) {
        check(c, DType.F64, F64_TOLERANCE);
    }

    @ParameterizedTest
    @MethodSource("judgedCases")
    void f32(OpCase c) {
        check(c, DType.F32, c.tolerance() + F32_INPUT_ROUNDING);
    }

    private static Node input(Graph graph, String name, TensorType type) {
        return graph.input(name, type.dtype(), type.shape().toArray());
    }

    private void check(OpCase c, DType type, double tolerance) {
        Graph graph = new Graph(type);
        Node[] inputs = c.inputs().stream()
                .map(t -> input(graph, t.name(), t.type(type)))
                .toArray(Node[]::new);
        List<Node> outputs = graph.applyAll(new CaseOp(c, type), inputs);
        try (Executable step = Executable.compile(device, Plan.of(graph, outputs), null)) {
            for (OpCase.Operand t : c.inputs()) {
                c.feed(t, step.input(t.name()));
            }
            step.run();
            for (int i = 0; i < outputs.size(); i++) {
                String key = c.key(c.outputs().get(i));
                if (golden.has(key)) {
                    double[] actual =
                            GoldenFile.sample(step.output(outputs.get(i)).toDoubles());
                    Closeness.check(key + " " + type, golden.get(key), actual, tolerance, 1);
                }
            }
        }
    }
}
