package dev.facet.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * One line of {@code tests/cases/<op>.txt}; the README there gives the format and the rule for the values.
 *
 * @param params as written; a number with "." or "e" is a float slot
 */
record OpCase(
        String op, String name, List<Operand> inputs, List<Operand> outputs, List<String> params, double tolerance) {
    record Operand(String name, Shape shape, String fill) {
        boolean isInt() {
            return fill.startsWith("labels") || fill.equals("seed") || fill.equals("halves");
        }

        boolean isBf16() {
            return fill.equals("bf16");
        }

        TensorType type(DType floatType) {
            return new TensorType(isInt() ? DType.I32 : isBf16() ? DType.BF16 : floatType, shape);
        }
    }

    /** All cases of all ops. */
    static List<OpCase> all() {
        try (Stream<Path> files = Files.list(root().resolve("tests/cases"))) {
            return files.filter(file -> file.toString().endsWith(".txt"))
                    .sorted()
                    .flatMap(file -> of(file).stream())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path root() {
        return Path.of(System.getProperty("facet.root"));
    }

    private static List<OpCase> of(Path file) {
        String op = file.getFileName().toString().replace(".txt", "");
        try (Stream<String> lines = Files.lines(file)) {
            return lines.map(line -> line.replaceAll("#.*", "").trim())
                    .filter(line -> !line.isEmpty())
                    .map(line -> parse(op, line))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static OpCase parse(String op, String line) {
        String[] fields = line.split("\\|");
        List<Operand> inputs = List.of();
        List<Operand> outputs = List.of();
        List<String> params = List.of();
        double tolerance = Double.NaN;
        for (String field : Arrays.asList(fields).subList(1, fields.length)) {
            List<String> words = new ArrayList<>(Arrays.asList(field.trim().split("\\s+")));
            String kind = words.remove(0);
            switch (kind) {
                case "in" -> inputs = words.stream().map(OpCase::operand).toList();
                case "out" -> outputs = words.stream().map(OpCase::operand).toList();
                case "params" -> params = words;
                case "tol" -> tolerance = Double.parseDouble(words.get(0));
                default -> throw new IllegalArgumentException("Unknown field " + kind + " in " + line);
            }
        }
        return new OpCase(op, fields[0].trim(), inputs, outputs, params, tolerance);
    }

    private static Operand operand(String text) {
        String[] parts = text.split(":");
        long[] dims =
                Arrays.stream(parts[1].split(",")).mapToLong(Long::parseLong).toArray();
        return new Operand(parts[0], Shape.of(dims), parts.length > 2 ? parts[2] : "signed");
    }

    /** The parameter slots of the program format. */
    long[] slots() {
        return params.stream()
                .mapToLong(text ->
                        isFloat(text) ? Double.doubleToRawLongBits(Double.parseDouble(text)) : Long.parseLong(text))
                .toArray();
    }

    private static boolean isFloat(String text) {
        return text.contains(".") || text.toLowerCase(Locale.ROOT).contains("e");
    }

    boolean isLarge() {
        return name.startsWith("large_");
    }

    long intParam(int i) {
        return Long.parseLong(params.get(i));
    }

    int smallParam(int i) {
        return Math.toIntExact(intParam(i));
    }

    double floatParam(int i) {
        return Double.parseDouble(params.get(i));
    }

    /** The values of an input in double. */
    double[] values(Operand operand) {
        long seed = fnv1a64(op + "/" + name + "/" + operand.name());
        double[] values = new double[Math.toIntExact(operand.shape().count())];
        for (int i = 0; i < values.length; i++) {
            values[i] = value(operand.fill(), splitmix64(seed + sourceOf(operand.fill(), i)), i);
        }
        return values;
    }

    private static double value(String fill, long r, int index) {
        double u = (r >>> 40) / (double) (1 << 24);
        return switch (fill.startsWith("mirrored") ? "signed" : fill) {
            case "signed", "bf16" -> 2 * u - 1;
            case "positive" -> 0.5 + u;
            case "wide" -> 16 * u - 8;
            case "tied" -> Math.rint((2 * u - 1) / 0.5) * 0.5;
            case "zero" -> 0;
            case "seed" -> r >>> 33;
            case "halves" -> (int) (r >>> 32) & 0xBFFFBFFF;
            default -> label(fill.substring("labels".length()), u, index);
        };
    }

    /**
     * The element whose random number element {@code index} has: with the fill {@code mirrored<H>x<W>}, rows of H·W come in fours, a
     * picture, its left-right mirror, its top-bottom mirror and both.
     */
    private static int sourceOf(String fill, int index) {
        if (!fill.startsWith("mirrored")) {
            return index;
        }
        String[] size = fill.substring("mirrored".length()).split("x");
        int height = Integer.parseInt(size[0]);
        int width = Integer.parseInt(size[1]);
        int row = index / (height * width);
        int y = index / width % height;
        int x = index % width;
        int sourceY = row / 2 % 2 == 1 ? height - 1 - y : y;
        int sourceX = row % 2 == 1 ? width - 1 - x : x;
        return ((row - row % 4) * height + sourceY) * width + sourceX;
    }

    private static double label(String spec, double u, int index) {
        boolean ignoring = spec.endsWith("i");
        int classes = Integer.parseInt(ignoring ? spec.substring(0, spec.length() - 1) : spec);
        return ignoring && index % 3 == 2 ? -1 : Math.floor(u * classes);
    }

    private static long fnv1a64(String text) {
        long hash = 0xCBF29CE484222325L;
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xFF)) * 0x100000001B3L;
        }
        return hash;
    }

    private static long splitmix64(long state) {
        long z = state + 0x9E3779B97F4A7C15L;
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }

    @Override
    public String toString() {
        return op + "/" + name;
    }
}
