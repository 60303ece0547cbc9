package dev.facet.benchmarks.peers;

import java.util.List;

/**
 * A job and who does it.
 *
 * @param name for example {@code vgg16-forward-16}
 * @param title as the tables show it
 * @param tolerance by how much results may differ from Facet's, relative to its largest value
 * @param memory whether its memory is worth a look: networks
 * @param contenders Facet first; all get the same numbers
 */
public record Contest(String name, String title, double tolerance, boolean memory, List<Contender> contenders) {
    /** The same job done by Facet alone. */
    public Contest ofFacet() {
        return new Contest(name, title, tolerance, memory, contenders.subList(0, 1));
    }
}
