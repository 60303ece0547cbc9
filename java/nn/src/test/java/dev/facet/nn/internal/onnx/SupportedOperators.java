package dev.facet.nn.internal.onnx;

import java.util.Set;

/** Shows tests what the import knows. */
public final class SupportedOperators {
    private SupportedOperators() {}

    /** The names of all operators. */
    public static Set<String> names() {
        return Operators.names();
    }
}
