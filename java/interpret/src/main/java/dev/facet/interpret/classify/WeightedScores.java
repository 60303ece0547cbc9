package dev.facet.interpret.classify;

import dev.facet.interpret.stats.Ranking;
import dev.facet.interpret.stats.WeightedStatistic;

/** The metrics of samples that count as often as told. */
final class WeightedScores {
    private WeightedScores() {}

    static double accuracy(boolean[] correct, int[] counts) {
        double hits = 0;
        double n = 0;
        for (int i = 0; i < correct.length; i++) {
            hits += correct[i] ? counts[i] : 0;
            n += counts[i];
        }
        return hits / n;
    }

    /** NaN where a class that has samples has none that count; classes without samples are no part of it. */
    static double balancedAccuracy(boolean[] correct, int[] labels, int classes, int[] counts) {
        double[] hits = new double[classes];
        double[] n = new double[classes];
        boolean[] present = new boolean[classes];
        for (int i = 0; i < correct.length; i++) {
            present[labels[i]] = true;
            hits[labels[i]] += correct[i] ? counts[i] : 0;
            n[labels[i]] += counts[i];
        }
        double sum = 0;
        int kinds = 0;
        for (int k = 0; k < classes; k++) {
            if (present[k]) {
                sum += hits[k] / n[k];
                kinds++;
            }
        }
        return sum / kinds;
    }

    /** The mean over classes that are told from something: those with samples that count, where others have some too; else NaN. */
    static WeightedStatistic auc(int[] labels, double[][] logPosteriors, int classes) {
        // Of two classes, the second against the first says it all.
        int first = classes == 2 ? 1 : 0;
        Ranking[] rankings = new Ranking[classes];
        boolean[][] ofClass = new boolean[classes][labels.length];
        for (int k = first; k < classes; k++) {
            double[] decisions = new double[labels.length];
            for (int i = 0; i < labels.length; i++) {
                ofClass[k][i] = labels[i] == k;
                // The difference still tells apart what a probability rounds to 1.
                decisions[i] = classes == 2 ? logPosteriors[i][1] - logPosteriors[i][0] : logPosteriors[i][k];
            }
            rankings[k] = Ranking.of(decisions);
        }
        return counts -> {
            double sum = 0;
            int kinds = 0;
            for (int k = first; k < classes; k++) {
                double auc = rankings[k].auc(ofClass[k], counts);
                if (!Double.isNaN(auc)) {
                    sum += auc;
                    kinds++;
                }
            }
            return sum / kinds;
        };
    }

    static double rSquared(double[] truth, double[] predicted, int[] counts) {
        double n = 0;
        double mean = 0;
        for (int i = 0; i < truth.length; i++) {
            n += counts[i];
            mean += counts[i] * truth[i];
        }
        mean /= n;
        double errors = 0;
        double total = 0;
        for (int i = 0; i < truth.length; i++) {
            errors += counts[i] * (truth[i] - predicted[i]) * (truth[i] - predicted[i]);
            total += counts[i] * (truth[i] - mean) * (truth[i] - mean);
        }
        return total == 0 ? Double.NaN : 1 - errors / total;
    }
}
