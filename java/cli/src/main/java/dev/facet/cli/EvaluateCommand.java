package dev.facet.cli;

import com.google.gson.JsonObject;
import dev.facet.engine.Device;
import dev.facet.faces.FaceDataset;
import dev.facet.interpret.evaluation.ChannelEvaluation;
import dev.facet.interpret.evaluation.ChannelMetrics;
import dev.facet.interpret.evaluation.FaceSet;
import dev.facet.interpret.maps.RandomBaseline;
import dev.facet.interpret.metrics.ChannelMetric;
import dev.facet.interpret.stats.Bootstrap;
import dev.facet.nn.Network;
import dev.facet.nn.TrainedNetwork;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures what the channels of a layer look at. */
@Command(
        name = "evaluate",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "What does each channel look at? Part explainability (PEI), location consistency (LS), "
                    + "peaks and dead maps of a layer, over faces whose parts are known, with 95 %% intervals and "
                    + "random maps beside them.",
            "Writes results.json to --out."
        })
final class EvaluateCommand implements Callable<Integer> {

    @Mixin
    private ModelOptions models;

    @Option(
            names = "--faces",
            required = true,
            paramLabel = "DATA",
            description = "Faces with part masks or 68 landmarks: " + FaceData.HELP + ".")
    private String faces;

    @Mixin
    private AlignOptions align;

    @Option(
            names = "--layer",
            paramLabel = "NAME",
            description = "Layer with maps (default: the last convolution's ReLU).")
    private String layer;

    @Option(
            names = "--count",
            paramLabel = "N",
            defaultValue = "100",
            description = "Faces to draw (default: ${DEFAULT-VALUE}).")
    private int count;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Of the draw and the bootstrap (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--out", paramLabel = "DIR", description = "Folder for results.json.")
    private Path out;

    @Mixin
    private DeviceOptions device;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        int pixels = models.network(models.files().get(0)).inputSize();
        try (Device opened = device.open();
                FramedFaces framed = align.of(FaceData.open(faces, seed, pixels), opened)) {
            List<ChannelMetrics> measured = measure(framed.faces(pixels), pixels, opened);
            measured.forEach(EvaluateCommand::print);
            framed.outcome().ifPresent(System.out::println);
            models.files().forEach(file -> models.note(file).ifPresent(System.out::println));
            if (out != null) {
                JsonObject json = new JsonObject();
                json.addProperty("faces", faces);
                framed.addTo(json);
                JsonObject networks = new JsonObject();
                measured.forEach(metrics -> networks.add(metrics.network(), metrics.toJson()));
                json.add("networks", networks);
                Results.write(out, spec, json);
            }
        }
        return 0;
    }

    private List<ChannelMetrics> measure(FaceDataset shown, int pixels, Device opened) {
        List<ChannelMetrics> measured = new ArrayList<>();
        try (EvaluationProgress progress = new EvaluationProgress("evaluate")) {
            FaceSet set = FaceSet.draw(shown, count, seed, pixels, progress);
            ChannelEvaluation evaluation = ChannelEvaluation.over(set).withBootstrap(Bootstrap.withSeed(seed));
            for (Path checkpoint : models.files()) {
                try (TrainedNetwork network = models.load(checkpoint, opened)) {
                    measured.add(evaluation.run(checkpoint.toString(), network, layerOf(network.network()), progress));
                }
            }
        }
        return measured;
    }

    private String layerOf(Network network) {
        return layer == null ? network.postRelu(network.lastConvolution()) : layer;
    }

    private static void print(ChannelMetrics metrics) {
        System.out.printf("%n%s, layer %s%n", metrics.network(), metrics.layer());
        List<String[]> rows = new ArrayList<>();
        for (ChannelMetric metric : ChannelMetric.values()) {
            rows.add(new String[] {
                metric.label(),
                Texts.estimate(metrics.estimate(metric)),
                Texts.estimate(metrics.random(RandomBaseline.Kind.SHUFFLED, metric))
            });
        }
        Texts.printTable(new String[] {"metric", "value [95 %]", "shuffled maps"}, rows);
    }
}
