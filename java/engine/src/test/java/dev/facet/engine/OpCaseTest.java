package dev.facet.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facet.engine.ops.Op;
import dev.facet.engine.testing.OpCase;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The Java records agree with the native op table and with every op case. */
class OpCaseTest {
    @Test
    void opCodesAreThoseOfTheOpTable() throws IOException {
        String table = Files.readString(OpCase.root().resolve("native/core/op_table.def"));
        List<String> names = Pattern.compile("^FACET_OP\\((\\w+)", Pattern.MULTILINE)
                .matcher(table)
                .results()
                .map(match -> match.group(1))
                .toList();
        assertThat(List.of(OpCode.values())).extracting(OpCode::opName).isEqualTo(names);
    }

    @Test
    void everyOpHasCases() {
        assertThat(OpCase.all().stream().map(OpCase::op).collect(Collectors.toSet()))
                .containsExactlyInAnyOrderElementsOf(
                        List.of(OpCode.values()).stream().map(OpCode::opName).toList());
    }

    @Test
    void recordsGiveTheCasesShapesAndParams() {
        for (OpCase c : OpCase.all()) {
            Op op = CaseOps.of(c, DType.F32);
            assertThat(op.infer(types(c.inputs()))).as(c.toString()).isEqualTo(types(c.outputs()));
            assertThat(op.params()).as(c.toString()).isEqualTo(c.slots());
            assertThat(op.code().opName()).isEqualTo(c.op());
        }
    }

    private static List<TensorType> types(List<OpCase.Operand> operands) {
        return operands.stream().map(operand -> operand.type(DType.F32)).toList();
    }
}
