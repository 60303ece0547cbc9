package dev.facet.cli;

import com.google.gson.JsonObject;
import dev.facet.engine.Device;
import dev.facet.faces.Augmentation;
import dev.facet.faces.FaceDataset;
import dev.facet.faces.FaceSubsets;
import dev.facet.nn.Network;
import dev.facet.nn.checkpoint.Checkpoint;
import dev.facet.nn.training.EpochMetrics;
import dev.facet.nn.training.LearningRate;
import dev.facet.nn.training.TrainingConfig;
import dev.facet.nn.training.TrainingListener;
import dev.facet.nn.training.TrainingResult;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Trains a face network from scratch. */
@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Trains a VGG from scratch to tell people apart, with softmax or with softmax and ECLoss (--ecloss).",
            "Writes checkpoint.safetensors, training.jsonl and results.json to --out. Ctrl-C saves; --resume goes "
                    + "on."
        })
final class TrainCommand implements Callable<Integer> {

    @Option(
            names = "--data",
            required = true,
            paramLabel = "DATA",
            description = "What to learn from: " + FaceData.HELP + ".")
    private String data;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "DIR",
            description = "Folder for everything that is written.")
    private Path out;

    @Option(names = "--resume", description = "Go on from the checkpoint in --out, with its network and settings.")
    private boolean resume;

    @Mixin
    private NetworkOptions network;

    @Option(
            names = "--epochs",
            paramLabel = "N",
            defaultValue = "8",
            description = "Passes over the data (default: ${DEFAULT-VALUE}).")
    private int epochs;

    @Option(
            names = "--batch",
            paramLabel = "N",
            defaultValue = "64",
            description = "Images a step (default: ${DEFAULT-VALUE}).")
    private int batch;

    @Option(
            names = "--lr",
            paramLabel = "RATE",
            defaultValue = "0.05",
            description = "Highest learning rate of the cosine schedule (default: ${DEFAULT-VALUE}).")
    private double learningRate;

    @Option(
            names = "--weight-decay",
            paramLabel = "W",
            defaultValue = "5e-4",
            description = "Of the weights (default: ${DEFAULT-VALUE}).")
    private double weightDecay;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Of weights, order and variation (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--min-images",
            paramLabel = "N",
            defaultValue = "2",
            description = "Leave out people with fewer pictures (default: ${DEFAULT-VALUE}).")
    private int minImages;

    @Option(
            names = "--validation",
            paramLabel = "SHARE",
            defaultValue = "0",
            description = "Share of each person's pictures kept for validation (default: ${DEFAULT-VALUE}).")
    private double validationShare;

    @Option(names = "--ecloss", description = "Train with softmax and ECLoss.")
    private boolean ecLoss;

    @Mixin
    private EcLossOptions ecLossOptions;

    @Mixin
    private DeviceOptions device;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        FaceDataset faces = FaceSubsets.withImages(FaceData.open(data, seed, network.input()), minImages);
        FaceSubsets.Split split = FaceSubsets.byImage(faces, validationShare, seed);
        TrainingRun run = new TrainingRun(
                "training",
                out,
                split.training(),
                split.validation().size() == 0 ? null : split.validation(),
                Augmentation.standard(),
                batch,
                seed);
        if (!resume && run.canResume()) {
            throw new IllegalArgumentException(
                    run.checkpoint() + " exists: go on with --resume, or give another --out");
        }
        LastEpoch last = new LastEpoch();
        try (Device opened = device.open()) {
            Network built = resume
                    ? Checkpoint.info(run.checkpoint()).network()
                    : network.network(faces.identities().size());
            TrainingResult result = resume ? run.resume(built, opened, last) : run.start(built, config(), opened, last);
            Results.write(out, spec, results(built, faces, result, last));
            System.out.printf(
                    "%s after %d steps. Checkpoint: %s%n",
                    result.completed() ? "Done" : "Stopped", result.steps(), run.checkpoint());
            return result.completed() ? 0 : Failures.STOPPED;
        }
    }

    private TrainingConfig config() {
        TrainingConfig config = TrainingConfig.defaults(epochs)
                .withLearningRate(LearningRate.cosine(learningRate, 0.5))
                .withOptimizer(0.9, false, weightDecay)
                .withSeed(seed);
        return ecLoss ? config.withEcLoss(ecLossOptions.config(), ecLossOptions.schedule()) : config;
    }

    private static JsonObject results(Network network, FaceDataset faces, TrainingResult result, LastEpoch last) {
        JsonObject json = new JsonObject();
        json.add("network", network.config());
        json.addProperty("data", faces.name());
        json.addProperty("images", faces.size());
        json.addProperty("people", faces.identities().size());
        json.addProperty("completed", result.completed());
        json.addProperty("steps", result.steps());
        if (last.metrics != null) {
            json.add("last_epoch", last.metrics.toJson());
        }
        return json;
    }

    private static final class LastEpoch implements TrainingListener {
        private EpochMetrics metrics;

        @Override
        public void epochEnded(EpochMetrics ended) {
            metrics = ended;
        }
    }
}
