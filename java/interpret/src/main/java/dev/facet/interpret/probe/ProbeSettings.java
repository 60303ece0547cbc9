package dev.facet.interpret.probe;

import dev.facet.interpret.classify.ClassifierMethod;
import dev.facet.interpret.classify.Qda;
import dev.facet.interpret.pls.Scaling;
import dev.facet.interpret.stats.Bootstrap;

/**
 * How a study is done.
 *
 * @param components of partial least squares, at most
 * @param scaling what the regression does to every neuron first
 * @param train balanced pictures of an attribute to fit on, at most
 * @param validation balanced pictures to choose by, at most
 * @param minimum pictures of each class that either set needs at least; with fewer an attribute is skipped
 * @param units how many of the most important neurons and channels are looked at
 * @param spread how many neurons, evenly spread over the range of VIP, tell whether VIP tells accuracy
 * @param head the classifier on the scores
 * @param memoryBytes for features and regressions
 * @param seed of samples and intervals
 * @param bootstrap how intervals are made
 */
public record ProbeSettings(
        int components,
        Scaling scaling,
        int train,
        int validation,
        int minimum,
        int units,
        int spread,
        ClassifierMethod head,
        long memoryBytes,
        long seed,
        Bootstrap bootstrap) {
    private static final int REPLICATES = 200;

    public ProbeSettings {
        if (components < 1 || components > 64) {
            throw new IllegalArgumentException("components must be from 1 to 64, got " + components);
        }
        if (units < 1 || spread < 0) {
            throw new IllegalArgumentException("a study looks at units, not at " + units + " and " + spread);
        }
        if (memoryBytes < 64L << 20) {
            throw new IllegalArgumentException("a study needs 64 MiB of memory or more, got " + memoryBytes + " bytes");
        }
    }

    /** The thesis' protocol: 8 components, 2,048 pictures to fit on and 6,144 to choose by, 8 units, QDA with equal priors; of scaling it says nothing. */
    public static ProbeSettings protocol(long memoryBytes, long seed) {
        return new ProbeSettings(
                8,
                Scaling.AUTOSCALE,
                2048,
                6144,
                20,
                8,
                50,
                Qda.withEqualPriors(),
                memoryBytes,
                seed,
                Bootstrap.withSeed(seed).withReplicates(REPLICATES));
    }

    /** All but the memory, which changes how results are had; files, in place of memory, round features to 11 bits. */
    String protocol() {
        return "%d components, %s, %d + %d pictures (%d at least), %d units, %d spread, %s, seed %d, %s"
                .formatted(components, scaling, train, validation, minimum, units, spread, head, seed, bootstrap);
    }

    /** This with that many components of partial least squares. */
    public ProbeSettings withComponents(int other) {
        return new ProbeSettings(
                other, scaling, train, validation, minimum, units, spread, head, memoryBytes, seed, bootstrap);
    }

    /** This with neurons centred alone, or brought to unit variance too. */
    public ProbeSettings withScaling(Scaling other) {
        return new ProbeSettings(
                components, other, train, validation, minimum, units, spread, head, memoryBytes, seed, bootstrap);
    }

    /** This with other numbers of pictures to fit, to choose and at least of a label. */
    public ProbeSettings withSamples(int newTrain, int newValidation, int newMinimum) {
        return new ProbeSettings(
                components,
                scaling,
                newTrain,
                newValidation,
                newMinimum,
                units,
                spread,
                head,
                memoryBytes,
                seed,
                bootstrap);
    }

    /** This with other numbers of channels and neurons. */
    public ProbeSettings withUnits(int newUnits, int newSpread) {
        return new ProbeSettings(
                components,
                scaling,
                train,
                validation,
                minimum,
                newUnits,
                newSpread,
                head,
                memoryBytes,
                seed,
                bootstrap);
    }

    /** This with another classifier or regression on top of the selected values. */
    public ProbeSettings withHead(ClassifierMethod other) {
        return new ProbeSettings(
                components, scaling, train, validation, minimum, units, spread, other, memoryBytes, seed, bootstrap);
    }
}
