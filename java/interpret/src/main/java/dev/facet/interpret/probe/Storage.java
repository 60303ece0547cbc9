package dev.facet.interpret.probe;

import com.google.gson.annotations.SerializedName;
import java.util.Locale;

/** How the features of a layer are had in every pass of the regression. */
public enum Storage {
    /** Computed once and kept in memory. */
    @SerializedName("memory")
    MEMORY,
    /** Computed once and kept in a file. */
    @SerializedName("file")
    FILE,
    /** Computed anew in every pass, network and regression in one program. */
    @SerializedName("recompute")
    RECOMPUTE;

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
