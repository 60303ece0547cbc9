package dev.facet.benchmarks;

import dev.facet.benchmarks.jobs.EcLossGradient;
import dev.facet.benchmarks.jobs.Job;
import dev.facet.benchmarks.jobs.NetworkForward;
import dev.facet.benchmarks.jobs.NetworkTraining;
import dev.facet.benchmarks.jobs.Subject;
import dev.facet.engine.Device;
import dev.facet.engine.Precision;
import dev.facet.nn.ecloss.TemplateMode;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Times the whole-network jobs on one device, for machines with a GPU: {@code DeviceSteps DEVICE [BATCH]}; training also
 * with activations stored as bf16. Prints a JSON object a line: job, device, milliseconds of the fastest and the median step.
 */
public final class DeviceSteps {
    private static final int WARM_UP = 5;
    private static final int STEPS = 20;
    private static final double NANOS_PER_MS = 1e6;

    private DeviceSteps() {}

    public static void main(String[] args) {
        String device = args[0];
        int batch = args.length > 1 ? Integer.parseInt(args[1]) : 64;
        for (Subject subject : Subject.values()) {
            String name = subject.title().toLowerCase(Locale.ROOT);
            time(name + "-train-" + batch, device, opened -> new NetworkTraining(subject, batch, opened));
            if (!device.equals("cpu")) {
                time(
                        name + "-train-" + batch + "-bf16",
                        device,
                        () -> Device.open(device, 0, Precision.BF16),
                        opened -> new NetworkTraining(subject, batch, opened));
            }
            time(name + "-forward-" + batch, device, opened -> new NetworkForward(subject, batch, opened));
        }
        for (TemplateMode mode : List.of(TemplateMode.STRATIFIED, TemplateMode.SYMMETRIC)) {
            String name = "ecloss-64x512-" + mode.name().toLowerCase(Locale.ROOT);
            time(name, device, on -> new EcLossGradient(mode, on));
        }
    }

    private static void time(String name, String device, Function<Device, Job> maker) {
        time(name, device, () -> Device.open(device, 0), maker);
    }

    private static void time(String name, String device, Supplier<Device> opener, Function<Device, Job> maker) {
        try (Job job = maker.apply(opener.get())) {
            Checks.firstRun(job);
            for (int i = 1; i < WARM_UP; i++) {
                job.run();
            }
            double[] times = new double[STEPS];
            for (int i = 0; i < STEPS; i++) {
                long begin = System.nanoTime();
                job.run();
                times[i] = (System.nanoTime() - begin) / NANOS_PER_MS;
            }
            Checks.firstRun(job); // still finite
            Arrays.sort(times);
            System.out.printf(
                    Locale.ROOT,
                    "{\"job\":\"%s\",\"device\":\"%s\",\"ms_median\":%.4f,\"ms_fastest\":%.4f,\"steps\":%d}%n",
                    name,
                    device,
                    times[STEPS / 2],
                    times[0],
                    STEPS);
        }
    }
}
