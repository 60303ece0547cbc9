package dev.facet.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.facet.engine.Device;
import dev.facet.interpret.evaluation.MetricComparison;
import dev.facet.interpret.stats.Estimate;
import dev.facet.interpret.stats.Student;
import dev.facet.report.DemoReport;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The main job: train with and without ECLoss, measure what changed, and show it. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Trains the same VGG13 twice from the same seed, with softmax and with softmax and ECLoss, "
                    + "and shows what the channels of both have learned: report.html, results.json and the "
                    + "checkpoints, in --out.",
            "Without --faces it draws its own faces. Some minutes on two cores; about one with --quick."
        })
final class DemoCommand implements Callable<Integer> {

    @Option(
            names = "--faces",
            paramLabel = "DIR",
            description = "Photographs, one folder a person, instead of generated faces.")
    private Path faces;

    @Option(names = "--quick", description = "A smaller network on fewer faces, to see that everything works.")
    private boolean quick;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Of everything random (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--seeds",
            paramLabel = "N",
            defaultValue = "1",
            description = "Repeat with so many seeds and compare over them (default: ${DEFAULT-VALUE}).")
    private int seeds;

    @Option(names = "--epochs", paramLabel = "N", description = "Passes over the training faces.")
    private Integer epochs;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "facet-out/demo",
            description = "Folder for everything that is written (default: ${DEFAULT-VALUE}).")
    private Path out;

    @Mixin
    private EcLossOptions ecLoss;

    @Mixin
    private DeviceOptions device;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        if (seeds < 1) {
            throw new IllegalArgumentException("--seeds must be at least 1, got " + seeds);
        }
        DemoSize size = quick ? DemoSize.QUICK : DemoSize.FULL;
        size = epochs == null ? size : size.withEpochs(epochs);
        try (Device opened = device.open()) {
            List<DemoSeed> runs = new ArrayList<>();
            for (int i = 0; i < seeds; i++) {
                runs.add(DemoSeed.run(seed + i, size, faces, out, ecLoss, opened));
            }
            List<MetricComparison> comparison = compare(runs);
            print(comparison, runs);
            Path report = out.resolve("report.html");
            report(runs, comparison, size).write(report);
            Results.write(out, spec, results(runs, comparison, size));
            System.out.println("Report:  " + report.toAbsolutePath());
            return 0;
        } catch (DemoNetworks.StoppedException e) {
            System.err.println("facet: " + e.getMessage());
            return Failures.STOPPED;
        }
    }

    /** The first seed's own comparison, or means over seeds if there are several. */
    private static List<MetricComparison> compare(List<DemoSeed> runs) {
        List<MetricComparison> first = runs.get(0).comparison();
        if (runs.size() == 1) {
            return first;
        }
        List<MetricComparison> over = new ArrayList<>();
        for (int line = 0; line < first.size(); line++) {
            int at = line;
            over.add(MetricComparison.overSeeds(
                            first.get(at),
                            values(runs, at, MetricComparison::first),
                            values(runs, at, MetricComparison::second))
                    .withUntrained(Student.mean(values(runs, at, MetricComparison::untrained))));
        }
        return over;
    }

    private static double[] values(List<DemoSeed> runs, int line, Function<MetricComparison, Estimate> which) {
        return runs.stream()
                .mapToDouble(run -> which.apply(run.comparison().get(line)).value())
                .toArray();
    }

    private static void print(List<MetricComparison> comparison, List<DemoSeed> runs) {
        System.out.printf(
                "%n%s, 95 %% intervals%n",
                runs.size() == 1 ? "Seed " + runs.get(0).seed() : "Means over " + runs.size() + " seeds");
        List<String[]> rows = new ArrayList<>();
        for (MetricComparison line : comparison) {
            rows.add(new String[] {
                line.label(),
                Texts.estimate(line.first()),
                Texts.estimate(line.second()),
                Texts.estimate(line.difference()),
                point(line.untrained()),
                point(line.chance()),
                line.verdict().name().toLowerCase(java.util.Locale.ROOT)
            });
        }
        Texts.printTable(
                new String[] {
                    "metric", DemoNetworks.SOFTMAX, DemoNetworks.ECLOSS, "difference", "untrained", "chance", "verdict"
                },
                rows);
        System.out.println();
    }

    private static String point(Estimate estimate) {
        return estimate.isMeasured() ? "%.3f".formatted(estimate.value()) : "";
    }

    private DemoReport report(List<DemoSeed> runs, List<MetricComparison> comparison, DemoSize size) {
        DemoSeed shown = runs.get(0);
        DemoReport.Builder report = DemoReport.builder()
                .title("What does each channel look at?")
                .lead("The same network, trained twice from the same start on the same faces: once only to tell people"
                        + " apart (softmax), once also to let each channel of its last convolution look at one place"
                        + " (ECLoss). What changed, in numbers and pictures.")
                .created(LocalDate.now().toString())
                .networks(shown.softmaxReport(), shown.ecLossReport())
                .faces(shown.faces())
                .command("./facet " + String.join(" ", commandLine()))
                .provenance(
                        "Network",
                        "VGG13 with batch norm, " + size.width() + " of the published width, " + size.input() + " px")
                .provenance(
                        "Training faces",
                        shown.data().training().name() + ", "
                                + shown.data().training().size() + " pictures of "
                                + shown.data().training().identities().size() + " people, " + size.epochs() + " epochs")
                .provenance("ECLoss", ecLoss.config().toJson().toString())
                .provenance("Weight of ECLoss", ecLoss.schedule().toJson().toString())
                .provenance(
                        "Seeds",
                        runs.stream()
                                .map(run -> Long.toString(run.seed()))
                                .toList()
                                .toString())
                .provenance("Facet", Version.text());
        comparison.forEach(report::compare);
        if (shown.data().partsAreGenerated()) {
            report.note("The photographs carry no part labels, so channels were measured on generated faces;"
                    + " verification is on people of the photographs that training never saw.");
        }
        if (runs.size() > 1) {
            runs.forEach(run -> run.comparison()
                    .forEach(line -> report.seed(new DemoReport.SeedRow(
                            run.seed(),
                            line.key(),
                            line.first().value(),
                            line.second().value()))));
        }
        return report.build();
    }

    private JsonObject results(List<DemoSeed> runs, List<MetricComparison> comparison, DemoSize size) {
        JsonObject json = new JsonObject();
        json.add("network", runs.get(0).networkConfig());
        json.addProperty("epochs", size.epochs());
        json.add("ecloss", ecLoss.config().toJson());
        json.add("beta", ecLoss.schedule().toJson());
        json.add("comparison", lines(comparison));
        JsonArray perSeed = new JsonArray();
        runs.forEach(run -> {
            JsonObject one = new JsonObject();
            one.addProperty("seed", run.seed());
            one.add("comparison", lines(run.comparison()));
            one.add(DemoNetworks.SOFTMAX, run.softmax().channels().toJson());
            one.add(DemoNetworks.ECLOSS, run.ecLoss().channels().toJson());
            perSeed.add(one);
        });
        json.add("seeds", perSeed);
        return json;
    }

    private static JsonArray lines(List<MetricComparison> comparison) {
        JsonArray lines = new JsonArray();
        comparison.forEach(line -> lines.add(line.toJson()));
        return lines;
    }

    private List<String> commandLine() {
        List<String> words = new ArrayList<>(List.of("demo"));
        words.addAll(spec.commandLine().getParseResult().originalArgs().stream()
                .filter(word -> !word.equals("demo"))
                .toList());
        return words;
    }
}
