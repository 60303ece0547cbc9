package dev.facet.nn.internal.onnx;

import static dev.facet.nn.internal.onnx.ModelWriter.attribute;

import ai.onnx.proto.OnnxMl.AttributeProto;
import dev.facet.engine.ops.Binary;
import dev.facet.engine.ops.Op;
import dev.facet.engine.ops.Prelu;
import dev.facet.engine.ops.Relu;
import dev.facet.engine.ops.Unary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Functions of one or two values, element by element. */
final class ElementwiseWriting {
    private ElementwiseWriting() {}

    static void register(Map<Class<? extends Op>, WritingRule> rules) {
        rules.put(Relu.class, call -> simple(call, "Relu"));
        rules.put(Unary.class, ElementwiseWriting::unary);
        rules.put(Binary.class, ElementwiseWriting::binary);
        rules.put(Prelu.class, ElementwiseWriting::prelu);
    }

    /** A function of each element, in whatever arrangement it lies. */
    private static Written simple(WritingCall call, String operator, AttributeProto... attributes) {
        Written x = computed(call, 0);
        return call.writer().node(operator, call.node(), List.of(x.name()), x.dims(), x.layout(), attributes);
    }

    /** An input as an ONNX value; weights are stored as they are. */
    private static Written computed(WritingCall call, int i) {
        Written x = call.input(i);
        return x.isWeights() ? call.writer().ordered(x) : x;
    }

    private static Written unary(WritingCall call) {
        Unary op = call.op(Unary.class);
        return switch (op.kind()) {
            case AFFINE -> affine(call, op.alpha(), op.beta());
            case EXP -> simple(call, "Exp");
            case LOG -> simple(call, "Log");
            case SQRT -> simple(call, "Sqrt");
            case SQUARE -> with(call, "Mul", computed(call, 0).name());
            case ABS -> simple(call, "Abs");
            case SIGMOID -> simple(call, "Sigmoid");
            case TANH -> simple(call, "Tanh");
            case RECIPROCAL -> simple(call, "Reciprocal");
            case SIGN -> simple(call, "Sign");
            case LEAKY_RELU -> simple(call, "LeakyRelu", attribute("alpha", op.alpha()));
            case CLIP -> clip(call, op.alpha(), op.beta());
            case HARD_SIGMOID ->
                simple(call, "HardSigmoid", attribute("alpha", op.alpha()), attribute("beta", op.beta()));
            case HARD_SWISH -> hardSwish(call, op);
            case POW -> with(call, "Pow", call.scalar("exponent", op.alpha()));
        };
    }

    /** A function of each element and further ONNX values. */
    private static Written with(WritingCall call, String operator, String... more) {
        Written x = computed(call, 0);
        List<String> inputs = new ArrayList<>(List.of(x.name()));
        inputs.addAll(List.of(more));
        return call.writer().node(operator, call.node(), inputs, x.dims(), x.layout());
    }

    private static Written affine(WritingCall call, double alpha, double beta) {
        Written x = computed(call, 0);
        if (beta == 0) {
            return with(call, "Mul", call.scalar("factor", alpha));
        }
        String scaled =
                alpha == 1 ? x.name() : call.step("Mul", "scaled", List.of(x.name(), call.scalar("factor", alpha)));
        return call.writer()
                .node("Add", call.node(), List.of(scaled, call.scalar("shift", beta)), x.dims(), x.layout());
    }

    private static Written clip(WritingCall call, double low, double high) {
        return with(
                call,
                "Clip",
                Double.isInfinite(low) ? "" : call.scalar("min", low),
                Double.isInfinite(high) ? "" : call.scalar("max", high));
    }

    private static Written hardSwish(WritingCall call, Unary op) {
        String hard = call.step(
                "HardSigmoid",
                "gate",
                List.of(computed(call, 0).name()),
                attribute("alpha", op.alpha()),
                attribute("beta", op.beta()));
        return with(call, "Mul", hard);
    }

    private static Written binary(WritingCall call) {
        String operator = switch (call.op(Binary.class).kind()) {
            case ADD -> "Add";
            case SUB -> "Sub";
            case MUL -> "Mul";
            case DIV -> "Div";
        };
        Written a = call.input(0);
        Written b = call.input(1);
        boolean alike =
                !a.isWeights() && !b.isWeights() && a.layout().equals(b.layout()) && Arrays.equals(a.dims(), b.dims());
        if (alike) {
            return call.writer().node(operator, call.node(), List.of(a.name(), b.name()), a.dims(), a.layout());
        }
        int[] order = call.writer().ordered(a.isWeights() ? b : a).layout().order();
        return call.ordered(
                operator,
                List.of(
                        call.writer().ordered(a, order).name(),
                        call.writer().ordered(b, order).name()),
                order);
    }

    /** ONNX repeats the slope to the left, so it gets the axes of the channels and what follows them. */
    private static Written prelu(WritingCall call) {
        Written x = call.writer().ordered(computed(call, 0));
        int[] order = x.layout().order();
        Written slope = call.input(1);
        int channels = Dims.inverse(order)[x.rank() - 1];
        long[] dims = new long[x.rank() - channels];
        Arrays.fill(dims, 1);
        dims[0] = slope.layout().count();
        String name = call.writer()
                .inSequence(slope, Dims.identity(slope.layout().factors().length), dims, Layout.rowMajor(dims))
                .name();
        return call.ordered("PRelu", List.of(x.name(), name), order);
    }
}
