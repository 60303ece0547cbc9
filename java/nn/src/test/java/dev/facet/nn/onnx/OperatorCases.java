package dev.facet.nn.onnx;

import dev.facet.nn.onnx.OperatorTest.Case;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** For every operator a maker of small models around it. */
final class OperatorCases {
    /** Fills a case with a model whose output is {@code y}. */
    interface Maker {
        void make(Case c);
    }

    private OperatorCases() {}

    static Map<String, Maker> all() {
        Map<String, Maker> cases = new TreeMap<>();
        for (String unary : List.of("Relu", "Sigmoid", "Tanh", "Exp", "Abs", "Sign", "Neg", "Identity")) {
            cases.put(unary, c -> elementwise(c, unary, -1));
        }
        for (String positive : List.of("Sqrt", "Log", "Reciprocal")) {
            cases.put(positive, c -> {
                elementwise(c, positive, 0.2f);
                c.high = 2;
            });
        }
        cases.put("HardSwish", c -> {
            c.model.node("HardSwish", c.input("x", 2, 3, 4, 5), "y").output("y");
            c.low = -5;
            c.high = 5;
        });
        cases.put(
                "LeakyRelu",
                c -> c.model
                        .node("LeakyRelu", c.image("x", 2, 3, 4, 5), "y", "alpha", 0.3f)
                        .output("y"));
        cases.put(
                "HardSigmoid",
                c -> c.model
                        .node("HardSigmoid", c.image("x", 2, 3, 4, 5), "y", "alpha", 0.7f, "beta", 0.4f)
                        .output("y"));
        cases.put("Clip", OperatorCases::clip);
        cases.put("PRelu", OperatorCases::prelu);
        cases.put("Softmax", OperatorCases::softmax);
        cases.put("Conv", OperatorCases::conv);
        cases.put("MaxPool", c -> pool(c, true));
        cases.put("AveragePool", c -> pool(c, false));
        cases.put(
                "GlobalAveragePool",
                c -> c.model
                        .node("GlobalAveragePool", c.image("x", 2, 5, 3, 7), "y")
                        .output("y"));
        cases.put(
                "GlobalMaxPool",
                c -> c.model
                        .node("GlobalMaxPool", c.image("x", 2, 5, 3, 7), "y")
                        .output("y"));
        cases.put("BatchNormalization", OperatorCases::batchNorm);
        cases.put(
                "InstanceNormalization",
                c -> c.model
                        .node(
                                "InstanceNormalization",
                                c.image("x", 2, 5, 4, 6) + "," + c.weights(5) + "," + c.weights(5),
                                "y",
                                "epsilon",
                                1e-3f)
                        .output("y"));
        cases.put(
                "LpNormalization",
                c -> c.model
                        .node(
                                "LpNormalization",
                                c.image("x", 2, 5, 4, 6),
                                "y",
                                "axis",
                                c.pick(-1, 3),
                                "p",
                                c.pick(1, 2))
                        .output("y"));
        for (String binary : List.of("Add", "Sub", "Mul", "Div")) {
            cases.put(binary, c -> binary(c, binary));
        }
        cases.put(
                "Sum",
                c -> c.model
                        .node(
                                "Sum",
                                c.image("a", 2, 3, 4, 5) + "," + c.input("b", 2, 3, 4, 5) + "," + c.weights(3, 1, 1),
                                "y")
                        .output("y"));
        cases.put("Pow", OperatorCases::pow);
        cases.put("Gemm", OperatorCases::gemm);
        cases.put("MatMul", OperatorCases::matMul);
        cases.put(
                "Transpose",
                c -> c.model
                        .node("Transpose", c.image("x", 2, 3, 4, 5), "y", "perm", c.order(4))
                        .output("y"));
        cases.put("Reshape", OperatorCases::reshape);
        cases.put("Flatten", c -> {
            c.model
                    .node("Flatten", c.image("x", 2, 3, 4, 5), "y", "axis", c.pick(0, 4))
                    .output("y");
        });
        cases.put("Squeeze", c -> squeeze(c, true));
        cases.put("Unsqueeze", c -> squeeze(c, false));
        cases.put("Concat", OperatorCases::concat);
        cases.put("Slice", OperatorCases::slice);
        cases.put("Split", OperatorCases::split);
        cases.put("Gather", OperatorCases::gather);
        cases.put("Pad", OperatorCases::pad);
        cases.put(
                "Expand",
                c -> c.model
                        .node("Expand", c.image("x", 2, 3, 1, 5) + "," + c.integers(1, 4, 1), "y")
                        .output("y"));
        for (String reduce : List.of("ReduceMean", "ReduceSum", "ReduceL1", "ReduceL2", "ReduceSumSquare")) {
            cases.put(reduce, c -> reduce(c, reduce));
        }
        cases.put("Resize", OperatorCases::resize);
        cases.put("Upsample", OperatorCases::upsample);
        cases.put("Dropout", OperatorCases::dropout);
        cases.put(
                "Cast",
                c -> c.model
                        .node("Cast", c.image("x", 2, 3, 4, 5), "y", "to", 1)
                        .output("y"));
        cases.put("Resize to one pixel", OperatorCases::resizeToOne);
        cases.put("Range", OperatorCases::range);
        for (String rounding : List.of("Floor", "Ceil")) {
            cases.put(rounding, c -> rounded(c, rounding));
        }
        cases.put("Equal", OperatorCases::equal);
        cases.put("Where", OperatorCases::where);
        cases.put("Size", c -> {
            c.model.node("Size", c.image("x", 2, 3, 4, 5), "count").node("Cast", "count", "real", "to", 1);
            c.model.node("Div", "x,real", "y").output("y");
        });
        cases.put("shape subgraph", OperatorCases::shapeSubgraph);
        cases.put("anchors", OperatorCases::anchors);
        return cases;
    }

    private static void elementwise(Case c, String operator, float low) {
        String x = c.coin() && low < 0 ? c.image("x", 2, 3, 4, 5) : c.input("x", 2, 3, 4, 5);
        c.model.node(operator, x, "y").output("y");
        c.low = low;
    }

    private static void clip(Case c) {
        String x = c.image("x", 2, 3, 4, 5);
        boolean low = c.coin();
        boolean high = !low || c.coin();
        if (c.opset >= 11) {
            c.model.node("Clip", x + "," + (low ? c.number(-0.25f) : "") + "," + (high ? c.number(0.4f) : ""), "y");
        } else if (low && high) {
            c.model.node("Clip", x, "y", "min", -0.25f, "max", 0.4f);
        } else if (low) {
            c.model.node("Clip", x, "y", "min", -0.25f);
        } else {
            c.model.node("Clip", x, "y", "max", 0.4f);
        }
        c.model.output("y");
    }

    private static void prelu(Case c) {
        String x = c.image("x", 2, 3, 4, 5);
        String slope = switch (c.pick(0, 4)) {
            case 0 -> c.weights(3, 1, 1);
            case 1 -> c.weights(1);
            case 2 -> c.weights(3, 4, 5);
            case 3 -> c.weights(1, 3, 1, 1);
            default -> c.weights(1, 1, 5);
        };
        c.model.node("PRelu", x + "," + slope, "y").output("y");
    }

    private static void softmax(Case c) {
        String x = c.image("x", 2, 3, 4, 5);
        c.model
                .node("Softmax", x, "y", "axis", c.opset < 11 ? c.pick(0, 3) : c.pick(-4, 3))
                .output("y");
    }

    private static void conv(Case c) {
        int groups = c.pick(1, 3);
        int in = groups * c.pick(1, 3);
        int out = groups * c.pick(1, 3);
        int kernelH = c.pick(1, 4);
        int kernelW = c.pick(1, 4);
        String x = c.coin() ? c.image("x", 2, in, 9, 11) : c.input("x", 2, in, 9, 11);
        String inputs =
                x + "," + c.weights(out, in / groups, kernelH, kernelW) + (c.coin() ? "," + c.weights(out) : "");
        List<Object> attributes = new ArrayList<>(List.of("group", groups));
        if (c.coin()) {
            attributes.addAll(List.of("kernel_shape", new long[] {kernelH, kernelW}));
        }
        attributes.addAll(List.of("strides", new long[] {c.pick(1, 3), c.pick(1, 3)}));
        boolean same = c.coin();
        if (!same) {
            attributes.addAll(List.of("dilations", new long[] {c.pick(1, 2), c.pick(1, 2)}));
        }
        if (same) {
            attributes.addAll(List.of(
                    "auto_pad", List.of("SAME_UPPER", "SAME_LOWER", "VALID").get(c.pick(0, 2))));
        } else if (c.coin()) {
            attributes.addAll(List.of("pads", new long[] {c.pick(0, 2), c.pick(0, 2), c.pick(0, 2), c.pick(0, 2)}));
        }
        c.model.node("Conv", inputs, "y", attributes.toArray()).output("y");
    }

    private static void pool(Case c, boolean max) {
        int kernelH = c.pick(1, 4);
        int kernelW = c.pick(1, 4);
        String auto = List.of("NOTSET", "SAME_UPPER", "SAME_LOWER", "VALID").get(c.pick(0, 3));
        // Windows that leave pixels out get a negative padding from ONNX Runtime, none from TensorFlow and from us.
        boolean same = auto.startsWith("SAME");
        List<Object> attributes = new ArrayList<>(List.of("kernel_shape", new long[] {kernelH, kernelW}));
        attributes.addAll(List.of("strides", new long[] {
            c.pick(1, same ? Math.min(3, kernelH) : 3), c.pick(1, same ? Math.min(3, kernelW) : 3)
        }));
        if (!max) {
            attributes.addAll(List.of("count_include_pad", c.pick(0, 1)));
        }
        if (!auto.equals("NOTSET")) {
            attributes.addAll(List.of("auto_pad", auto));
        } else {
            if (c.coin()) {
                attributes.addAll(List.of("pads", new long[] {
                    c.pick(0, kernelH - 1), c.pick(0, kernelW - 1), c.pick(0, kernelH - 1), c.pick(0, kernelW - 1)
                }));
            }
            if (c.opset >= 10) {
                attributes.addAll(List.of("ceil_mode", c.pick(0, 1)));
            }
        }
        c.model
                .node(max ? "MaxPool" : "AveragePool", c.image("x", 2, 3, 9, 11), "y", attributes.toArray())
                .output("y");
    }

    private static void batchNorm(Case c) {
        boolean flat = c.coin();
        String x = c.image("x", 2, 3, 4, 5);
        int channels = flat ? 60 : 3;
        if (flat) {
            c.model.node("Flatten", x, "flat");
            x = "flat";
        }
        String inputs = String.join(
                ",", x, c.weights(channels), c.weights(channels), c.weights(channels), c.positive(channels));
        c.model
                .node("BatchNormalization", inputs, "y", "epsilon", 1e-3f, "momentum", 0.8f)
                .output("y");
    }

    private static void binary(Case c, String operator) {
        String a = c.coin() ? c.image("a", 2, 3, 4, 5) : c.input("a", 2, 3, 4, 5);
        c.low = 0.2f;
        boolean divides = operator.equals("Div");
        String b = switch (c.pick(0, 8)) {
            case 0 -> divides ? c.positive(3, 1, 1) : c.weights(3, 1, 1);
            case 1 -> c.positive(5);
            case 2 -> c.number(1.5f);
            case 3 -> divides ? c.input("b", 2, 3, 4, 5) : c.image("b", 2, 3, 4, 5);
            case 4 -> c.input("b", 4, 1);
            case 5 -> c.positive(2, 3, 4, 5);
            case 6 -> c.input("b", 2, 3, 1, 1);
            case 7 -> c.input("b", 1, 2, 1, 1, 1);
            default -> c.input("b", 1, 1, 1, 1);
        };
        boolean swapped = c.coin() && !(divides && c.dims.containsKey("a_in"));
        c.model.node(operator, swapped ? b + "," + a : a + "," + b, "y").output("y");
    }

    private static void pow(Case c) {
        float exponent = List.of(2f, 0.5f, 3f, -1f, 1.7f).get(c.pick(0, 4));
        c.model
                .node("Pow", c.input("x", 2, 3, 4, 5) + "," + c.number(exponent), "y")
                .output("y");
        c.low = 0.2f;
    }

    private static void gemm(Case c) {
        boolean transA = c.coin();
        boolean transB = c.coin();
        boolean flattened = !transA && c.coin();
        String a;
        int k = flattened ? 24 : 7;
        if (flattened) {
            c.model.node("Flatten", c.image("x", 2, 3, 2, 4), "flat");
            a = "flat";
        } else {
            a = transA ? c.input("a", k, 2) : c.input("a", 2, k);
        }
        String b = transB ? c.weights(5, k) : c.weights(k, 5);
        String bias = switch (c.pick(0, 4)) {
            case 0 -> "";
            case 1 -> "," + c.weights(5);
            case 2 -> "," + c.weights(1, 5);
            case 3 -> "," + c.weights(2, 1);
            default -> "," + c.weights(2, 5);
        };
        if (bias.isEmpty() && c.opset < 11) {
            bias = "," + c.weights(5);
        }
        boolean scaled = c.coin();
        c.model
                .node(
                        "Gemm",
                        a + "," + b + bias,
                        "y",
                        "transA",
                        transA ? 1 : 0,
                        "transB",
                        transB ? 1 : 0,
                        "alpha",
                        scaled ? 0.5f : 1f,
                        "beta",
                        scaled ? 2f : 1f)
                .output("y");
    }

    private static void matMul(Case c) {
        String inputs = switch (c.pick(0, 6)) {
            case 0 -> c.input("a", 3, 4) + "," + c.weights(4, 5);
            case 1 -> c.image("a", 2, 3, 4, 5) + "," + c.weights(5, 6);
            case 2 -> c.input("a", 2, 3, 4) + "," + c.input("b", 2, 4, 5);
            case 3 -> c.input("a", 4) + "," + c.weights(4, 5);
            case 4 -> c.input("a", 3, 4) + "," + c.weights(4);
            case 5 -> c.image("a", 2, 3, 4, 5) + "," + c.input("b", 3, 5, 2);
            default -> c.weights(3, 4) + "," + c.input("b", 4, 5);
        };
        c.model.node("MatMul", inputs, "y").output("y");
    }

    private static void reshape(Case c) {
        long[] target = List.of(
                        new long[] {2, 60},
                        new long[] {0, -1},
                        new long[] {-1, 5},
                        new long[] {0, 3, 20},
                        new long[] {2, 3, 2, 2, 5},
                        new long[] {0, 0, 0, 5, 1},
                        new long[] {4, 30},
                        new long[] {-1})
                .get(c.pick(0, 7));
        c.model
                .node("Reshape", c.image("x", 2, 3, 4, 5) + "," + c.integers(target), "y")
                .output("y");
    }

    private static void squeeze(Case c, boolean squeeze) {
        String x = squeeze ? c.image("x", 2, 3, 1, 1) : c.image("x", 2, 3, 4, 5);
        long[] axes = squeeze
                ? List.of(new long[] {2}, new long[] {2, 3}, new long[] {3}).get(c.pick(0, 2))
                : List.of(new long[] {0}, new long[] {2, 4}, new long[] {4}).get(c.pick(0, 2));
        String operator = squeeze ? "Squeeze" : "Unsqueeze";
        if (c.opset < 13) {
            c.model.node(operator, x, "y", "axes", axes);
        } else {
            c.model.node(operator, x + "," + c.integers(axes), "y");
        }
        c.model.output("y");
    }

    private static void concat(Case c) {
        int axis = c.pick(0, 3);
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < c.pick(1, 4); i++) {
            long[] dims = {2, 3, 4, 5};
            dims[axis] = c.pick(1, 4);
            parts.add(i == 1 ? c.weights(dims) : c.coin() ? c.image("x" + i, dims) : c.input("x" + i, dims));
        }
        c.model
                .node("Concat", String.join(",", parts), "y", "axis", c.opset >= 11 && c.coin() ? axis - 4 : axis)
                .output("y");
    }

    private static void slice(Case c) {
        String x = c.image("x", 2, 3, 8, 9);
        long[] starts = {c.pick(0, 2), c.pick(-9, 3)};
        long[] ends = {c.pick(4, 20), c.coin() ? Long.MAX_VALUE : -1};
        starts[1] = starts[1] < 0 ? Math.min(starts[1], -3) : starts[1];
        long[] axes = {2, 3};
        if (c.opset < 10) {
            c.model
                    .node("Slice", x, "y", "starts", starts, "ends", ends, "axes", axes)
                    .output("y");
            return;
        }
        String inputs = x + "," + c.integers(starts) + "," + c.integers(ends) + "," + c.integers(axes);
        if (c.coin()) {
            inputs += "," + c.integers(c.pick(1, 4), c.pick(1, 3));
        } else if (c.coin()) {
            inputs = x + "," + c.integers(7, -1) + "," + c.integers(1, Long.MIN_VALUE) + "," + c.integers(axes) + ","
                    + c.integers(-c.pick(1, 3), -c.pick(1, 2));
        }
        c.model.node("Slice", inputs, "y").output("y");
    }

    private static void split(Case c) {
        int axis = c.pick(0, 3);
        long[] dims = {2, 3, 4, 5};
        dims[axis] = 6;
        String x = c.image("x", dims);
        boolean even = c.coin();
        String outputs = even ? "y,z" : "y,z,w";
        long[] sizes = {1, 3, 2};
        if (!even && c.opset < 13) {
            c.model.node("Split", x, outputs, "axis", axis, "split", sizes);
        } else if (!even) {
            c.model.node("Split", x + "," + c.integers(sizes), outputs, "axis", axis);
        } else if (c.opset < 18) {
            c.model.node("Split", x, outputs, "axis", axis);
        } else {
            c.model.node("Split", x, outputs, "axis", axis, "num_outputs", 2);
        }
        c.model.output(outputs.split(","));
    }

    private static void gather(Case c) {
        String x = c.image("x", 2, 5, 4, 6);
        int axis = c.pick(0, 3);
        long last = new long[] {2, 5, 4, 6}[axis] - 1;
        String indices;
        if (c.coin()) {
            indices = "index";
            c.model.integer(indices, c.coin() ? last : -1);
        } else {
            indices = c.integers(0, last, last - 1, last, 0, 1);
        }
        c.model.node("Gather", x + "," + indices, "y", "axis", axis).output("y");
    }

    private static void pad(Case c) {
        String x = c.image("x", 2, 3, 5, 6);
        String mode = List.of("constant", "reflect", "edge").get(c.pick(0, 2));
        long[] pads = {0, c.pick(0, 1), c.pick(0, 3), c.pick(0, 3), 0, c.pick(0, 1), c.pick(0, 3), c.pick(0, 3)};
        if (mode.equals("constant")) {
            pads[6] = c.pick(-2, 2);
        }
        float value = c.coin() ? 0 : 0.5f;
        if (c.opset < 11) {
            c.model.node("Pad", x, "y", "mode", mode, "pads", pads, "value", value);
        } else if (c.opset >= 18 && c.coin()) {
            c.model.node(
                    "Pad",
                    x + "," + c.integers(1, 2, 2, 0) + "," + c.number(value) + "," + c.integers(2, -1),
                    "y",
                    "mode",
                    mode);
        } else {
            c.model.node("Pad", x + "," + c.integers(pads) + "," + c.number(value), "y", "mode", mode);
        }
        c.model.output("y");
    }

    private static void reduce(Case c, String operator) {
        String x = c.image("x", 2, 3, 4, 5);
        boolean asInput = operator.equals("ReduceSum") ? c.opset >= 13 : c.opset >= 18;
        long[] axes = Arrays.copyOf(c.order(4), c.pick(1, 3));
        int keep = c.pick(0, 1);
        boolean all = c.coin() && c.coin();
        if (all) {
            c.model.node(operator, x, "y", "keepdims", keep);
        } else if (asInput) {
            c.model.node(operator, x + "," + c.integers(axes), "y", "keepdims", keep);
        } else {
            c.model.node(operator, x, "y", "keepdims", keep, "axes", axes);
        }
        c.model.output("y");
    }

    private static void resize(Case c) {
        String x = c.image("x", 2, 3, 5, 6);
        float[] scales = List.of(
                        new float[] {1, 1, 2, 2},
                        new float[] {1, 1, 3, 1},
                        new float[] {1, 1, 1.7f, 2.3f},
                        new float[] {1, 1, 0.6f, 0.5f},
                        new float[] {1, 1, 2, 0.5f})
                .get(c.pick(0, 4));
        String mode = c.coin() ? "nearest" : "linear";
        if (c.opset == 9) {
            upsample(c, x);
            return;
        }
        c.model.floats("scales", new long[] {4}, scales);
        if (c.opset == 10) {
            c.model.node("Resize", x + ",scales", "y", "mode", mode).output("y");
            return;
        }
        String coordinates = List.of("half_pixel", "pytorch_half_pixel", "asymmetric", "align_corners")
                .get(c.pick(0, 3));
        String rounding = List.of("round_prefer_floor", "round_prefer_ceil", "floor", "ceil")
                .get(c.pick(0, 3));
        c.model.floats("roi", new long[] {0});
        String inputs = c.coin()
                ? x + ",roi,scales"
                : x + "," + (c.opset < 13 ? "roi,empty" : ",") + "," + c.integers(2, 3, c.pick(1, 12), c.pick(1, 12));
        c.model.floats("empty", new long[] {0});
        c.model
                .node(
                        "Resize",
                        inputs,
                        "y",
                        "mode",
                        mode,
                        "coordinate_transformation_mode",
                        coordinates,
                        "nearest_mode",
                        rounding)
                .output("y");
    }

    /** PyTorch's half pixel differs from the other for a single element: it takes the first, not the middle. */
    private static void resizeToOne(Case c) {
        String sizes = c.integers(2, 3, c.coin() ? 1 : 3, c.coin() ? 1 : 4);
        c.model.floats("roi", new long[] {0}).floats("empty", new long[] {0});
        c.model
                .node(
                        "Resize",
                        c.image("x", 2, 3, 5, 6) + (c.opset < 13 ? ",roi,empty," : ",,,") + sizes,
                        "y",
                        "mode",
                        "linear",
                        "coordinate_transformation_mode",
                        "pytorch_half_pixel")
                .output("y");
    }

    private static void range(Case c) {
        boolean whole = c.coin();
        if (whole) {
            c.model.integer("from", c.pick(-3, 3)).integer("step", 2).integer("by", 10);
            c.model.node("Add", "from,by", "to");
            c.model.node("Range", "from,to,step", "numbers").node("Cast", "numbers", "range", "to", 1);
        } else {
            c.model.node("Range", c.number(0.5f) + "," + c.number(-1.75f) + "," + c.number(-0.5f), "range");
        }
        c.model.node("Add", c.image("x", 2, 3, 4, 5) + ",range", "y").output("y");
    }

    /** As sizes are scaled: 0.3 times those of a shape. */
    private static void rounded(Case c, String operator) {
        String x = c.image("x", 2, 3, 5, 4);
        c.model.node("Shape", x, "shape").node("Cast", "shape", "sizes", "to", 1);
        c.model.node("Mul", "sizes," + c.number(c.coin() ? 0.3f : -0.3f), "scaled");
        c.model.node(operator, "scaled", "whole").node("Add", x + ",whole", "y").output("y");
    }

    /** Whole numbers beyond those that reals tell apart. */
    private static void equal(Case c) {
        String a = c.integers((1 << 24) + 1, 7, 3, 1L << 40);
        String b = c.integers(1 << 24, 7, c.pick(2, 3), 1L << 40);
        c.model.node("Equal", a + "," + b, "same").node("Cast", "same", "ones", "to", 1);
        c.model.node("Add", c.image("x", 2, 3, 5, 4) + ",ones", "y").output("y");
    }

    /** What PyTorch writes for {@code x.expand(2, -1, 4, 5)}. */
    private static void where(Case c) {
        String sizes = c.integers(2, -1, 4, 5);
        String ones = c.integers(1, 1, 1, 1);
        c.model
                .node("Equal", sizes + "," + c.integers(-1), "kept")
                .node("Where", "kept," + ones + "," + sizes, "target");
        c.model.node("Expand", c.image("x", 2, 3, 1, 5) + ",target", "y").output("y");
    }

    private static void upsample(Case c) {
        upsample(c, c.image("x", 2, 3, 5, 6));
    }

    private static void upsample(Case c, String x) {
        // The operator ends with opset 9; of newer ones, its successor is asked.
        c.model.floats("scales", new long[] {4}, 1, 1, 2, c.pick(1, 3));
        if (c.opset == 9) {
            c.model
                    .node("Upsample", x + ",scales", "y", "mode", c.coin() ? "nearest" : "linear")
                    .output("y");
            return;
        }
        c.model
                .node("Resize", x + (c.opset == 10 ? ",scales" : ",scales,scales"), "y")
                .output("y");
    }

    private static void dropout(Case c) {
        String x = c.image("x", 2, 3, 4, 5);
        if (c.opset < 12) {
            c.model.node("Dropout", x, "y", "ratio", 0.3f);
        } else {
            c.model.node("Dropout", x + "," + c.number(0.3f), "y");
        }
        c.model.output("y");
    }

    /** What PyTorch writes for {@code x.view(x.size(0), -1, 5)} and for masks of a shape. */
    private static void shapeSubgraph(Case c) {
        String x = c.image("x", 2, 3, 4, 5);
        c.model.node("Shape", x, "shape");
        c.model.integer("zero", 0).integers("minus_one", -1).integers("five", 5);
        c.model.node("Gather", "shape,zero", "batch", "axis", 0);
        if (c.opset < 13) {
            c.model.node("Unsqueeze", "batch", "batch_list", "axes", new long[] {0});
        } else {
            c.model.node("Unsqueeze", "batch," + c.integers(0), "batch_list");
        }
        c.model.node("Cast", "batch_list", "batch_float", "to", 1).node("Cast", "batch_float", "batch_int", "to", 7);
        c.model.node("Concat", "batch_int,minus_one,five", "target", "axis", 0);
        c.model.node("Reshape", x + ",target", "view");
        c.model.node(
                "ConstantOfShape",
                "shape",
                "ones",
                "value",
                TestModel.tensor("", ai.onnx.proto.OnnxMl.TensorProto.DataType.FLOAT, 1)
                        .addFloatData(1.5f)
                        .build());
        c.model.node("Reshape", "ones,target", "mask");
        c.model.node("Mul", "view,mask", "y").output("y");
    }

    /** A detector's end: NHWC rows of boxes, scaled and shifted by constants written into nodes. */
    private static void anchors(Case c) {
        String x = c.image("x", 2, 8, 3, 4);
        c.model.node("Transpose", x, "nhwc", "perm", new long[] {0, 2, 3, 1});
        c.model.node("Reshape", "nhwc," + c.integers(2, -1, 4), "rows");
        c.model.node(
                "Constant",
                "",
                "anchors",
                "value",
                TestModel.tensor("", ai.onnx.proto.OnnxMl.TensorProto.DataType.FLOAT, 1, 24, 4)
                        .addAllFloatData(java.util.Collections.nCopies(96, 0.5f))
                        .build());
        c.model.node(
                "Constant",
                "",
                "tenth",
                "value",
                TestModel.tensor("", ai.onnx.proto.OnnxMl.TensorProto.DataType.FLOAT)
                        .addFloatData(0.1f)
                        .build());
        c.model.node("Mul", "rows,tenth", "scaled").node("Add", "scaled,anchors", "shifted");
        c.model.node("Concat", "shifted,rows", "y", "axis", 2).output("y");
    }
}
