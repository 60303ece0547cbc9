package dev.facet.benchmarks.jobs;

import dev.facet.engine.Executable;
import dev.facet.engine.Graph;

/** A job done by Facet: what can be asked about it besides its time. */
public abstract class FacetJob implements Job {
    @Override
    public final String who() {
        return "facet";
    }

    /** What is computed, before the planner. */
    public abstract Graph graph();

    /** What a run is. */
    public abstract Executable executable();

    @Override
    public final void run() {
        executable().run();
    }
}
