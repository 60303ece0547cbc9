package dev.facet.benchmarks.jobs;

import dev.facet.engine.Executable;

/** A job done by Facet: what can be asked about it besides its time. */
public abstract class FacetJob implements Job {
    @Override
    public final String who() {
        return "facet";
    }

    /** What a run is. */
    public abstract Executable executable();

    /** The mirror orbits that the templates of ECLoss begin with; 0 for other work. */
    public int templateOrbits() {
        return 0;
    }

    @Override
    public final void run() {
        executable().run();
    }
}
