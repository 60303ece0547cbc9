package dev.facet.nn.checkpoint;

import com.google.gson.JsonObject;
import dev.facet.nn.Network;
import dev.facet.nn.Networks;
import dev.facet.nn.internal.JsonFields;

/**
 * What a checkpoint says of itself, besides its tensors.
 *
 * @param network the architecture with its sizes
 * @param training the training configuration as JSON; empty if the weights were not trained here
 * @param state where training stood, for its resumption; empty if not resumable
 * @param data what it was trained on
 * @param facetVersion the release that wrote it
 * @param extra further provenance, e.g. the indices of the ECLoss templates
 */
public record CheckpointInfo(
        Network network,
        JsonObject training,
        JsonObject state,
        DataDescription data,
        String facetVersion,
        JsonObject extra) {

    static final int FORMAT = 1;

    /** For weights without a training. */
    public static CheckpointInfo of(Network network, DataDescription data) {
        return new CheckpointInfo(
                network, new JsonObject(), new JsonObject(), data, FacetVersion.current(), new JsonObject());
    }

    /** Steps done; 0 if untrained. */
    public long step() {
        return state.has("step") ? state.get("step").getAsLong() : 0;
    }

    JsonObject toJson() {
        JsonObject json = new JsonObject();
        json.addProperty("format", FORMAT);
        json.addProperty("architecture", network.architecture());
        json.add("network", network.config());
        json.add("training", training);
        json.add("state", state);
        json.add("data", data.toJson());
        json.addProperty("facet_version", facetVersion);
        json.add("extra", extra);
        return json;
    }

    /** @throws IllegalArgumentException naming the field at fault */
    static CheckpointInfo fromJson(JsonObject json) {
        JsonFields fields = new JsonFields(json, "checkpoint metadata");
        int format = fields.integer("format");
        if (format != FORMAT) {
            throw new IllegalArgumentException("checkpoint format " + format
                    + " is not known here (this release reads format " + FORMAT + "); use a newer Facet");
        }
        return new CheckpointInfo(
                Networks.of(fields.text("architecture"), fields.object("network")),
                fields.object("training"),
                fields.object("state"),
                DataDescription.fromJson(fields.object("data")),
                fields.text("facet_version"),
                fields.object("extra"));
    }
}
