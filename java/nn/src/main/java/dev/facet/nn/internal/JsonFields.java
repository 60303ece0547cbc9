package dev.facet.nn.internal;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.Locale;
import java.util.Set;

/**
 * Typed reads from a JSON object that was written by an earlier run or by hand: a missing or ill-typed field is an
 * {@link IllegalArgumentException} that names the object and the field, never a silent zero.
 */
public final class JsonFields {
    private final JsonObject object;
    private final String what;

    /**
     * @param object the object to read
     * @param what how error messages call it, e.g. {@code "learning rate"}
     */
    public JsonFields(JsonObject object, String what) {
        if (object == null) {
            throw new IllegalArgumentException(what + ": missing");
        }
        this.object = object;
        this.what = what;
    }

    /** Refuses fields other than {@code names}: a misspelt option must not be ignored. */
    public JsonFields only(String... names) {
        Set<String> known = Set.of(names);
        for (String name : object.keySet()) {
            if (!known.contains(name)) {
                throw new IllegalArgumentException(
                        what + ": unknown field '" + name + "' (known: " + String.join(", ", names) + ")");
            }
        }
        return this;
    }

    public boolean has(String name) {
        return object.has(name) && !object.get(name).isJsonNull();
    }

    public int integer(String name) {
        double value = number(name);
        if (value != Math.rint(value) || Math.abs(value) > Integer.MAX_VALUE) {
            throw bad(name, "a whole number");
        }
        return (int) value;
    }

    /** A whole number of 64 bits, exact. */
    public long longInteger(String name) {
        try {
            return primitive(name, "a whole number").getAsBigDecimal().longValueExact();
        } catch (NumberFormatException | ArithmeticException e) {
            throw bad(name, "a whole number");
        }
    }

    public double number(String name) {
        JsonElement value = primitive(name, "a number");
        if (!value.getAsJsonPrimitive().isNumber()) {
            throw bad(name, "a number");
        }
        return value.getAsDouble();
    }

    public boolean bool(String name) {
        JsonElement value = primitive(name, "true or false");
        if (!value.getAsJsonPrimitive().isBoolean()) {
            throw bad(name, "true or false");
        }
        return value.getAsBoolean();
    }

    public String text(String name) {
        JsonElement value = primitive(name, "a string");
        if (!value.getAsJsonPrimitive().isString()) {
            throw bad(name, "a string");
        }
        return value.getAsString();
    }

    /** An enum constant, written in lower case. */
    public <E extends Enum<E>> E choice(String name, Class<E> type) {
        String value = text(name);
        for (E constant : type.getEnumConstants()) {
            if (lower(constant).equals(value)) {
                return constant;
            }
        }
        StringBuilder known = new StringBuilder();
        for (E constant : type.getEnumConstants()) {
            known.append(known.isEmpty() ? "" : ", ").append(lower(constant));
        }
        throw bad(name, "one of " + known);
    }

    public JsonObject object(String name) {
        if (!has(name) || !object.get(name).isJsonObject()) {
            throw bad(name, "an object");
        }
        return object.getAsJsonObject(name);
    }

    /** How {@link #choice} writes a constant. */
    public static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private JsonElement primitive(String name, String kind) {
        if (!has(name) || !object.get(name).isJsonPrimitive()) {
            throw bad(name, kind);
        }
        return object.get(name);
    }

    private IllegalArgumentException bad(String name, String kind) {
        String found = object.has(name) ? object.get(name).toString() : "nothing";
        return new IllegalArgumentException(what + ": field '" + name + "' must be " + kind + ", found " + found);
    }
}
