package dev.facet.cli;

import dev.facet.interpret.classify.ClassifierMethod;
import dev.facet.interpret.classify.Lda;
import dev.facet.interpret.classify.LogisticRegression;
import dev.facet.interpret.classify.Qda;
import dev.facet.interpret.pls.Scaling;
import dev.facet.interpret.probe.ProbeSettings;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** The protocol of a probing study. */
final class ProbeOptions {
    private static final Pattern BYTES = Pattern.compile("(\\d{1,12})\\s*([kmg]?)(i?b)?", Pattern.CASE_INSENSITIVE);
    private static final long DEFAULT_MEMORY = 4L << 30;
    private static final double SHARE_OF_HEAP = 0.75;

    /** Pools with fewer pictures than this many times the protocol's cannot fill a validation set three times the training set. */
    private static final int ROOMY = 3;

    private static final int PROTOCOL_VALIDATION = 6144;

    @Option(
            names = "--components",
            paramLabel = "N",
            defaultValue = "8",
            description = "Components of partial least squares (default: ${DEFAULT-VALUE}).")
    private int components;

    @Option(
            names = "--scaling",
            paramLabel = "NAME",
            defaultValue = "auto",
            description =
                    "What is done to every neuron before the regression: auto subtracts its mean and divides by its "
                            + "standard deviation, so that no neuron counts more for being loud; centre subtracts alone (default: "
                            + "${DEFAULT-VALUE}).")
    private String scaling;

    @Option(
            names = "--train",
            paramLabel = "N",
            defaultValue = "2048",
            description = "Balanced pictures of a label to fit on, at most (default: ${DEFAULT-VALUE}).")
    private int train;

    @Option(
            names = "--validation",
            paramLabel = "N",
            description =
                    "Balanced pictures of a label to choose layers and units by, at most (default: 6144 where the "
                            + "data are many, else as many as --train).")
    private Integer validation;

    @Option(
            names = "--minimum",
            paramLabel = "N",
            defaultValue = "20",
            description = "Pictures of each class that both need at least; a rarer label is skipped (default: "
                    + "${DEFAULT-VALUE}).")
    private int minimum;

    @Option(
            names = "--units",
            paramLabel = "N",
            defaultValue = "8",
            description = "Most important neurons and channels to look at (default: ${DEFAULT-VALUE}).")
    private int units;

    @Option(
            names = "--spread",
            paramLabel = "N",
            defaultValue = "50",
            description = "Neurons over the range of importance that show whether it tells what they do (default: "
                    + "${DEFAULT-VALUE}; 0 for none).")
    private int spread;

    @Option(
            names = "--head",
            paramLabel = "NAME",
            defaultValue = "qda",
            description = "Classifier on the components: qda, lda or logistic, all with equal priors (default: "
                    + "${DEFAULT-VALUE}). Numbers are told by a ridge regression.")
    private String head;

    @Option(
            names = "--memory",
            paramLabel = "BYTES",
            description =
                    "For features, regressions and pictures, such as 4g or 900m (default: 4g, or three quarters of what "
                            + "Java may take). Layers that do not fit go to files, or are computed anew in every pass.")
    private String memory;

    @Option(
            names = "--disk",
            paramLabel = "BYTES",
            defaultValue = "12g",
            description = "For files of features that do not fit into memory, in --out, deleted as they are done with "
                    + "(default: ${DEFAULT-VALUE}; 0 for none).")
    private String disk;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Of samples, intervals and controls (default: ${DEFAULT-VALUE}).")
    private long seed;

    long seed() {
        return seed;
    }

    /** @param pool pictures to fit on and choose by */
    ProbeSettings settings(int pool) {
        boolean roomy = pool >= ROOMY * (train + PROTOCOL_VALIDATION);
        int choose = validation != null ? validation : roomy ? PROTOCOL_VALIDATION : train;
        return ProbeSettings.protocol(memoryBytes(), seed)
                .withComponents(components)
                .withScaling(scaling())
                .withSamples(train, choose, minimum)
                .withUnits(units, spread)
                .withHead(classifier());
    }

    private Scaling scaling() {
        return switch (scaling.toLowerCase(Locale.ROOT)) {
            case "centre" -> Scaling.CENTRE;
            case "auto" -> Scaling.AUTOSCALE;
            default -> throw new IllegalArgumentException("--scaling takes auto or centre, got '" + scaling + "'");
        };
    }

    private ClassifierMethod classifier() {
        return switch (head.toLowerCase(Locale.ROOT)) {
            case "qda" -> Qda.withEqualPriors();
            case "lda" -> Lda.withEqualPriors();
            case "logistic" -> LogisticRegression.withEqualPriors();
            default -> throw new IllegalArgumentException("--head takes qda, lda or logistic, got '" + head + "'");
        };
    }

    private long memoryBytes() {
        long heap = (long) (SHARE_OF_HEAP * Runtime.getRuntime().maxMemory());
        if (memory == null) {
            return Math.min(DEFAULT_MEMORY, heap);
        }
        long bytes = bytes("--memory", memory);
        if (bytes > heap) {
            throw new IllegalArgumentException(
                    "--memory " + memory + " is more than three quarters of what Java may take, " + (heap >> 20)
                            + "m; give it more with FACET_JAVA_OPTS=-Xmx" + ((bytes >> 30) * 4 / 3 + 1) + "g");
        }
        return bytes;
    }

    /** For files of features. */
    long diskBytes() {
        return bytes("--disk", disk);
    }

    private static long bytes(String option, String text) {
        Matcher m = BYTES.matcher(text.trim());
        if (!m.matches()) {
            throw new IllegalArgumentException(
                    option + " takes bytes such as 4g, 900m or 1073741824, got '" + text + "'");
        }
        int shift = switch (m.group(2).toLowerCase(Locale.ROOT)) {
            case "k" -> 10;
            case "m" -> 20;
            case "g" -> 30;
            default -> 0;
        };
        long number = Long.parseLong(m.group(1));
        if (number > Long.MAX_VALUE >> shift) {
            throw new IllegalArgumentException(option + " " + text + " is more than any machine has");
        }
        return number << shift;
    }
}
