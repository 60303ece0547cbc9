package dev.facet.engine.testing;

import dev.facet.engine.DType;
import dev.facet.engine.Shape;
import dev.facet.engine.Tensor;
import dev.facet.engine.TensorType;
import java.io.IOException;
import java.io.UncheckedIOException;
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
public record OpCase(
        String op, String name, List<Operand> inputs, List<Operand> outputs, List<String> params, double tolerance) {
    /** A tensor of a case: {@code name:dims[:fill]}. */
    public record Operand(String name, Shape shape, String fill) {
        /** Labels, seeds and packed 16-bit floats are I32, everything else is floating. */
        public boolean isInt() {
            return fill.startsWith("labels") || fill.equals("seed") || fill.equals("halves");
        }

        private boolean isBf16() {
            return fill.equals("bf16");
        }

        /** Its type where floating tensors have {@code floatType}. */
        public TensorType type(DType floatType) {
            return new TensorType(isInt() ? DType.I32 : isBf16() ? DType.BF16 : floatType, shape);
        }
    }

    /** All cases of all ops. */
    public static List<OpCase> all() {
        try (Stream<Path> files = Files.list(root().resolve("tests/cases"))) {
            return files.filter(file -> file.toString().endsWith(".txt"))
                    .sorted()
                    .flatMap(file -> of(file).stream())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Path root() {
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
    public long[] slots() {
        return params.stream()
                .mapToLong(text ->
                        isFloat(text) ? Double.doubleToRawLongBits(Double.parseDouble(text)) : Long.parseLong(text))
                .toArray();
    }

    private static boolean isFloat(String text) {
        return text.contains(".") || text.toLowerCase(Locale.ROOT).contains("e");
    }

    public boolean isLarge() {
        return name.startsWith("large_");
    }

    public long intParam(int i) {
        return Long.parseLong(params.get(i));
    }

    public int smallParam(int i) {
        return Math.toIntExact(intParam(i));
    }

    public double floatParam(int i) {
        return Double.parseDouble(params.get(i));
    }

    /** The key of one of its tensors, for values and golden numbers alike. */
    public String key(Operand operand) {
        return op + "/" + name + "/" + operand.name();
    }

    /** The values of an input in double. */
    public double[] values(Operand operand) {
        return CaseValues.of(key(operand), Math.toIntExact(operand.shape().count()), operand.fill());
    }

    /** Writes an input's values to where a program reads it. */
    public void feed(Operand operand, Tensor tensor) {
        if (operand.isInt()) {
            tensor.set(CaseValues.integers(
                    key(operand), Math.toIntExact(operand.shape().count()), operand.fill()));
        } else {
            tensor.set(values(operand));
        }
    }

    @Override
    public String toString() {
        return op + "/" + name;
    }
}
