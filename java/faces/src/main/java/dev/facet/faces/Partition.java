package dev.facet.faces;

import java.util.Locale;

/** The part of a data set that its makers put a picture into. */
public enum Partition {
    /** To learn from. */
    TRAINING,
    /** To choose settings on. */
    VALIDATION,
    /** To report figures on. */
    TEST;

    /** Lower-case name for files and tables. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
