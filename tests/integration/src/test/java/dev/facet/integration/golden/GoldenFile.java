package dev.facet.integration.golden;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The float64 tensors of a file of tests/golden/, which make_golden.py writes. */
final class GoldenFile {
    static final String REGENERATE = "; regenerate with: tests/golden/make_golden.py (see tests/golden/README.md)";
    /** Larger tensors are kept as every s-th element. */
    private static final int LIMIT = 256;

    private static final Path FOLDER = Path.of(System.getProperty("facet.root"), "tests", "golden");

    private final Map<String, double[]> tensors = new LinkedHashMap<>();
    private final String name;

    GoldenFile(String name) throws IOException {
        this.name = name;
        ByteBuffer file =
                ByteBuffer.wrap(Files.readAllBytes(FOLDER.resolve(name))).order(ByteOrder.LITTLE_ENDIAN);
        byte[] text = new byte[Math.toIntExact(file.getLong())];
        file.get(text);
        ByteBuffer data = file.slice().order(ByteOrder.LITTLE_ENDIAN);
        JsonObject header =
                JsonParser.parseString(new String(text, StandardCharsets.UTF_8)).getAsJsonObject();
        header.remove("__metadata__");
        for (String tensor : header.keySet()) {
            var offsets = header.getAsJsonObject(tensor).getAsJsonArray("data_offsets");
            int begin = offsets.get(0).getAsInt();
            double[] values = new double[(offsets.get(1).getAsInt() - begin) / Double.BYTES];
            data.position(begin).asDoubleBuffer().get(values);
            data.order(ByteOrder.LITTLE_ENDIAN);
            tensors.put(tensor, values);
        }
    }

    boolean has(String key) {
        return tensors.containsKey(key);
    }

    double[] get(String key) {
        double[] values = tensors.get(key);
        if (values == null) {
            throw new AssertionError(name + " has no " + key + REGENERATE);
        }
        return values;
    }

    /** The elements of a full tensor that a golden file keeps. */
    static double[] sample(double[] values) {
        return sample(values, LIMIT);
    }

    /** The same for a file that keeps {@code limit} elements of larger tensors. */
    static double[] sample(double[] values, int limit) {
        int stride = values.length <= limit ? 1 : (values.length + limit - 1) / limit | 1;
        double[] kept = new double[(values.length + stride - 1) / stride];
        for (int i = 0; i < kept.length; i++) {
            kept[i] = values[i * stride];
        }
        return kept;
    }
}
