package dev.facet.interpret.json;

import com.google.gson.FieldNamingPolicy;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonPrimitive;
import com.google.gson.JsonSerializer;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Optional;

/** Results, which are records, as JSON, and back: fields are the components, in lower case with underscores. */
public final class RecordJson {
    /** Digits that numbers are written with: more than any interval allows. */
    private static final MathContext DIGITS = new MathContext(6);

    /** NaN is null. */
    private static final JsonSerializer<Double> NUMBER = (value, type, context) -> Double.isFinite(value)
            ? new JsonPrimitive(new BigDecimal(value).round(DIGITS).stripTrailingZeros())
            : JsonNull.INSTANCE;

    private static final JsonSerializer<Optional<?>> OPTIONAL =
            (value, type, context) -> context.serialize(value.orElse(null));

    private static final Gson GSON = new GsonBuilder()
            .setFieldNamingPolicy(FieldNamingPolicy.LOWER_CASE_WITH_UNDERSCORES)
            .registerTypeAdapter(double.class, NUMBER)
            .registerTypeAdapter(Double.class, NUMBER)
            .registerTypeHierarchyAdapter(Optional.class, OPTIONAL)
            .serializeNulls()
            .create();

    private RecordJson() {}

    /** A result as JSON; what could not be measured is null. */
    public static JsonElement toJson(Object result) {
        return GSON.toJsonTree(result);
    }

    /**
     * A result from JSON.
     *
     * @param type a record
     * @param place where the JSON is in its file, such as {@code networks[0]}; empty for the whole file
     * @throws com.google.gson.JsonParseException if it is not one, naming the place that does not fit
     */
    public static <T extends Record> T fromJson(JsonElement json, Class<T> type, String place) {
        return type.cast(RecordReader.read(json, type, place));
    }
}
