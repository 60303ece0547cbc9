package dev.facet.interpret.classify;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Draws balanced samples of many attributes from one pool of pictures.
 *
 * <p>One order of all pictures, and one division of people into those to fit on and those to choose by, serve every
 * attribute: each takes the first pictures of each of its classes. Any attribute's sample is as random as one drawn for
 * itself, while attributes share as many pictures as can be, so that few need to go through the network.
 */
public final class BalancedSampling {
    /** A picture whose label is not known. */
    public static final int UNKNOWN = -1;

    private final int[] order;
    private final boolean[] forTraining;
    private final int train;
    private final int validation;
    private final int minimum;

    private BalancedSampling(int[] order, boolean[] forTraining, int train, int validation, int minimum) {
        this.order = order;
        this.forTraining = forTraining;
        this.train = train;
        this.validation = validation;
        this.minimum = minimum;
    }

    /**
     * Divides a pool.
     *
     * @param person who is on each picture, any number not negative; a negative one for somebody seen on no other
     * @param train how many samples of an attribute to fit on, over all classes
     * @param validation how many to choose by
     * @param minimum how many of each class either set needs at least; with fewer an attribute is refused
     * @param seed of the order
     */
    public static BalancedSampling of(int[] person, int train, int validation, int minimum, long seed) {
        if (train < 1 || validation < 1 || minimum < 1) {
            throw new IllegalArgumentException("cannot draw " + train + " and " + validation + " samples with at least "
                    + minimum + " of each class; all are at least 1");
        }
        SplittableRandom random = new SplittableRandom(seed);
        int[] order = shuffled(person.length, random);
        double share = (double) train / ((double) train + validation);
        return new BalancedSampling(order, divided(person, order, share), train, validation, minimum);
    }

    private static int[] shuffled(int n, SplittableRandom random) {
        int[] order = IntStream.range(0, n).toArray();
        for (int i = n - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swapped = order[i];
            order[i] = order[j];
            order[j] = swapped;
        }
        return order;
    }

    /** Gives each person, as they come in the order, to the set that lags behind its share of pictures. */
    private static boolean[] divided(int[] person, int[] order, double share) {
        Map<Integer, Integer> pictures = new HashMap<>();
        for (int p : person) {
            pictures.merge(p, 1, Integer::sum);
        }
        Map<Integer, Boolean> known = new HashMap<>();
        boolean[] forTraining = new boolean[person.length];
        long given = 0;
        long givenToTraining = 0;
        for (int picture : order) {
            boolean alone = person[picture] < 0;
            Boolean side = alone ? null : known.get(person[picture]);
            if (side == null) {
                int count = alone ? 1 : pictures.get(person[picture]);
                side = givenToTraining <= share * given;
                given += count;
                givenToTraining += side ? count : 0;
                if (!alone) {
                    known.put(person[picture], side);
                }
            }
            forTraining[picture] = side;
        }
        return forTraining;
    }

    /** How many pictures the pool has. */
    public int pictures() {
        return order.length;
    }

    /**
     * The sample of one attribute.
     *
     * @param labels the class of each picture of the pool, or {@link #UNKNOWN}
     * @param classes their names, for what is said when they are scarce; at least 2
     * @throws IllegalArgumentException if there is not a label for each picture, or one is no class
     */
    public BalancedSplit draw(int[] labels, List<String> classes) {
        requireLabels(labels, classes);
        if (Math.min(train, validation) < classes.size()) {
            return BalancedSplit.refused(String.format(
                    Locale.ROOT,
                    "%,d classes cannot be balanced over %,d pictures to fit on and %,d to choose by.",
                    classes.size(),
                    train,
                    validation));
        }
        int[] forTrain = available(labels, classes.size(), true);
        int[] forValidation = available(labels, classes.size(), false);
        int scarce = scarcest(forTrain, forValidation);
        if (Math.min(forTrain[scarce], forValidation[scarce]) < minimum) {
            return BalancedSplit.refused(String.format(
                    Locale.ROOT,
                    "%s: %,d pictures to fit on and %,d to choose by, of other people; each needs %,d.",
                    classes.get(scarce),
                    forTrain[scarce],
                    forValidation[scarce],
                    minimum));
        }
        int perTrain = Math.min(train / classes.size(), least(forTrain));
        int perValidation = Math.min(validation / classes.size(), least(forValidation));
        return new BalancedSplit(
                first(labels, classes.size(), true, perTrain),
                first(labels, classes.size(), false, perValidation),
                shrunk(classes, scarce, perTrain, perValidation),
                Optional.empty());
    }

    private Optional<String> shrunk(List<String> classes, int scarce, int perTrain, int perValidation) {
        List<String> less = new ArrayList<>();
        if (perTrain < train / classes.size()) {
            less.add(String.format(
                    Locale.ROOT, "fitted on %,d pictures instead of %,d", perTrain * classes.size(), train));
        }
        if (perValidation < validation / classes.size()) {
            less.add(String.format(
                    Locale.ROOT, "chosen by %,d pictures instead of %,d", perValidation * classes.size(), validation));
        }
        return less.isEmpty()
                ? Optional.empty()
                : Optional.of(classes.get(scarce) + " is scarce: " + String.join(", ", less) + ".");
    }

    private void requireLabels(int[] labels, List<String> classes) {
        if (classes.size() < 2) {
            throw new IllegalArgumentException("cannot balance samples over " + classes.size() + " class");
        }
        if (labels.length != order.length) {
            throw new IllegalArgumentException(labels.length + " labels for " + order.length + " pictures");
        }
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] != UNKNOWN && (labels[i] < 0 || labels[i] >= classes.size())) {
                throw new IllegalArgumentException("label " + labels[i] + " of picture " + i + " is none of "
                        + classes.size() + " classes, nor " + UNKNOWN + " for unknown");
            }
        }
    }

    private int[] available(int[] labels, int classes, boolean training) {
        int[] counts = new int[classes];
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] != UNKNOWN && forTraining[i] == training) {
                counts[labels[i]]++;
            }
        }
        return counts;
    }

    /** The class that limits the sample most, measured by what is wanted of it. */
    private int scarcest(int[] forTrain, int[] forValidation) {
        int scarcest = 0;
        double least = Double.POSITIVE_INFINITY;
        for (int k = 0; k < forTrain.length; k++) {
            double covered = Math.min((double) forTrain[k] / train, (double) forValidation[k] / validation);
            if (covered < least) {
                least = covered;
                scarcest = k;
            }
        }
        return scarcest;
    }

    private static int least(int[] counts) {
        return Arrays.stream(counts).min().orElseThrow();
    }

    private int[] first(int[] labels, int classes, boolean training, int perClass) {
        int[] taken = new int[classes];
        int[] chosen = new int[classes * perClass];
        int n = 0;
        for (int i : order) {
            if (labels[i] != UNKNOWN && forTraining[i] == training && taken[labels[i]] < perClass) {
                taken[labels[i]]++;
                chosen[n++] = i;
            }
        }
        Arrays.sort(chosen);
        return chosen;
    }
}
