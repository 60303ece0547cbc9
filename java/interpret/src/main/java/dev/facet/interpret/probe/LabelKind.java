package dev.facet.interpret.probe;

import com.google.gson.annotations.SerializedName;

/** What values a label takes. */
public enum LabelKind {
    /** No or yes. */
    @SerializedName("binary")
    BINARY,
    /** One of several classes. */
    @SerializedName("classes")
    CLASSES,
    /** A number. */
    @SerializedName("value")
    VALUE
}
