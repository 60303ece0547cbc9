package dev.facet.cli;

import com.google.gson.JsonObject;
import dev.facet.engine.Device;
import dev.facet.faces.FaceDataset;
import dev.facet.faces.FaceSubsets;
import dev.facet.nn.Network;
import dev.facet.nn.checkpoint.Checkpoint;
import dev.facet.nn.training.EpochMetrics;
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
            "Trains a network from scratch to tell people apart, with softmax or a margin (--head), with ECLoss "
                    + "(--ecloss) or without, or to name the attributes of faces (--head attributes).",
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

    @Mixin
    private TrainingOptions training;

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

    @Mixin
    private AlignOptions align;

    @Mixin
    private DeviceOptions device;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        FaceDataset found = FaceSubsets.withImages(FaceData.open(data, training.seed(), training.input()), minImages);
        try (Device opened = device.open();
                FramedFaces framed = align.of(found, opened)) {
            int pixels =
                    Math.max(training.input(), training.pictures().framing().shortestSide());
            return train(framed.faces(pixels), framed, opened);
        }
    }

    private int train(FaceDataset faces, FramedFaces framed, Device opened) {
        long seed = training.seed();
        FaceDataset known = faces;
        FaceDataset unseen = null;
        if (training.validationPeople() > 0) {
            FaceSubsets.Split people = FaceSubsets.byIdentity(faces, training.validationPeople(), seed);
            known = people.training();
            unseen = people.validation();
        }
        FaceSubsets.Split split = FaceSubsets.byImage(known, validationShare, seed);
        PictureRules pictures = training.pictures();
        TrainingRun run = new TrainingRun(
                "training",
                out,
                split.training(),
                split.validation().size() == 0 ? null : split.validation(),
                unseen == null ? null : UnseenPeople.measure(unseen, pictures.framing(), training.input(), seed),
                pictures,
                training.batch(),
                training.recomputation(),
                seed);
        if (!resume && run.canResume()) {
            throw new IllegalArgumentException(
                    run.checkpoint() + " exists: go on with --resume, or give another --out");
        }
        LastEpoch last = new LastEpoch();
        Network built = resume
                ? Checkpoint.info(run.checkpoint()).network()
                : network.network(outputs(split.training()), training.input());
        TrainingResult result =
                resume ? run.resume(built, opened, last) : run.start(built, training.config(), opened, last);
        JsonObject json = results(built, known, result, last);
        framed.addTo(json);
        Results.write(out, spec, json);
        framed.outcome().ifPresent(System.out::println);
        System.out.printf(
                "%s after %d steps. Checkpoint: %s%n",
                result.completed() ? "Done" : "Stopped", result.steps(), run.checkpoint());
        return result.completed() ? 0 : Failures.STOPPED;
    }

    private int outputs(FaceDataset faces) {
        if (!network.learnsAttributes()) {
            return faces.identities().size();
        }
        if (faces.attributes().isEmpty()) {
            throw new IllegalArgumentException("--head attributes: " + faces.name() + " tells no attributes");
        }
        return faces.attributes().size();
    }

    private static JsonObject results(Network network, FaceDataset faces, TrainingResult result, LastEpoch last) {
        JsonObject json = new JsonObject();
        json.addProperty("architecture", network.architecture());
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
