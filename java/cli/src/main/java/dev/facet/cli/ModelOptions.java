package dev.facet.cli;

import dev.facet.engine.Device;
import dev.facet.nn.Network;
import dev.facet.nn.TrainedNetwork;
import dev.facet.nn.checkpoint.Checkpoint;
import dev.facet.nn.onnx.KnownModels;
import dev.facet.nn.onnx.OnnxModel;
import dev.facet.nn.onnx.OnnxNetwork;
import dev.facet.nn.onnx.PixelScaling;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which networks to use: checkpoints of Facet, and ONNX files with what these do not say of themselves. */
final class ModelOptions {

    @Parameters(
            arity = "0..*",
            paramLabel = "MODEL",
            description = "Networks to measure: checkpoints (.safetensors) or ONNX files (.onnx).")
    private List<Path> listed = new ArrayList<>();

    @Option(
            names = "--model",
            paramLabel = "FILE",
            description = "A network to measure; may be repeated, the same as naming it without --model.")
    private List<Path> named = new ArrayList<>();

    @Option(
            names = "--mean",
            split = ",",
            paramLabel = "M",
            description = "Of ONNX files: what to subtract from pixels 0 to 255, one number or one for each channel "
                    + "(default: what known models want, else 127.5).")
    private List<Double> mean;

    @Option(
            names = "--scale",
            split = ",",
            paramLabel = "S",
            description =
                    "Of ONNX files: what to divide by then, one number or one for each channel (default: what known "
                            + "models want, else 128).")
    private List<Double> scale;

    @Option(
            names = "--channels",
            paramLabel = "ORDER",
            description =
                    "Of ONNX files: rgb, bgr or grey (default: what known models want, else rgb; grey for one channel).")
    private PixelScaling.Channels channels;

    @Option(
            names = "--embedding",
            paramLabel = "NAME",
            description = "Of ONNX files: the value that is the embedding (default: the first output).")
    private String embedding;

    /** True if any file is named. */
    boolean areNamed() {
        return !listed.isEmpty() || !named.isEmpty();
    }

    /** The files to use, at least one. */
    List<Path> files() {
        List<Path> files = new ArrayList<>(listed);
        files.addAll(named);
        if (files.isEmpty()) {
            throw new IllegalArgumentException("no network to measure; name a checkpoint or an .onnx file");
        }
        return files;
    }

    /** What a file is, without its weights. */
    Network network(Path file) {
        return isOnnx(file) ? imported(file) : Checkpoint.info(file).network();
    }

    /** A file's network with its weights; the caller closes it. */
    TrainedNetwork load(Path file, Device device) {
        return isOnnx(file) ? imported(file).trained(device) : Checkpoint.load(file, device);
    }

    /** For ONNX files how their pixels are scaled and why, to be said beside results; empty for checkpoints. */
    Optional<String> note(Path file) {
        if (!isOnnx(file)) {
            return Optional.empty();
        }
        OnnxModel model = OnnxModel.read(file);
        boolean told = mean != null && scale != null;
        String why =
                told ? "as told" : KnownModels.scaling(model).isPresent() ? "as the model is known or says" : "assumed";
        return Optional.of("%s is fed %s (%s).".formatted(file, scaling(model), why));
    }

    /** True for files that are read as ONNX. */
    static boolean isOnnx(Path file) {
        return file.toString().toLowerCase(Locale.ROOT).endsWith(".onnx");
    }

    private OnnxNetwork imported(Path file) {
        OnnxModel model = OnnxModel.read(file);
        OnnxNetwork network = OnnxNetwork.of(model).withScaling(scaling(model));
        return embedding == null ? network : network.withEmbedding(embedding);
    }

    /** What the model wants of pixels: as the options say, where they are silent as the table of known models says. */
    PixelScaling scaling(OnnxModel model) {
        Optional<PixelScaling> known = KnownModels.scaling(model);
        boolean oneChannel = OnnxNetwork.of(model).channels() == 1;
        PixelScaling otherwise =
                known.orElse(oneChannel ? PixelScaling.FACET.with(PixelScaling.Channels.GREY) : PixelScaling.FACET);
        return new PixelScaling(
                channels == null ? otherwise.order() : channels,
                mean == null ? otherwise.mean() : mean,
                scale == null ? otherwise.deviation() : scale);
    }
}
