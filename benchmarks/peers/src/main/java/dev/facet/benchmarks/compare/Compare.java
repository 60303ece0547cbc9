package dev.facet.benchmarks.compare;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.facet.benchmarks.peers.Contender;
import dev.facet.benchmarks.peers.Contest;
import dev.facet.benchmarks.peers.Contests;
import dev.facet.engine.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Compares Facet with its peers on this machine; see benchmarks/README.md. The script benchmarks/compare describes the options. */
@Command(name = "compare", footer = "benchmarks/compare --help describes the options.")
public final class Compare implements Callable<Integer> {
    /** What there is to measure. */
    enum Measure {
        TIME,
        MEMORY,
        LAYERS,
        LEVELS
    }

    private static final List<String> LAYERED = List.of("vgg16", "resnet50");
    private static final int LAYER_BATCH = 8;
    private static final int LAYER_TURNS = 3;
    private static final int LAYER_REPEATS = 5;
    /** Levels of instructions, the highest first. */
    private static final List<String> LEVELS = List.of("avx512", "avx2", "portable");

    @Option(names = "--jobs", defaultValue = ".*")
    private Pattern jobs;

    @Option(names = "--measure", split = ",", defaultValue = "time,memory,layers,levels")
    private Set<Measure> measures;

    @Option(names = "--threads", split = ",", defaultValue = "2,1")
    private List<Integer> threads;

    @Option(names = "--turns")
    private int turns = 9;

    @Option(names = "--minutes")
    private double minutes = 10;

    @Option(names = "--json")
    private Path json = Path.of("benchmarks/compare.json");

    @Option(names = "--page")
    private Path page = Path.of("benchmarks/RESULTS.md");

    /** The folder of conv_bench and fma_peak, which the script names. */
    @Option(names = "--tools", required = true)
    private Path tools;

    private NativeTools nativeTools;
    private Findings findings;
    private String isa;
    private int failures;

    public static void main(String[] args) {
        System.exit(new CommandLine(new Compare())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(args));
    }

    @Override
    public Integer call() throws IOException {
        if (chosen(1).isEmpty() && matching(Contests.layers(1)).isEmpty()) {
            System.err.println("no job matches " + jobs + "; there are "
                    + Contests.all(1).stream().map(Contest::name).toList());
            return CommandLine.ExitCode.USAGE;
        }
        nativeTools = new NativeTools(tools);
        JsonObject machine = machine();
        isa = machine.get("isa").getAsString();
        findings = Findings.open(json, machine);
        double weights = threads.stream().mapToDouble(t -> 1.0 / t).sum();
        for (int count : threads) {
            if (measures.contains(Measure.TIME)) {
                time(count, minutes * 60 / (count * weights));
            }
        }
        if (measures.contains(Measure.LAYERS)) {
            threads.forEach(this::layers);
        }
        if (measures.contains(Measure.LEVELS)) {
            levels(Collections.max(threads));
        }
        if (measures.contains(Measure.MEMORY)) {
            // The number of threads hardly matters to it.
            memory(Collections.max(threads));
        }
        ResultsPage.write(page, findings);
        return failures == 0 ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    private List<Contest> chosen(int count) {
        return matching(Contests.all(count));
    }

    private List<Contest> matching(List<Contest> contests) {
        return contests.stream().filter(c -> jobs.matcher(c.name()).find()).toList();
    }

    /** Small jobs first: what they leave of their share of the time goes to the large ones. */
    private void time(int count, double seconds) {
        List<Contest> contests = new ArrayList<>(chosen(count));
        Collections.reverse(contests);
        long end = System.nanoTime() + (long) (seconds * 1e9);
        System.out.printf("%-24s %10s %10s %6s  %s%n", count + " threads", "facet_ms", "peer_ms", "ratio", "peer");
        for (int i = 0; i < contests.size(); i++) {
            Contest contest = contests.get(i);
            double share = (end - System.nanoTime()) / 1e9 / (contests.size() - i);
            double peak = nativeTools.fmaPeak(count);
            JsonObject timing;
            try {
                timing = new Children(count).timing(contest, turns, Math.max(0, share));
            } catch (MeasurementException e) {
                failed(e);
                continue;
            }
            findings.addTiming(contest, count, Math.max(peak, nativeTools.fmaPeak(count)), timing);
            report(contest, new Row(timing));
        }
    }

    /** Convolutions by themselves, as few turns as count: there are many. */
    private void convolutions(int count) {
        double peak = nativeTools.fmaPeak(count);
        for (Contest contest : matching(Contests.layers(count))) {
            try {
                JsonObject timing = new Children(count).timing(contest, LAYER_TURNS, 0);
                findings.addConvolution(contest, count, peak, timing);
                report(contest, new Row(timing));
            } catch (MeasurementException e) {
                failed(e);
            }
        }
    }

    /** Facet alone at the levels below this machine's. */
    private void levels(int count) {
        for (String level : LEVELS.subList(LEVELS.indexOf(isa) + 1, LEVELS.size())) {
            double peak = nativeTools.fmaPeak(count, level);
            for (Contest contest : chosen(count)) {
                try {
                    JsonObject timing = new Children(count).levelTiming(contest, level, LAYER_TURNS, 0);
                    findings.addLevel(level, contest, count, peak, timing);
                    Row row = new Row(timing);
                    System.out.printf(
                            Locale.ROOT, "%-24s %-10s %10.3f ms%n", contest.name(), level, Row.median(row.facetTime()));
                } catch (MeasurementException e) {
                    failed(e);
                }
            }
        }
    }

    private static void report(Contest contest, Row row) {
        System.out.printf(
                Locale.ROOT,
                "%-24s %10.3f %10.3f %6.2f  %s%n",
                contest.name(),
                Row.median(row.facetTime()),
                Row.median(row.fastestPeer()),
                row.speed(),
                row.fastestPeer().get("who").getAsString());
    }

    /** The others are measured all the same. */
    private void failed(MeasurementException e) {
        System.err.println(e.getMessage());
        failures++;
    }

    private void memory(int count) {
        for (Contest contest : chosen(count)) {
            if (contest.memory()) {
                try {
                    memory(contest, count);
                } catch (MeasurementException e) {
                    failed(e);
                }
            }
        }
    }

    private void memory(Contest contest, int count) {
        JsonArray contenders = new JsonArray();
        for (Contender contender : contest.contenders()) {
            if (!contender.inProcess()) {
                continue;
            }
            JsonObject memory = new Children(count).memory(contest, contender.who());
            System.out.printf(
                    Locale.ROOT,
                    "%-24s %-24s %8.0f MB%n",
                    contest.name(),
                    contender.who(),
                    memory.get("peak_mb").getAsDouble());
            contenders.add(memory);
        }
        findings.addMemory(contest, count, contenders);
    }

    private void layers(int count) {
        for (String network : LAYERED) {
            if (!jobs.matcher(network).find()) {
                continue;
            }
            String table = nativeTools.layers(network, LAYER_BATCH, count, LAYER_REPEATS);
            findings.addLayers(network + ", " + count + (count == 1 ? " thread" : " threads"), table);
            System.out.println(table);
        }
        convolutions(count);
    }

    private static JsonObject machine() throws IOException {
        JsonObject machine = new JsonObject();
        machine.addProperty("processor", processor());
        machine.addProperty("java", Runtime.version().toString());
        try (Device device = Device.cpu(1)) {
            machine.add(
                    "isa",
                    JsonParser.parseString(device.describe()).getAsJsonObject().get("isa"));
        }
        return machine;
    }

    private static String processor() throws IOException {
        Path info = Path.of("/proc/cpuinfo");
        if (!Files.isReadable(info)) {
            return System.getProperty("os.arch");
        }
        return Files.readAllLines(info).stream()
                .filter(line -> line.startsWith("model name"))
                .findFirst()
                .map(line -> line.substring(line.indexOf(':') + 2))
                .orElse(System.getProperty("os.arch"));
    }
}
