package dev.facet.cli;

import com.google.gson.JsonObject;
import dev.facet.engine.Device;
import dev.facet.faces.FaceDataset;
import dev.facet.interpret.evaluation.PairEvaluation;
import dev.facet.interpret.json.RecordJson;
import dev.facet.interpret.pls.Scaling;
import dev.facet.interpret.probe.BaselineResult;
import dev.facet.interpret.probe.BestOf;
import dev.facet.interpret.probe.LabelSummary;
import dev.facet.interpret.probe.LabelTable;
import dev.facet.interpret.probe.LayerChoice;
import dev.facet.interpret.probe.LayerStore;
import dev.facet.interpret.probe.NetworkResult;
import dev.facet.interpret.probe.PoolSplit;
import dev.facet.interpret.probe.ProbeLabel;
import dev.facet.interpret.probe.ProbeLabels;
import dev.facet.interpret.probe.ProbeSettings;
import dev.facet.interpret.probe.ProbeStoppedException;
import dev.facet.interpret.probe.ProbeStudy;
import dev.facet.interpret.probe.ProbeSubject;
import dev.facet.interpret.probe.RawPixels;
import dev.facet.interpret.probe.SupervisedBaseline;
import dev.facet.nn.Network;
import dev.facet.nn.TrainedNetwork;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Probes what every layer, channel and neuron of networks knows. */
@Command(
        name = "probe",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "What does every layer, channel and neuron know? Fits each layer's features to each label (attributes of the "
                    + "data, or the columns of a table) by partial least squares and a small classifier, and reports how "
                    + "well it tells the label on people kept apart, the most important neurons and channels, and the best "
                    + "of them. See docs/probing.md.",
            "Writes results.json and report.html to --out, and each layer's results as soon as they are there. Ctrl-C stops; --resume goes "
                    + "on."
        })
final class ProbeCommand implements Callable<Integer> {

    @Mixin
    private ModelOptions models;

    @Option(
            names = "--data",
            required = true,
            paramLabel = "DATA",
            description = "Faces with attributes: " + FaceData.HELP + ".")
    private String data;

    @Option(
            names = "--attributes",
            split = ",",
            paramLabel = "NAME",
            description = "Labels to probe (default: all that the data set, or the table, has).")
    private List<String> attributes = new ArrayList<>();

    @Option(
            names = "--labels",
            paramLabel = "CSV",
            description =
                    "Labels from a table instead of the data set's attributes: first line file,label1,label2,...; a "
                            + "column of yes/no is binary, of numbers a value, of other texts classes, unless its name ends in "
                            + ":binary, :value or :classes. An empty field is not known.")
    private Path table;

    @Option(
            names = "--layers",
            split = ",",
            paramLabel = "NAME",
            description =
                    "Layers to probe: main (activations, pools, both sides of skip connections, linear layers), all, "
                            + "names, or patterns such as layer3.* (default: main). Names fit those networks that have them.")
    private List<String> layers = new ArrayList<>();

    @Mixin
    private ProbeOptions protocol;

    @Mixin
    private ProbePeople people;

    @Option(
            names = "--control",
            split = ",",
            paramLabel = "NAME",
            description = "Compare with: untrained (the first network's architecture with random weights), pixels (the "
                    + "pictures themselves), shuffled (every network with its labels dealt anew).")
    private List<ProbeControl> controls = new ArrayList<>();

    @Option(
            names = "--baseline",
            paramLabel = "FILE",
            description =
                    "Compare with a network that was trained on the data's attributes themselves (facet train --head "
                            + "attributes): its own outputs, on the same faces.")
    private Path baseline;

    @Mixin
    private AblationOptions ablation;

    @Mixin
    private AlignOptions align;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "DIR",
            description = "Folder for everything that is written.")
    private Path out;

    @Option(
            names = "--resume",
            description = "Go on with the study in --out; layers that are done are not probed again.")
    private boolean resume;

    @Mixin
    private DeviceOptions device;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        Network first = models.network(models.files().get(0));
        requireLayers();
        FaceDataset faces = FaceData.open(data, protocol.seed(), first.inputSize());
        if (baseline != null) {
            SupervisedBaseline.output(baseline.toString(), models.network(baseline), faces.attributes());
        }
        List<ProbeLabel> labels = table == null
                ? ProbeLabels.ofAttributes(faces, attributes)
                : LabelTable.read(table, faces, attributes, why -> System.out.println("Left out: " + why));
        PoolSplit split = people.split(faces, models.files(), protocol.seed());
        ProbeSettings settings = protocol.settings(split.pool().length);
        ProbeStudy drawn = ProbeStudy.of(labels, split, settings).withDisk(protocol.diskBytes());
        ProbeStudy study = controls.contains(ProbeControl.SHUFFLED) ? drawn.withShuffledLabels() : drawn;
        study.require(ablation.ablation());
        print(study);
        try (Device opened = device.open();
                FramedFaces framed = align.of(faces, opened)) {
            List<NetworkResult> results = new ArrayList<>();
            ProbePage page = new ProbePage(labels, split);
            int number = 1;
            for (Path model : models.files()) {
                try (TrainedNetwork network = models.load(model, opened)) {
                    ProbeSubject subject =
                            subject(model.toString(), null, network, framed, people.seen(model, faces, split));
                    List<NetworkResult> told = run(study, number++, subject);
                    page.look(subject, told.get(0));
                    results.addAll(told);
                }
            }
            if (controls.contains(ProbeControl.UNTRAINED)) {
                try (TrainedNetwork network = PairEvaluation.untrained(first, opened, protocol.seed())) {
                    results.addAll(
                            run(drawn, number++, subject("untrained network", "untrained", network, framed, false)));
                }
            }
            if (controls.contains(ProbeControl.PIXELS)) {
                try (TrainedNetwork network = RawPixels.create(first.inputSize(), opened)) {
                    results.addAll(run(drawn, number, subject("raw pixels", "raw_pixels", network, framed, false)));
                }
            }
            JsonObject json = json(study, faces, framed, results);
            if (baseline != null) {
                BaselineResult supervised = supervised(study, faces, framed, split, opened);
                json.add("baseline", RecordJson.toJson(supervised));
            }
            results.forEach(ProbeCommand::print);
            page.face(framed.faces(first.inputSize()), first.inputSize());
            System.out.println("Report: " + page.write(out, Results.writeCompact(out, spec, json)));
        } catch (ProbeStoppedException e) {
            System.out.println("Stopped; go on with --resume.");
            return Failures.STOPPED;
        }
        models.files().forEach(file -> models.note(file).ifPresent(System.out::println));
        return 0;
    }

    /** Before anything is computed, each name must fit a layer of some network, and each network must have a layer. */
    private void requireLayers() {
        List<String> unknown = Stream.concat(layers.stream(), ablation.ablation().layers().stream())
                .toList();
        for (Path model : models.files()) {
            Network network = models.network(model);
            unknown = LayerChoice.unknown(network, unknown);
            LayerChoice.ofKnown(network, layers);
        }
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("no network has a layer '" + String.join("', '", unknown) + "'; "
                    + models.files().get(0) + " has "
                    + String.join(", ", models.network(models.files().get(0)).layers()));
        }
    }

    private ProbeSubject subject(
            String name, String control, TrainedNetwork network, FramedFaces framed, Boolean seen) {
        List<String> wanted = "raw_pixels".equals(control) ? List.of(LayerChoice.ALL) : layers;
        return new ProbeSubject(
                name,
                control,
                network,
                framed.faces(network.network().inputSize()),
                LayerChoice.ofKnown(network.network(), wanted),
                seen);
    }

    // A StopOnInterrupt is only opened and closed; javac would have it used.
    @SuppressWarnings("try")
    private List<NetworkResult> run(ProbeStudy study, int number, ProbeSubject subject) {
        String file = Path.of(subject.name()).getFileName().toString().replaceAll("[^A-Za-z0-9._-]", "_");
        LayerStore store = LayerStore.open(
                out.resolve("layers").resolve(number + "-" + file),
                study.key(subject) + "faces " + data + ", " + align.describe() + "\n",
                resume);
        System.out.printf("%n%s: %d layers%n", subject.name(), subject.layers().size());
        try (ProbeProgress progress = new ProbeProgress(subject.name());
                StopOnInterrupt stop = new StopOnInterrupt(progress::requestStop)) {
            List<NetworkResult> results = new ArrayList<>(study.run(subject, store, progress));
            if (ablation.isWanted() && subject.control() == null) {
                results.set(0, study.ablate(subject, results.get(0), ablation.ablation(), store, progress));
            }
            return results;
        }
    }

    private BaselineResult supervised(
            ProbeStudy study, FaceDataset faces, FramedFaces framed, PoolSplit split, Device opened) {
        try (TrainedNetwork network = models.load(baseline, opened);
                ProbeProgress progress = new ProbeProgress(baseline.toString())) {
            Network shape = network.network();
            ProbeSubject subject = new ProbeSubject(
                    baseline.toString(),
                    null,
                    network,
                    framed.faces(shape.inputSize()),
                    List.of(SupervisedBaseline.output(baseline.toString(), shape, faces.attributes())),
                    people.seen(baseline, faces, split));
            return study.baseline(subject, faces.attributes(), progress);
        }
    }

    private static void print(ProbeStudy study) {
        System.out.println(study.split() + ".");
        for (LabelSummary label : study.labels()) {
            if (label.skipped() != null) {
                System.out.println(label.label() + " is skipped: " + label.skipped());
            } else if (label.warning() != null) {
                System.out.println(label.label() + ": " + label.warning());
            }
        }
    }

    private static void print(NetworkResult result) {
        System.out.printf("%n%s: best on validation, scores on test [95 %%]%n", result.network());
        List<String[]> rows = new ArrayList<>();
        for (BestOf best : result.best()) {
            rows.add(new String[] {best.label(), text(best.layer()), text(best.channel()), text(best.neuron())});
        }
        Texts.printTable(new String[] {"label", "layer", "channel", "neuron"}, rows);
    }

    private static String text(BestOf.Best best) {
        return Optional.ofNullable(best)
                .map(b -> ProbeTexts.test(b.scores()) + " " + b.layer() + (b.unit() == null ? "" : " #" + b.unit()))
                .orElse("-");
    }

    private JsonObject json(ProbeStudy study, FaceDataset faces, FramedFaces framed, List<NetworkResult> results) {
        JsonObject json = new JsonObject();
        json.addProperty("data", data);
        json.addProperty("faces", faces.size());
        json.addProperty("people", faces.identities().size());
        framed.addTo(json);
        json.add("split", splitJson(study.split()));
        json.add("settings", settingsJson(study.settings()));
        json.add("labels", RecordJson.toJson(study.labels()));
        json.add("networks", RecordJson.toJson(results));
        return json;
    }

    private static JsonObject splitJson(PoolSplit split) {
        JsonObject json = new JsonObject();
        json.addProperty("how", split.how());
        json.addProperty("note", split.note());
        json.addProperty("pool", split.pool().length);
        json.addProperty("test", split.test().length);
        return json;
    }

    private static JsonObject settingsJson(ProbeSettings settings) {
        JsonObject json = new JsonObject();
        json.addProperty("components", settings.components());
        json.addProperty("scaling", settings.scaling() == Scaling.AUTOSCALE ? "auto" : "centre");
        json.addProperty("train", settings.train());
        json.addProperty("validation", settings.validation());
        json.addProperty("minimum", settings.minimum());
        json.addProperty("units", settings.units());
        json.addProperty("spread", settings.spread());
        json.addProperty("head", settings.head().name());
        json.addProperty("memory_bytes", settings.memoryBytes());
        json.addProperty("seed", settings.seed());
        json.addProperty("bootstrap_replicates", settings.bootstrap().replicates());
        return json;
    }
}
