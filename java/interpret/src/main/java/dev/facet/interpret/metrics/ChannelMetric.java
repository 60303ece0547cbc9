package dev.facet.interpret.metrics;

import dev.facet.interpret.metrics.ChannelStatistics.DeadMapRule;
import dev.facet.interpret.stats.Bootstrap;
import dev.facet.interpret.stats.Estimate;
import dev.facet.interpret.stats.WeightedStatistic;
import java.util.function.Function;

/** The channel metrics that evaluations report, by name. */
public enum ChannelMetric {
    /** Location consistency over live maps. */
    LS(
            "ls",
            "Location consistency (LS)",
            Better.HIGHER,
            "Does a channel look at the same part of every face? 0: it roams over all parts alike;"
                    + " the ceiling: it never leaves its part.",
            s -> ChannelStatistics.ls(s, DeadMapRule.EXCLUDED)),
    /** LS as a part of its ceiling. */
    LS_NORMALISED(
            "ls_normalised",
            "LS, part of its ceiling",
            Better.HIGHER,
            "The same on a scale from 0 to 1, comparable between different sets of parts.",
            s -> scaled(
                    ChannelStatistics.ls(s, DeadMapRule.EXCLUDED),
                    1 / LocationConsistency.ceiling(s.parts().size()))),
    /** LS by an unbiased estimate of the repetition rate. */
    LS_UNBIASED(
            "ls_unbiased",
            "LS, without chance",
            Better.HIGHER,
            "LS after taking away what chance alone adds when a channel is seen on few faces.",
            ChannelStatistics::lsUnbiased),
    /** The entropy variant of LS. */
    LS_ENTROPY(
            "ls_entropy",
            "LS, entropy variant",
            Better.HIGHER,
            "The same question answered by entropy: 0 for a roaming channel, 1 for a faithful one.",
            ChannelStatistics::lsEntropy),
    /** LS with dead maps counted as the paper's formulas do. */
    LS_WITH_DEAD(
            "ls_with_dead_maps",
            "LS, dead maps counted",
            Better.NEITHER,
            "LS as the paper's formulas give it, where a dead channel looks perfectly consistent."
                    + " Only for comparison with published figures.",
            s -> ChannelStatistics.ls(s, DeadMapRule.COUNTED)),
    /** Part explainability over live maps. */
    PEI(
            "pei",
            "Part explainability (PEI)",
            Better.HIGHER,
            "How well does a channel's strongest region fit one part of the face? 0: not at all; 1: it covers exactly"
                    + " the part.",
            s -> ChannelStatistics.pei(s, DeadMapRule.EXCLUDED)),
    /** PEI with dead maps counted as zero. */
    PEI_WITH_DEAD(
            "pei_with_dead_maps",
            "PEI, dead maps counted",
            Better.HIGHER,
            "The same with dead maps counted as fitting nothing.",
            s -> ChannelStatistics.pei(s, DeadMapRule.COUNTED)),
    /** Peaks of prominence above a tenth of the range. */
    PEAKS(
            "peaks",
            "Peaks per map",
            Better.LOWER,
            "How many separate hot spots does a channel show on one face? A single one is easiest to read.",
            s -> ChannelStatistics.peaks(s, Peaks.DEFAULT_RHO)),
    /** The part of maps that are constant. */
    DEAD_MAPS(
            "dead_maps",
            "Dead maps",
            Better.LOWER,
            "The share of maps without any signal. They explain nothing and are left out of the other numbers.",
            ChannelStatistics::deadRate),
    /** The part of live maps with a region smaller than a tenth. */
    SPARSE_MAPS(
            "sparse_maps",
            "Sparse maps",
            Better.NEITHER,
            "The share of live maps that are at their lowest value on more than nine tenths of the face.",
            ChannelStatistics::sparseRate),
    /** The part of live maps whose region touches no part. */
    OFF_FACE(
            "off_face",
            "Regions off the face",
            Better.LOWER,
            "The share of live maps whose strongest region touches no part of the face.",
            ChannelStatistics::offFaceRate);

    private final String key;
    private final String label;
    private final Better better;
    private final String meaning;
    private final Function<ChannelScores, WeightedStatistic> statistic;

    ChannelMetric(
            String key,
            String label,
            Better better,
            String meaning,
            Function<ChannelScores, WeightedStatistic> statistic) {
        this.key = key;
        this.label = label;
        this.better = better;
        this.meaning = meaning;
        this.statistic = statistic;
    }

    /** Its name in result files. */
    public String key() {
        return key;
    }

    /** Its name in tables. */
    public String label() {
        return label;
    }

    public Better better() {
        return better;
    }

    /** What it asks, in plain words. */
    public String meaning() {
        return meaning;
    }

    /**
     * How its intervals are made. Faces drawn twice make channels look more consistent than they are, by more than the
     * spread of LS over many channels, so that quantiles of resampled values would lie beside the value.
     */
    public Bootstrap.Method intervalMethod() {
        return key.startsWith("ls") ? Bootstrap.Method.CENTRED : Bootstrap.Method.BCA;
    }

    /** The metric of a table with its interval over faces. */
    public Estimate estimate(ChannelScores scores, Bootstrap bootstrap) {
        return bootstrap.withMethod(intervalMethod()).estimate(scores.faces(), of(scores));
    }

    /** The metric as a statistic over the faces of a table. */
    public WeightedStatistic of(ChannelScores scores) {
        return statistic.apply(scores);
    }

    private static WeightedStatistic scaled(WeightedStatistic statistic, double factor) {
        return counts -> factor * statistic.of(counts);
    }
}
