package dev.facet.report;

import dev.facet.interpret.probe.BestOf;
import dev.facet.interpret.probe.BestOf.Best;
import dev.facet.interpret.probe.ProbeScores;
import dev.facet.interpret.stats.Estimate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What the best layers, channels and neurons score on the test faces. */
final class ProbeTested {
    /** The best of what. */
    enum Which {
        LAYER(BestOf::layer),
        CHANNEL(BestOf::channel),
        NEURON(BestOf::neuron);

        private final Function<BestOf, Best> of;

        Which(Function<BestOf, Best> of) {
            this.of = of;
        }

        /** The best one; null if there is none. */
        Best of(BestOf best) {
            return of.apply(best);
        }
    }

    static final String BALANCED = "balanced_accuracy";

    private ProbeTested() {}

    /** A metric of a best one; empty where there is none or it was not measured. */
    static Optional<Estimate> of(BestOf best, Which which, String metric) {
        return Optional.ofNullable(which.of(best))
                .map(Best::scores)
                .map(ProbeScores::test)
                .map(scores -> scores.metrics().get(metric))
                .filter(Estimate::isMeasured);
    }

    /**
     * The balanced accuracy of each label of some groups.
     *
     * @param groups none for all
     */
    static double[] values(List<BestOf> best, Which which, FaceAttributes.Group... groups) {
        List<FaceAttributes.Group> wanted = Arrays.asList(groups);
        return best.stream()
                .filter(of -> wanted.isEmpty() || wanted.contains(FaceAttributes.group(of.label())))
                .map(of -> of(of, which, BALANCED))
                .flatMap(Optional::stream)
                .mapToDouble(Estimate::value)
                .toArray();
    }
}
