package dev.facet.benchmarks.pls;

import dev.facet.engine.Device;
import dev.facet.engine.Node;
import dev.facet.interpret.pls.PlsAlgorithm;
import dev.facet.interpret.pls.PlsModel;
import dev.facet.interpret.pls.PlsOptions;
import dev.facet.interpret.pls.PlsRegression;
import dev.facet.interpret.pls.PlsTarget;
import dev.facet.interpret.pls.ResidentRows;
import dev.facet.interpret.pls.RowProgram;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Facet's side of benchmarks/pls/compare.py: holds the features, does one job for every line it reads, and answers with seconds,
 * so that its peers can take turns with it.
 *
 * <p>Arguments: file of features (f32, row by row), file of targets (f32, [target][row]), rows, features, threads. Jobs: {@code
 * fit ALGORITHM targets components}, {@code pass responses} (a pass of the undeflated algorithm), {@code read} (the sum of squares
 * of all features: a reading of the memory and little else), {@code vip file} (importances of the last fit's first model), {@code
 * memory} (peak resident bytes so far).
 */
public final class PlsWorker {
    private final ResidentRows rows;
    private final float[][] targets;
    private List<PlsModel> models = List.of();

    private PlsWorker(ResidentRows rows, float[][] targets) {
        this.rows = rows;
        this.targets = targets;
    }

    public static void main(String[] args) throws IOException {
        int n = Integer.parseInt(args[2]);
        int m = Integer.parseInt(args[3]);
        try (Device device = Device.cpu(Integer.parseInt(args[4]));
                ResidentRows rows = ResidentRows.allocate(device, n, m);
                BufferedReader jobs = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            fill(rows, Path.of(args[0]));
            float[] y = floats(Path.of(args[1]));
            float[][] targets = new float[y.length / n][];
            for (int k = 0; k < targets.length; k++) {
                targets[k] = Arrays.copyOfRange(y, k * n, (k + 1) * n);
            }
            PlsWorker worker = new PlsWorker(rows, targets);
            System.out.println("ready");
            for (String job = jobs.readLine(); job != null; job = jobs.readLine()) {
                System.out.println(worker.answer(job.split(" ")));
            }
        }
    }

    private static void fill(ResidentRows rows, Path file) throws IOException {
        ByteBuffer row = ByteBuffer.allocateDirect(4 * rows.features()).order(ByteOrder.LITTLE_ENDIAN);
        float[] values = new float[rows.features()];
        try (FileChannel channel = FileChannel.open(file)) {
            for (int i = 0; i < rows.rows(); i++) {
                row.clear();
                while (row.hasRemaining() && channel.read(row) >= 0) {}
                row.flip().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
                rows.set(i, values);
            }
        }
    }

    private static float[] floats(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        float[] values = new float[bytes.remaining() / 4];
        bytes.asFloatBuffer().get(values);
        return values;
    }

    private String answer(String[] job) throws IOException {
        return switch (job[0]) {
            case "fit" ->
                seconds(fit(PlsAlgorithm.valueOf(job[1]), Integer.parseInt(job[2]), Integer.parseInt(job[3])));
            case "pass" -> seconds(pass(Integer.parseInt(job[1])));
            case "read" ->
                seconds(timed(graph -> RowProgram.compile(rows, (g, x) -> List.of(g.named("sum", g.sumSquares(x))))));
            case "vip" -> writeVip(Path.of(job[1]));
            case "memory" -> peakBytes();
            default -> throw new IllegalArgumentException("No job " + String.join(" ", job));
        };
    }

    private double fit(PlsAlgorithm algorithm, int count, int components) {
        int[] all = IntStream.range(0, rows.rows()).toArray();
        List<PlsTarget> chosen = IntStream.range(0, count)
                .mapToObj(k -> PlsTarget.of("target " + k, all, doubles(targets[k])))
                .toList();
        PlsOptions options = PlsOptions.components(components).algorithm(algorithm);
        models = List.of();
        long start = System.nanoTime();
        models = PlsRegression.fit(rows, chosen, options);
        return (System.nanoTime() - start) / 1e9;
    }

    private static double[] doubles(float[] values) {
        return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
    }

    private double pass(int k) {
        return timed(ignored -> {
            RowProgram program = RowProgram.compile(rows, (g, x) -> {
                Node weights = g.state("weights", k, rows.features());
                Node member = g.input("member", rows.rows(), k);
                Node sums = g.state("sums", k, rows.features());
                return List.of(g.named("scores", g.plsPass(x, weights, g.input("offset", k), member, sums)));
            });
            program.input("member").fillFloats(to -> {
                while (to.hasRemaining()) {
                    to.put(1);
                }
            });
            return program;
        });
    }

    /** One run of a program that has run before. */
    private static double timed(Function<Void, RowProgram> compile) {
        try (RowProgram program = compile.apply(null)) {
            program.pass((first, count) -> {}, (first, count) -> {});
            long start = System.nanoTime();
            program.pass((first, count) -> {}, (first, count) -> {});
            return (System.nanoTime() - start) / 1e9;
        }
    }

    private static String seconds(double seconds) {
        return String.format(Locale.ROOT, "%.6f", seconds);
    }

    private String writeVip(Path file) throws IOException {
        float[] vip = models.get(0).vip();
        ByteBuffer bytes = ByteBuffer.allocate(4 * vip.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(vip);
        Files.write(file, bytes.array());
        return "ok";
    }

    private static String peakBytes() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmHWM"))
                .map(line -> Long.toString(Long.parseLong(line.replaceAll("\\D", "")) * 1024))
                .findFirst()
                .orElse("0");
    }
}
