package dev.facet.benchmarks;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.facet.benchmarks.peers.Contest;
import dev.facet.benchmarks.peers.Contests;
import dev.facet.benchmarks.peers.Match;
import dev.facet.benchmarks.peers.Outcome;
import dev.facet.engine.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.bytedeco.pytorch.global.torch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Compares Facet with its peers on the same machine, in the same process, in turns; see benchmarks/README.md. */
@Command(
        name = "run-peers",
        mixinStandardHelpOptions = true,
        description =
                "Times Facet and its peers in turns and prints job, milliseconds and the peer's time over Facet's.")
public final class Peers implements Callable<Integer> {
    @Option(names = "--jobs", description = "regular expression of job names (default: all)", defaultValue = ".*")
    private Pattern jobs;

    @Option(names = "--turns", description = "undisturbed turns of every contender (default: ${DEFAULT-VALUE})")
    private int turns = 9;

    @Option(names = "--threads", description = "of every contender (default: ${DEFAULT-VALUE})")
    private int threads = 2;

    @Option(names = "--out", description = "JSON file (default: ${DEFAULT-VALUE})")
    private Path out = Path.of("peers.json");

    public static void main(String[] args) {
        System.exit(new CommandLine(new Peers()).execute(args));
    }

    @Override
    public Integer call() throws IOException {
        List<Contest> chosen = Contests.all(threads).stream()
                .filter(c -> jobs.matcher(c.name()).find())
                .toList();
        if (chosen.isEmpty()) {
            System.err.println("no job matches " + jobs + "; there are "
                    + Contests.all(threads).stream().map(Contest::name).toList());
            return CommandLine.ExitCode.USAGE;
        }
        torch.set_num_threads(threads);
        JsonObject report = conditions();
        JsonArray outcomes = new JsonArray();
        report.add("jobs", outcomes);
        System.out.println(Outcome.header());
        for (Contest contest : chosen) {
            Outcome outcome = new Match(contest, turns).play();
            System.out.println(outcome.line());
            outcomes.add(outcome.toJson());
            Files.writeString(
                    out, new GsonBuilder().setPrettyPrinting().create().toJson(report) + "\n");
        }
        return CommandLine.ExitCode.OK;
    }

    private JsonObject conditions() throws IOException {
        JsonObject json = new JsonObject();
        json.addProperty("date", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        json.addProperty("processor", processor());
        json.addProperty("threads", threads);
        json.addProperty("java", Runtime.version().toString());
        try (Device device = Device.cpu(threads)) {
            JsonElement isa =
                    JsonParser.parseString(device.describe()).getAsJsonObject().get("isa");
            json.add("isa", isa);
        }
        return json;
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
