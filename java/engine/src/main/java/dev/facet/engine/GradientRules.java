package dev.facet.engine;

import java.util.Objects;

/** Rules that {@link Gradients} follows where a method of explanation departs from the exact gradient. */
public record GradientRules(ReluRule relu) {
    /** The exact gradient. */
    public static final GradientRules EXACT = new GradientRules(ReluRule.EXACT);

    public GradientRules {
        Objects.requireNonNull(relu, "relu");
    }
}
