package dev.facet.faces.inspect;

import dev.facet.faces.FaceParts;
import dev.facet.faces.LandmarkScheme;
import dev.facet.faces.Partition;
import dev.facet.faces.data.FaceSource;
import dev.facet.faces.data.Problems;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a data set holds.
 *
 * @param source the data set
 * @param pictures number of pictures
 * @param perIdentity pictures a person
 * @param attributes by name
 * @param measures by name
 * @param landmarks number of pictures with landmarks of each scheme
 * @param parts the parts that masks tell
 * @param concepts number of pictures with a mask of each concept
 * @param partitions number of pictures in each part of the data set; empty if its makers did not split it
 * @param lookedAt what decoding some of the pictures showed
 * @param pairs of a verification protocol
 * @param problems what is left out or was found
 */
public record Inspection(
        FaceSource source,
        int pictures,
        Range perIdentity,
        Map<String, Attribute> attributes,
        Map<String, Range> measures,
        Map<LandmarkScheme, Integer> landmarks,
        Set<FaceParts> parts,
        Map<String, Integer> concepts,
        Map<Partition, Integer> partitions,
        LookedAt lookedAt,
        Optional<PairCounts> pairs,
        Problems problems) {

    /**
     * Values over pictures or people.
     *
     * @param count how many there are
     * @param min smallest
     * @param median middle
     * @param max largest
     */
    public record Range(int count, double min, double median, double max) {}

    /**
     * A yes-or-no attribute.
     *
     * @param known number of pictures of which it is known
     * @param positive number of pictures that have it
     */
    public record Attribute(int known, int positive) {}

    /**
     * Pictures that were decoded.
     *
     * @param pictures how many
     * @param readable how many could be
     * @param sizes number of pictures of each size, as {@code 250x250}, the most frequent first
     */
    public record LookedAt(int pictures, int readable, Map<String, Integer> sizes) {}

    /**
     * Pairs of a verification protocol.
     *
     * @param pairs how many
     * @param same how many show one person
     * @param folds number of folds
     * @param oneSided number of folds with pairs of one kind only
     */
    public record PairCounts(int pairs, int same, int folds, int oneSided) {}
}
