package dev.facet.cli;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.facet.engine.Device;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Says what Facet computes with. */
@Command(
        name = "info",
        mixinStandardHelpOptions = true,
        description = "Shows the version, the device, its instruction sets and the kernels each operation would use.")
final class InfoCommand implements Callable<Integer> {

    @Mixin
    private DeviceOptions device;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    public Integer call() {
        try (Device opened = device.open()) {
            JsonObject description = JsonParser.parseString(opened.describe()).getAsJsonObject();
            description.addProperty("facet", Version.text());
            description.addProperty("java", System.getProperty("java.runtime.version"));
            if (json) {
                Gson gson = new GsonBuilder().setPrettyPrinting().create();
                System.out.println(gson.toJson(description));
            } else {
                print(description);
            }
        }
        return 0;
    }

    private static void print(JsonObject description) {
        for (Map.Entry<String, JsonElement> field : description.entrySet()) {
            if (!field.getValue().isJsonObject()) {
                System.out.printf("%-12s %s%n", field.getKey(), text(field.getValue()));
            }
        }
        for (Map.Entry<String, JsonElement> field : description.entrySet()) {
            if (field.getValue().isJsonObject()) {
                System.out.printf(
                        "%n%s (fastest first; the first that accepts a step's shapes runs)%n", field.getKey());
                field.getValue()
                        .getAsJsonObject()
                        .entrySet()
                        .forEach(op -> System.out.printf("  %-24s %s%n", op.getKey(), text(op.getValue())));
            }
        }
    }

    private static String text(JsonElement value) {
        if (value.isJsonArray()) {
            StringBuilder line = new StringBuilder();
            value.getAsJsonArray()
                    .forEach(e -> line.append(line.isEmpty() ? "" : ", ").append(text(e)));
            return line.toString();
        }
        return value.isJsonPrimitive() ? value.getAsString() : value.toString();
    }
}
