package dev.facet.interpret.pls;

import dev.facet.engine.Device;
import dev.facet.engine.Executable;
import dev.facet.engine.Graph;
import dev.facet.engine.Node;

/**
 * A matrix of features that can be read by windows of features, all rows at a time, as the matrix of the rows' inner products
 * wants it where not all of it fits into memory.
 */
public interface FeatureColumns {
    /** Number of rows. */
    int rows();

    /** Number of features. */
    int features();

    /** Where the programs run. */
    Device device();

    /** Features of one window that makes good use of {@code memoryBytes}. */
    int windowFeatures(long memoryBytes);

    /** Adds what gives a window to a graph: a node [rows, width]. */
    Node declareWindow(Graph graph, int width);

    /** Makes a program ready for features {@code first} to {@code first + count}; those beyond are zero. */
    void feedWindow(Executable program, int first, int count);
}
