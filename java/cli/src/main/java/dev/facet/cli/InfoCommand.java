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
        sortOptions = false,
        description = {
            "Shows the version, the device, its instruction sets and the kernels each operation would use, and which devices there are; "
                    + "of networks that are named, what they are made of."
        })
final class InfoCommand implements Callable<Integer> {

    private static final String DEVICES = "devices";

    @Mixin
    private ModelOptions models;

    @Mixin
    private DeviceOptions device;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    public Integer call() {
        if (models.areNamed()) {
            models.files().forEach(file -> print(NetworkSummary.of(file, models)));
            return 0;
        }
        try (Device opened = device.open()) {
            JsonObject description = JsonParser.parseString(opened.describe()).getAsJsonObject();
            description.addProperty("facet", Version.text());
            description.addProperty("java", System.getProperty("java.runtime.version"));
            description.add(DEVICES, DeviceList.json());
            print(description);
        }
        return 0;
    }

    private void print(JsonObject description) {
        if (json) {
            Gson gson = new GsonBuilder().setPrettyPrinting().create();
            System.out.println(gson.toJson(description));
        } else {
            printLines(description);
        }
    }

    private static void printLines(JsonObject description) {
        for (Map.Entry<String, JsonElement> field : description.entrySet()) {
            if (!field.getValue().isJsonObject() && !field.getKey().equals(DEVICES)) {
                System.out.printf("%-12s %s%n", field.getKey(), NetworkSummary.text(field.getValue()));
            }
        }
        if (description.has(DEVICES)) {
            DeviceList.print(description.getAsJsonArray(DEVICES));
        }
        for (Map.Entry<String, JsonElement> field : description.entrySet()) {
            if (field.getValue().isJsonObject()) {
                System.out.printf(
                        "%n%s (fastest first; the first that accepts a step's shapes runs)%n", field.getKey());
                field.getValue()
                        .getAsJsonObject()
                        .entrySet()
                        .forEach(op ->
                                System.out.printf("  %-24s %s%n", op.getKey(), NetworkSummary.text(op.getValue())));
            }
        }
    }
}
