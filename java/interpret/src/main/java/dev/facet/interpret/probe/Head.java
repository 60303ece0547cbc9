package dev.facet.interpret.probe;

import dev.facet.interpret.classify.Classifier;
import dev.facet.interpret.classify.Metric;
import dev.facet.interpret.classify.PredictionScores;
import dev.facet.interpret.classify.Regressor;
import dev.facet.interpret.classify.RidgeRegression;
import dev.facet.interpret.classify.Samples;
import java.util.List;

/** Tells a label from a few features: a classifier, or for numbers a ridge regression. */
final class Head {
    private static final double RIDGE = 1;

    private final LabelRows rows;
    private final ProbeSettings settings;

    Head(LabelRows rows, ProbeSettings settings) {
        this.rows = rows;
        this.settings = settings;
    }

    /** A fitted head. */
    final class Fitted {
        private final Classifier classifier;
        private final Regressor regressor;

        private Fitted(Classifier classifier, Regressor regressor) {
            this.classifier = classifier;
            this.regressor = regressor;
        }

        List<String> warnings() {
            return classifier == null ? regressor.warnings() : classifier.warnings();
        }

        private PredictionScores predict(Samples samples, double[] truth, int[] classes) {
            return classifier == null
                    ? PredictionScores.ofValues(truth, regressor.predict(samples))
                    : PredictionScores.ofClasses(classes, classifier.logPosteriors(samples));
        }

        private PredictionScores validation(Samples samples) {
            return predict(samples, rows.validationValues(), rows.validationClasses());
        }

        private PredictionScores test(Samples samples) {
            return predict(samples, rows.testValues(), rows.testClasses()).drawnBy(rows.testPeople());
        }

        /** What the label is chosen by on the validation pictures. */
        double choice(Samples validation) {
            return validation(validation).value(primary());
        }

        /** Scores on the validation pictures; only accuracy has an interval. */
        SetScores onValidation(Samples samples) {
            return SetScores.brief(validation(samples).drawnBy(rows.validationPeople()));
        }

        /** Scores on the test pictures; only accuracy has an interval. */
        SetScores onTestBriefly(Samples samples) {
            return SetScores.brief(test(samples));
        }

        /** Scores on the test pictures, all with intervals. */
        SetScores onTest(Samples samples) {
            return SetScores.full(test(samples), settings.bootstrap());
        }
    }

    /** Learns from features of the pictures to fit on. */
    Fitted fit(Samples train) {
        return rows.isNumber()
                ? new Fitted(null, new RidgeRegression(RIDGE).fit(train, rows.trainValues()))
                : new Fitted(settings.head().fit(train, rows.trainClasses(), rows.classes()), null);
    }

    private Metric primary() {
        return rows.isNumber() ? Metric.R_SQUARED : Metric.ACCURACY;
    }
}
