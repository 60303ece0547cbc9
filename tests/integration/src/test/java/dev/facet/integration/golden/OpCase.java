package dev.facet.integration.golden;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * One line of {@code tests/cases/<op>.txt}.
 *
 * @param params slots as programs hold them: integers, or the bits of a double
 * @param tolerance of f32 kernels, relative to 1 + the expected magnitude
 */
record OpCase(
        String op, String name, List<CaseTensor> inputs, List<CaseTensor> outputs, long[] params, double tolerance) {
    private static final double DEFAULT_TOLERANCE = 1e-5;

    /** All cases of a folder. */
    static List<OpCase> readAll(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> entries = Files.list(folder)) {
            files = entries.filter(f -> f.toString().endsWith(".txt")).sorted().toList();
        }
        List<OpCase> cases = new ArrayList<>();
        for (Path file : files) {
            String op = file.getFileName().toString().replace(".txt", "");
            for (String line : Files.readAllLines(file)) {
                String text = line.replaceFirst("#.*", "").strip();
                if (!text.isEmpty()) {
                    cases.add(parse(op, text));
                }
            }
        }
        return cases;
    }

    private static OpCase parse(String op, String line) {
        String[] fields = line.split("\\|");
        List<CaseTensor> inputs = new ArrayList<>();
        List<CaseTensor> outputs = new ArrayList<>();
        long[] params = {};
        double tolerance = DEFAULT_TOLERANCE;
        for (int i = 1; i < fields.length; i++) {
            String[] words = fields[i].strip().split("\\s+");
            for (int w = 1; w < words.length; w++) {
                switch (words[0]) {
                    case "in" -> inputs.add(CaseTensor.parse(words[w]));
                    case "out" -> outputs.add(CaseTensor.parse(words[w]));
                    case "params" -> {
                        params = Arrays.copyOf(params, w);
                        params[w - 1] = slot(words[w]);
                    }
                    case "tol" -> tolerance = Double.parseDouble(words[w]);
                    default -> {
                        // Fields of other readers of the cases.
                    }
                }
            }
        }
        return new OpCase(op, fields[0].strip(), inputs, outputs, params, tolerance);
    }

    private static long slot(String text) {
        boolean floating = text.matches(".*[.eE].*");
        return floating ? Double.doubleToRawLongBits(Double.parseDouble(text)) : Long.parseLong(text);
    }

    /** The key of one of its tensors, for values and golden numbers alike. */
    String key(CaseTensor tensor) {
        return op + "/" + name + "/" + tensor.name();
    }

    @Override
    public String toString() {
        return op + "/" + name;
    }
}
