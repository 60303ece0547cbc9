package dev.facet.nn.onnx;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What models want of pixels. Those that {@link OnnxExport} wrote say it; published ones do not and are recognised by their input
 * and by how often they use each operator; one that begins by subtracting and scaling takes plain pixel values.
 */
public final class KnownModels {
    /** A row of the table. */
    private record Row(String name, List<String> input, Map<String, Integer> operators, PixelScaling scaling) {}

    private static final List<Row> TABLE = List.of(
            new Row(
                    "faceplugin's fr_feature",
                    List.of("1", "3", "112", "112"),
                    Map.of("Add", 12, "Conv", 50, "PRelu", 33, "Reshape", 1),
                    PixelScaling.rgb(127, 128)),
            new Row(
                    "faceplugin's fr_landmark",
                    List.of("1", "1", "64", "64"),
                    Map.of("Add", 9, "BatchNormalization", 1, "Conv", 40, "Flatten", 1, "Gemm", 1, "Relu", 27),
                    new PixelScaling(PixelScaling.Channels.GREY, List.of(0.0), List.of(256.0))));

    private KnownModels() {}

    /** The scaling that a model is known to want; empty if it is not known. */
    public static Optional<PixelScaling> scaling(OnnxModel model) {
        if (model.inputs().size() != 1) {
            return Optional.empty();
        }
        if (PixelScaling.FACET.toString().equals(model.metadata().get(OnnxExport.PIXELS))) {
            return Optional.of(PixelScaling.FACET);
        }
        OnnxTensorInfo input = model.inputs().get(0);
        for (Row row : TABLE) {
            if (row.input.equals(input.dims()) && row.operators.equals(model.operators())) {
                return Optional.of(row.scaling);
            }
        }
        return scalesItself(model, input.name()) ? Optional.of(PixelScaling.rgb(0, 1)) : Optional.empty();
    }

    /** True if all that reads the input is a subtraction whose result is multiplied or divided, as MXNet's exporter writes. */
    private static boolean scalesItself(OnnxModel model, String input) {
        List<OnnxNodeInfo> readers = readers(model, input);
        if (readers.size() != 1 || !readers.get(0).operator().equals("Sub")) {
            return false;
        }
        List<OnnxNodeInfo> next = readers(model, readers.get(0).outputs().get(0));
        return next.size() == 1 && List.of("Mul", "Div").contains(next.get(0).operator());
    }

    private static List<OnnxNodeInfo> readers(OnnxModel model, String value) {
        return model.nodes().stream()
                .filter(node -> node.inputs().contains(value))
                .toList();
    }
}
