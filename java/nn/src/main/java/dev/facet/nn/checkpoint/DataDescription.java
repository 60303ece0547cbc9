package dev.facet.nn.checkpoint;

import com.google.gson.JsonObject;
import dev.facet.nn.internal.JsonFields;

/**
 * What a network was trained on, as far as a checkpoint remembers it.
 *
 * @param name of the data set
 * @param images number of training images
 * @param hash of the list of samples or the generator's settings; empty if not known
 */
public record DataDescription(String name, long images, String hash) {
    /** For tests and experiments whose data has no name. */
    public static final DataDescription UNKNOWN = new DataDescription("unknown", 0, "");

    public JsonObject toJson() {
        JsonObject json = new JsonObject();
        json.addProperty("name", name);
        json.addProperty("images", images);
        json.addProperty("hash", hash);
        return json;
    }

    public static DataDescription fromJson(JsonObject json) {
        JsonFields fields = new JsonFields(json, "data description").only("name", "images", "hash");
        return new DataDescription(fields.text("name"), fields.longInteger("images"), fields.text("hash"));
    }
}
