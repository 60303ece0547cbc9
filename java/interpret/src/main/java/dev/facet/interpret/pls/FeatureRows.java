package dev.facet.interpret.pls;

import dev.facet.engine.Device;
import dev.facet.engine.Executable;
import dev.facet.engine.Graph;
import dev.facet.engine.Node;
import dev.facet.engine.Variables;
import java.util.List;

/**
 * A matrix of features, one row an image, that programs read block by block: as an input that is fed from a file, as a state that
 * stays in memory, or as the tapped node of a network whose images are fed, so that the features never leave the device.
 *
 * <p>Whoever computes with it builds a graph with {@link #declare}, compiles it beside {@link #variables}, and for every block
 * calls {@link #feed} and runs; {@link RowProgram} does all that. Not to be used by two threads at once.
 */
public interface FeatureRows {
    /** Number of rows. */
    int rows();

    /** Number of features, the length of a row. */
    int features();

    /** Rows of one run of a program; the last block may hold fewer. */
    int blockRows();

    /** Where the programs run. */
    Device device();

    /**
     * Adds what computes a block of rows to a graph.
     *
     * @return a node [blockRows, features]
     */
    Node declare(Graph graph);

    /** What holds the parameters and states that {@link #declare} adds; may be empty. */
    List<Variables> variables();

    /**
     * Makes a program ready to compute rows {@code first} to {@code first + count}. The node's rows beyond {@code count} must
     * then be finite numbers, whose factors are 0.
     */
    void feed(Executable program, int first, int count);
}
