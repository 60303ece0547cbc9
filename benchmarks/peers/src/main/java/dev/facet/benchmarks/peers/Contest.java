package dev.facet.benchmarks.peers;

import dev.facet.benchmarks.jobs.Job;
import java.util.List;
import java.util.function.Supplier;

/**
 * A job and who does it.
 *
 * @param name for example {@code vgg16-forward-16}
 * @param gigaflop multiplications and additions of one run by the direct algorithm, / 1e9
 * @param tolerance by how much results may differ from Facet's, relative to its largest value
 * @param contenders opens all of them on the same numbers, Facet first
 */
public record Contest(String name, double gigaflop, double tolerance, Supplier<List<Job>> contenders) {}
