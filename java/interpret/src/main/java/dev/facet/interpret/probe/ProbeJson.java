package dev.facet.interpret.probe;

import com.google.gson.FieldNamingPolicy;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import dev.facet.interpret.stats.Estimate;
import dev.facet.interpret.stats.Interval;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;

/** The results of a study as JSON, and back: fields are the records', in lower case with underscores. */
public final class ProbeJson {
    /** Digits that numbers are written with: more than any interval allows. */
    private static final MathContext DIGITS = new MathContext(6);

    private static final Gson GSON = new GsonBuilder()
            .setFieldNamingPolicy(FieldNamingPolicy.LOWER_CASE_WITH_UNDERSCORES)
            .registerTypeAdapter(double.class, new Number())
            .registerTypeAdapter(Double.class, new Number())
            .registerTypeAdapter(Estimate.class, new EstimateAdapter())
            .serializeNulls()
            .create();

    private ProbeJson() {}

    /** A result as JSON; what could not be measured is null. */
    public static JsonElement toJson(Object result) {
        return GSON.toJsonTree(result);
    }

    /**
     * A result from JSON.
     *
     * @throws com.google.gson.JsonParseException if it is not one
     */
    public static <T> T fromJson(String json, Class<T> type) {
        return GSON.fromJson(json, type);
    }

    /** NaN is null. */
    private static final class Number extends TypeAdapter<Double> {
        @Override
        public void write(JsonWriter out, Double value) throws IOException {
            if (value == null || !Double.isFinite(value)) {
                out.nullValue();
            } else {
                out.value(new BigDecimal(value).round(DIGITS).stripTrailingZeros());
            }
        }

        @Override
        public Double read(JsonReader in) throws IOException {
            if (in.peek() == JsonToken.NULL) {
                in.nextNull();
                return Double.NaN;
            }
            return in.nextDouble();
        }
    }

    private static final class EstimateAdapter extends TypeAdapter<Estimate> {
        @Override
        public void write(JsonWriter out, Estimate estimate) throws IOException {
            if (estimate == null) {
                out.nullValue();
                return;
            }
            Number number = new Number();
            out.beginObject().name("value");
            number.write(out, estimate.value());
            out.name("interval");
            if (estimate.interval().isEmpty()) {
                out.nullValue();
            } else {
                Interval interval = estimate.interval().get();
                out.beginObject().name("low");
                number.write(out, interval.low());
                out.name("high");
                number.write(out, interval.high());
                out.name("level").value(interval.level()).endObject();
            }
            out.endObject();
        }

        @Override
        public Estimate read(JsonReader in) throws IOException {
            JsonElement json = JsonParser.parseReader(in);
            if (json.isJsonNull()) {
                return null;
            }
            JsonObject fields = json.getAsJsonObject();
            double value = fields.get("value").isJsonNull()
                    ? Double.NaN
                    : fields.get("value").getAsDouble();
            if (fields.get("interval").isJsonNull()) {
                return Estimate.withoutInterval(value);
            }
            JsonObject interval = fields.getAsJsonObject("interval");
            return Estimate.of(
                    value,
                    new Interval(
                            interval.get("low").getAsDouble(),
                            interval.get("high").getAsDouble(),
                            interval.get("level").getAsDouble()));
        }
    }
}
