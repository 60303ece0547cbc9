package dev.facet.faces;

import java.util.Locale;

/** The parts of a face that explanations are measured on (methods of the ECLoss paper: seven parts). */
public enum FaceParts {
    /** Hair on the head; not brows, not beard. */
    HAIR,
    /** From the brows, these included, to the hairline. */
    FOREHEAD,
    /** Both cheeks, from below the eyes to the height of the mouth. */
    CHEEK,
    /** Both eyes with their lids; not brows. */
    EYES,
    /** Bridge, tip and wings of the nose. */
    NOSE,
    /** Lips and what is between them. */
    MOUTH,
    /** Below the mouth and along the jaw line, chin included. */
    JAW;

    /** Lower-case name for files and tables. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
