package dev.facet.interpret.probe;

import dev.facet.interpret.classify.ClassifierMethod;
import dev.facet.interpret.classify.Qda;
import dev.facet.interpret.pls.Scaling;
import dev.facet.interpret.stats.Bootstrap;
import java.util.function.Consumer;

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
    public ProbeSettings withComponents(int value) {
        return with(draft -> draft.components = value);
    }

    /** This with neurons centred alone, or brought to unit variance too. */
    public ProbeSettings withScaling(Scaling value) {
        return with(draft -> draft.scaling = value);
    }

    /** This with other numbers of pictures to fit, to choose and at least of a label. */
    public ProbeSettings withSamples(int train, int validation, int minimum) {
        return with(draft -> {
            draft.train = train;
            draft.validation = validation;
            draft.minimum = minimum;
        });
    }

    /** This with other numbers of channels and neurons. */
    public ProbeSettings withUnits(int units, int spread) {
        return with(draft -> {
            draft.units = units;
            draft.spread = spread;
        });
    }

    /** This with another classifier or regression on top of the selected values. */
    public ProbeSettings withHead(ClassifierMethod value) {
        return with(draft -> draft.head = value);
    }

    private ProbeSettings with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.settings();
    }

    /** The settings while one of them changes. */
    private static final class Draft {
        private int components;
        private Scaling scaling;
        private int train;
        private int validation;
        private int minimum;
        private int units;
        private int spread;
        private ClassifierMethod head;
        private final long memoryBytes;
        private final long seed;
        private final Bootstrap bootstrap;

        Draft(ProbeSettings settings) {
            components = settings.components;
            scaling = settings.scaling;
            train = settings.train;
            validation = settings.validation;
            minimum = settings.minimum;
            units = settings.units;
            spread = settings.spread;
            head = settings.head;
            memoryBytes = settings.memoryBytes;
            seed = settings.seed;
            bootstrap = settings.bootstrap;
        }

        ProbeSettings settings() {
            return new ProbeSettings(
                    components, scaling, train, validation, minimum, units, spread, head, memoryBytes, seed, bootstrap);
        }
    }
}
