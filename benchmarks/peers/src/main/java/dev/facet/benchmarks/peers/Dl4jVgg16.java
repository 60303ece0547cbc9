package dev.facet.benchmarks.peers;

import com.google.gson.JsonParser;
import dev.facet.benchmarks.jobs.Job;
import dev.facet.benchmarks.jobs.Subject;
import dev.facet.engine.Device;
import dev.facet.torch.Weight;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/**
 * VGG16 by DL4J, in a process of its own (benchmarks/dl4j), for it needs an older JavaCPP; a message to it and back takes some
 * hundredths of a millisecond.
 */
final class Dl4jVgg16 implements Job {
    static final String WHO = "dl4j";

    /** The folder of its classes and libraries; benchmarks/compare sets it. */
    private static final String FOLDER = "FACET_COMPARE_DL4J";

    private static final String ANSWER = "ANSWER ";
    private static final int CHANNELS = 3;

    private final Process process;
    private final PrintWriter commands;
    private final BufferedReader answers;

    private Dl4jVgg16(Process process) {
        this.process = process;
        commands = new PrintWriter(process.getOutputStream(), true, StandardCharsets.UTF_8);
        answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        answer();
    }

    /** Whether DL4J was fetched. */
    static boolean isThere() {
        return System.getenv(FOLDER) != null;
    }

    static Dl4jVgg16 open(int batch) {
        Path folder = Path.of(System.getenv(FOLDER));
        Path numbers = null;
        try {
            numbers = Files.createTempFile("facet-compare", ".floats");
            numbers.toFile().deleteOnExit();
            write(numbers, batch);
            ProcessBuilder builder = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx2g",
                            "-Dorg.bytedeco.javacpp.platform.extension=" + extension(),
                            "-Dorg.bytedeco.javacpp.maxbytes=0",
                            "-Dorg.bytedeco.javacpp.maxphysicalbytes=0",
                            "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                            "-cp",
                            folder.resolve("classes") + ":" + folder.resolve("lib") + "/*",
                            "dev.facet.benchmarks.dl4j.Dl4jVgg16",
                            Integer.toString(batch),
                            Integer.toString(Subject.VGG16.input()),
                            Integer.toString(Subject.VGG16.classes()),
                            numbers.toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT);
            return new Dl4jVgg16(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "DL4J cannot be started from " + folder + "; benchmarks/compare builds it", e);
        } finally {
            if (numbers != null) {
                numbers.toFile().delete(); // it was read when the process answered
            }
        }
    }

    /** DL4J does not look at the processor: its library with oneDNN's convolutions for this one. */
    private static String extension() {
        try (Device device = Device.cpu(1)) {
            String isa = JsonParser.parseString(device.describe())
                    .getAsJsonObject()
                    .get("isa")
                    .getAsString();
            return isa.startsWith("avx") ? "-onednn-" + isa : "";
        }
    }

    /** Images and weights in the order and layout in which the process reads them. */
    private static void write(Path file, int batch) throws IOException {
        try (DataOutputStream out =
                new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file), 1 << 20))) {
            channelsFirst(
                    out, Subject.VGG16.images(batch), batch, Subject.VGG16.input() * Subject.VGG16.input(), CHANNELS);
            Map<String, Weight> weights = SubjectWeights.of(Subject.VGG16);
            int pixels = 0; // of the maps that the first linear layer reads
            int channels = 0;
            for (Weight w : weights.values()) {
                long[] dims = w.dims();
                if (dims.length == 4) {
                    channels = (int) dims[0];
                    channelsFirst(out, w.values(), channels, (int) (dims[1] * dims[2]), (int) dims[3]);
                } else if (dims.length == 2) {
                    boolean first = pixels == 0;
                    pixels = (int) dims[1] / channels;
                    linear(out, w, first ? pixels : 1);
                } else {
                    for (float v : w.values()) {
                        out.writeFloat(v);
                    }
                }
            }
        }
    }

    /** [N, pixels, C] as [N, C, pixels]. */
    private static void channelsFirst(DataOutputStream out, float[] values, int n, int pixels, int channels)
            throws IOException {
        for (int i = 0; i < n; i++) {
            for (int c = 0; c < channels; c++) {
                for (int p = 0; p < pixels; p++) {
                    out.writeFloat(values[(i * pixels + p) * channels + c]);
                }
            }
        }
    }

    /** [K, (pixels, C)] as [(C, pixels), K]. */
    private static void linear(DataOutputStream out, Weight w, int pixels) throws IOException {
        int outputs = (int) w.dims()[0];
        int inputs = (int) w.dims()[1];
        int channels = inputs / pixels;
        for (int c = 0; c < channels; c++) {
            for (int p = 0; p < pixels; p++) {
                for (int k = 0; k < outputs; k++) {
                    out.writeFloat(w.values()[k * inputs + p * channels + c]);
                }
            }
        }
    }

    @Override
    public String who() {
        return WHO;
    }

    @Override
    public void run() {
        commands.println("run");
        answer();
    }

    @Override
    public double[] result() {
        commands.println("result");
        return Arrays.stream(answer().split(" "))
                .mapToDouble(Double::parseDouble)
                .toArray();
    }

    private String answer() {
        try {
            for (String line = answers.readLine(); line != null; line = answers.readLine()) {
                if (line.startsWith(ANSWER)) {
                    return line.substring(ANSWER.length());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("DL4J's process does not answer", e);
        }
        throw new IllegalStateException("DL4J's process has ended; it says why above");
    }

    @Override
    public void close() {
        commands.println("quit");
        commands.close();
        process.destroy();
    }
}
