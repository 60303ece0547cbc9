package dev.facet.engine.internal;

import dev.facet.engine.Node;
import dev.facet.engine.ops.Reshape;

/** Which values share bytes by definition. */
public final class Aliases {
    private Aliases() {}

    /** The value whose bytes {@code node} has: itself, or what it reshapes. */
    public static Node root(Node node) {
        Node root = node;
        while (root.op() instanceof Reshape) {
            root = root.inputs().get(0);
        }
        return root;
    }
}
