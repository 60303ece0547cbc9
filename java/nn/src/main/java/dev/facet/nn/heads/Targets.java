package dev.facet.nn.heads;

import dev.facet.engine.DType;
import dev.facet.engine.Graph;
import dev.facet.engine.Node;
import java.util.Objects;

/**
 * The targets of a batch as nodes.
 *
 * @param values {@link TargetKind#CLASSES}: i32 [N], −1 where an image has no class; {@link TargetKind#ROWS}: [N, K], any
 *     finite number where unknown
 * @param known {@code ROWS}: [N, K], 1 where a value is known and 0 elsewhere; null for classes
 */
public record Targets(Node values, Node known) {
    /** Name of the input of class indices. */
    public static final String LABELS = "labels";
    /** Name of the input of rows. */
    public static final String ROWS = "targets";
    /** Name of the input that says which values of the rows are known. */
    public static final String KNOWN = "known";

    public Targets {
        Objects.requireNonNull(values, "values");
    }

    /** Adds the inputs that carry the targets of a batch of {@code images} to a graph. */
    public static Targets inputs(Graph graph, TargetKind kind, long images, long outputs) {
        if (kind == TargetKind.CLASSES) {
            return new Targets(graph.input(LABELS, DType.I32, images), null);
        }
        return new Targets(graph.input(ROWS, images, outputs), graph.input(KNOWN, images, outputs));
    }
}
