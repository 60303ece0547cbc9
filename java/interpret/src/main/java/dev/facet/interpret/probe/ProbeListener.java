package dev.facet.interpret.probe;

import dev.facet.interpret.evaluation.Progress;
import java.util.List;

/** Hears what a study does. Called on the study's thread. */
public interface ProbeListener extends Progress {
    /** Hears nothing. */
    ProbeListener NONE = new ProbeListener() {
        @Override
        public void at(String stage, int done, int total) {}
    };

    /** How the layers of a network are going to be probed, a line a layer. */
    default void planned(List<String> lines) {}

    /** Something is done otherwise than planned, with the same results. */
    default void warned(String what) {}

    /** A layer is done and saved. */
    default void layerDone(LayerResult result) {}

    /** Asked between batches and layers; true ends the study with a {@link ProbeStoppedException}. */
    default boolean stopAsked() {
        return false;
    }
}
