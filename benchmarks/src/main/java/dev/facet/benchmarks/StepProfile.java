package dev.facet.benchmarks;

import dev.facet.benchmarks.jobs.ExecutedStep;
import dev.facet.benchmarks.jobs.FacetJob;
import dev.facet.benchmarks.jobs.NetworkForward;
import dev.facet.benchmarks.jobs.NetworkTraining;
import dev.facet.benchmarks.jobs.Subject;
import dev.facet.engine.Executable;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Where a network's time goes: {@code StepProfile mobilenetv2 train|forward BATCH [THREADS] [RUNS] [shape]}. Prints a Markdown table,
 * a row for every op at every size of map ({@code shape}: at every shape), the longest first: the steps' medians and their shortest
 * times added up, what they multiply and which bytes they touch (every tensor once). The last lines are whole runs, with and without
 * the clock between their steps.
 */
public final class StepProfile {
    private static final double NANOS_PER_MS = 1e6;
    private static final int WARM_UP = 3;
    private static final int FLOAT_BYTES = 4;
    private static final String USAGE =
            "usage: StepProfile NETWORK train|forward BATCH [THREADS] [RUNS] [shape]; NETWORK: ";

    private StepProfile() {}

    /** Sums over steps. */
    private static final class Row {
        int steps;
        double median;
        double least;
        double multiplications;
        double bytes;

        void add(Row row) {
            steps += row.steps;
            median += row.median;
            least += row.least;
            multiplications += row.multiplications;
            bytes += row.bytes;
        }

        String text(String name) {
            return String.format(
                    Locale.ROOT,
                    "| %s | %d | %.2f | %.2f | %.2f | %.0f | %.1f | %.0f |",
                    name,
                    steps,
                    median,
                    least,
                    2 * multiplications / 1e9,
                    2 * multiplications / 1e6 / median,
                    bytes / 1e6,
                    bytes / 1e6 / median);
        }
    }

    public static void main(String[] args) {
        if (args.length < 3) {
            throw new IllegalArgumentException(USAGE
                    + Arrays.stream(Subject.values())
                            .map(subject -> subject.name().toLowerCase(Locale.ROOT))
                            .collect(Collectors.joining(", ")));
        }
        Subject subject = Subject.valueOf(args[0].toUpperCase(Locale.ROOT));
        int batch = Integer.parseInt(args[2]);
        int threads = args.length > 3 ? Integer.parseInt(args[3]) : 2;
        int runs = args.length > 4 ? Integer.parseInt(args[4]) : 20;
        boolean byShape = args.length > 5 && args[5].equals("shape");
        try (FacetJob job = args[1].equals("train")
                ? new NetworkTraining(subject, batch, threads)
                : new NetworkForward(subject, batch, threads)) {
            for (int i = 0; i < WARM_UP; i++) {
                job.run();
            }
            double[] plain = wholeRuns(job, runs);
            Executable executable = job.executable();
            executable.profile(true);
            job.run();
            double[][] ms = new double[runs][];
            for (int i = 0; i < runs; i++) {
                job.run();
                ms[i] = ExecutedStep.all(executable.describe()).stream()
                        .mapToDouble(ExecutedStep::ms)
                        .toArray();
            }
            print(ExecutedStep.all(executable.describe()), ms, byShape);
            System.out.printf(Locale.ROOT, "%nwhole runs: median %.1f ms, least %.1f ms%n", plain[runs / 2], plain[0]);
        }
    }

    private static double[] wholeRuns(FacetJob job, int runs) {
        double[] times = new double[runs];
        for (int i = 0; i < runs; i++) {
            long begin = System.nanoTime();
            job.run();
            times[i] = (System.nanoTime() - begin) / NANOS_PER_MS;
        }
        Arrays.sort(times);
        return times;
    }

    private static void print(List<ExecutedStep> steps, double[][] ms, boolean byShape) {
        Map<String, Row> rows = new TreeMap<>();
        Row all = new Row();
        for (int i = 0; i < steps.size(); i++) {
            int step = i;
            Row row = row(
                    steps.get(i),
                    Arrays.stream(ms).mapToDouble(run -> run[step]).sorted().toArray());
            rows.computeIfAbsent(name(steps.get(i), byShape), key -> new Row()).add(row);
            all.add(row);
        }
        System.out.println("| op, map | steps | ms | least | GFLOP | GFLOP/s | MB | GB/s |");
        System.out.println("| --- | --- | --- | --- | --- | --- | --- | --- |");
        rows.entrySet().stream()
                .sorted(Comparator.comparingDouble(entry -> -entry.getValue().median))
                .forEach(entry -> System.out.println(entry.getValue().text(entry.getKey())));
        System.out.println(all.text("all"));
    }

    private static Row row(ExecutedStep step, double[] sorted) {
        Row row = new Row();
        row.steps = 1;
        row.median = sorted[sorted.length / 2];
        row.least = sorted[0];
        row.multiplications = step.multiplications();
        row.bytes = FLOAT_BYTES * (elements(step.in()) + elements(step.out()));
        return row;
    }

    private static double elements(List<long[]> tensors) {
        return tensors.stream().mapToDouble(ExecutedStep::count).sum();
    }

    private static String name(ExecutedStep step, boolean byShape) {
        if (byShape) {
            return step.op() + kind(step) + " " + shapes(step.in()) + " -> " + shapes(step.out());
        }
        long side = step.in().stream()
                .filter(dims -> dims.length == 4)
                .mapToLong(dims -> dims[1])
                .max()
                .orElse(0);
        return step.op() + kind(step) + (side == 0 ? "" : ", " + side + "x" + side);
    }

    private static String shapes(List<long[]> tensors) {
        return tensors.stream()
                .filter(dims -> dims.length > 1)
                .map(dims -> Arrays.stream(dims).mapToObj(Long::toString).collect(Collectors.joining("x")))
                .collect(Collectors.joining(" "));
    }

    /** Which sort of convolution a step is. */
    private static String kind(ExecutedStep step) {
        if (!step.op().startsWith("conv2d")) {
            return "";
        }
        if (step.kernel().endsWith("_depthwise")) {
            return " depthwise";
        }
        long[] weights = step.op().equals("conv2d_grad_weights")
                ? step.out().get(0)
                : step.in().get(1);
        return " " + weights[1] + "x" + weights[2];
    }
}
