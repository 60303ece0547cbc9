package dev.facet.nn.heads;

import com.google.gson.JsonObject;
import dev.facet.nn.internal.JsonFields;
import java.util.Objects;

/**
 * What stands on a backbone's features.
 *
 * @param objective what the last outputs mean and how they are trained
 * @param embedding units of a linear layer with batch norm between the features and the last layer, whose output is then
 *     the embedding (as margin losses are usually trained: 512); 0 for none, the published classifiers
 */
public record Head(Objective objective, int embedding) {
    /** Layer of the projection to the embedding, where there is one. */
    public static final String PROJECTION = "embedding.fc";

    /** The batch norm after {@link #PROJECTION}, whose output is the embedding. */
    public static final String PROJECTION_NORM = "embedding.bn";

    /** Layer of the embedding at unit length, which angular heads have. */
    public static final String UNIT_EMBEDDING = "embedding.unit";

    public Head {
        Objects.requireNonNull(objective, "objective");
        if (embedding < 0) {
            throw new IllegalArgumentException("head: the embedding needs 0 or more units, got " + embedding);
        }
    }

    /** A head without a projection. */
    public static Head of(Objective objective) {
        return new Head(objective, 0);
    }

    /** Plain classification of the features. */
    public static Head softmax() {
        return of(new Softmax());
    }

    /** This on an embedding of its own of so many units; 0 for none. */
    public Head withEmbedding(int units) {
        return new Head(objective, units);
    }

    public JsonObject toJson() {
        JsonObject json = new JsonObject();
        json.add("objective", objective.toJson());
        json.addProperty("embedding", embedding);
        return json;
    }

    public static Head fromJson(JsonObject json) {
        JsonFields fields = new JsonFields(json, "head").only("objective", "embedding");
        return new Head(Objective.fromJson(fields.object("objective")), fields.integer("embedding"));
    }
}
