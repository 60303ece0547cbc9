package dev.facet.interpret.pls;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Partial least squares regression of many targets on one matrix of features. docs/probing.md explains the algorithms. */
public final class PlsRegression {
    private PlsRegression() {}

    /** Fits every target; the models are in the targets' order. As {@link #fit(FeatureRows, List, PlsOptions, Consumer)}. */
    public static List<PlsModel> fit(FeatureRows rows, List<PlsTarget> targets, PlsOptions options) {
        List<PlsModel> models = new ArrayList<>();
        fit(rows, targets, options, models::add);
        return models;
    }

    /**
     * Fits every target and hands over each model as soon as it is there, in the targets' order: models of millions of features
     * are large, and need not all be kept.
     *
     * @throws PlsException if a feature is not a finite number, or a target names rows that do not exist
     * @throws IllegalArgumentException if the algorithm cannot work on these rows or with this scaling; the message says what can
     */
    public static void fit(FeatureRows rows, List<PlsTarget> targets, PlsOptions options, Consumer<PlsModel> consumer) {
        fitGroups(rows, targets, options, models -> models.forEach(consumer));
    }

    /**
     * As {@link #fit(FeatureRows, List, PlsOptions, Consumer)}, but hands over the models that were fitted together, for a look at
     * other rows that serves them all. A model takes {@code components + 1} vectors as long as a row.
     */
    public static void fitGroups(
            FeatureRows rows, List<PlsTarget> targets, PlsOptions options, Consumer<List<PlsModel>> consumer) {
        targets.forEach(target -> target.requireWithin(rows.rows()));
        int group = group(rows.features(), targets, options);
        switch (options.algorithm()) {
            case UNDEFLATED -> undeflated(rows, targets, options, group, consumer);
            case SHARED_KERNEL -> {
                if (options.scaling() != Scaling.CENTRE) {
                    throw new IllegalArgumentException(
                            "The shared kernel serves all targets because it is not scaled for"
                                    + " each; use Scaling.CENTRE, or PlsAlgorithm.UNDEFLATED");
                }
                new SharedKernelFit(rows, options).run(targets, group, consumer);
            }
            case NIPALS -> nipals(rows, targets, options, consumer);
        }
    }

    /** How many groups of targets a fit works on, one after the other. */
    public static int groups(int features, List<PlsTarget> targets, PlsOptions options) {
        int group = group(features, targets, options);
        return (targets.size() + group - 1) / group;
    }

    /** How often a fit by {@link PlsAlgorithm#UNDEFLATED} reads the features, at most. */
    public static int passes(int features, List<PlsTarget> targets, PlsOptions options) {
        int scales = options.scaling() == Scaling.AUTOSCALE ? 1 : 0;
        return groups(features, targets, options) * (1 + scales + options.components());
    }

    /** How many targets are fitted together. */
    private static int group(int features, List<PlsTarget> targets, PlsOptions options) {
        int columns = targets.stream().mapToInt(PlsTarget::columns).max().orElse(1);
        return Groups.columns(features, vectors(options, columns), options.memoryBytes(), targets.size());
    }

    private static void undeflated(
            FeatureRows rows,
            List<PlsTarget> targets,
            PlsOptions options,
            int group,
            Consumer<List<PlsModel>> consumer) {
        for (int first = 0; first < targets.size(); first += group) {
            consumer.accept(together(rows, targets.subList(first, Math.min(first + group, targets.size())), options));
        }
    }

    /** The models alone; what a fit needs besides is free again when they are handed over. */
    private static List<PlsModel> together(FeatureRows rows, List<PlsTarget> targets, PlsOptions options) {
        List<Components> fits = FirstPass.components(rows, targets, options);
        UndeflatedFit.run(rows, fits);
        return fits.stream().map(Components::model).toList();
    }

    private static void nipals(
            FeatureRows rows, List<PlsTarget> targets, PlsOptions options, Consumer<List<PlsModel>> consumer) {
        if (!(rows instanceof ResidentRows resident)) {
            throw new IllegalArgumentException(
                    "NIPALS deflates a copy of the features, which must be ResidentRows, not "
                            + rows.getClass().getSimpleName() + "; use PlsAlgorithm.UNDEFLATED");
        }
        List<FeatureMoments> moments = FirstPass.moments(rows, targets, options);
        for (int i = 0; i < targets.size(); i++) {
            consumer.accept(List.of(NipalsFit.fit(resident, targets.get(i), moments.get(i), options)));
        }
    }

    /** Vectors as long as a row of features that the fit of one target takes at most, native memory included. */
    private static int vectors(PlsOptions options, int columns) {
        int histories = options.keepWeights() ? 3 : 2; // rotations and loadings; weights
        int working = 6; // direction, weight, mean, VIP, and the program's weights and sums
        working += options.scaling() == Scaling.AUTOSCALE ? 1 : 0;
        return columns + working + histories * options.components();
    }
}
