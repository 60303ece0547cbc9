package dev.facet.benchmarks.jobs;

/** A piece of work that is done again and again under a clock, by Facet or by a peer. One thread at a time. */
public interface Job extends AutoCloseable {
    /** Who does it, for example {@code facet} or {@code libtorch nchw}. */
    String who();

    /** Does the work once. */
    void run();

    /** The result of the last run, or a sample of it, by which the contenders of a comparison are held to the same numbers. */
    double[] result();

    @Override
    void close();
}
