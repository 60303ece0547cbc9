package dev.facet.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.facet.engine.Device;
import java.util.Map;
import java.util.stream.Collectors;

/** The devices of this machine, and why others are absent. */
final class DeviceList {
    private static final double BYTES_PER_GIB = 1L << 30;

    private DeviceList() {}

    /** An object each. */
    static JsonArray json() {
        return JsonParser.parseString(Device.list()).getAsJsonArray();
    }

    /** A line each: the name, then what it is. */
    static void print(JsonArray devices) {
        System.out.printf("%ndevices (--device)%n");
        for (JsonElement device : devices) {
            JsonObject members = device.getAsJsonObject();
            String facts = members.entrySet().stream()
                    .filter(member -> !member.getKey().equals("name"))
                    .map(DeviceList::fact)
                    .collect(Collectors.joining(", "));
            System.out.printf("  %-10s %s%n", members.get("name").getAsString(), facts);
        }
    }

    private static String fact(Map.Entry<String, JsonElement> member) {
        String value = member.getValue().getAsString();
        return switch (member.getKey()) {
            case "model", "architecture", "isa" -> value;
            case "absent" -> "absent: " + value;
            case "memoryBytes" -> "%.1f GiB".formatted(member.getValue().getAsLong() / BYTES_PER_GIB);
            default -> member.getKey() + " " + value;
        };
    }
}
