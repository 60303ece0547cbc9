package dev.facet.interpret.evaluation;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.facet.interpret.maps.RandomBaseline;
import dev.facet.interpret.metrics.ChannelMetric;
import dev.facet.interpret.metrics.ChannelScores;
import dev.facet.interpret.metrics.ChannelStatistics;
import dev.facet.interpret.metrics.LocationConsistency;
import dev.facet.interpret.stats.Bootstrap;
import dev.facet.interpret.stats.Estimate;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a layer's channels do, in numbers with intervals: every {@link ChannelMetric}, peaks at all levels, and the same
 * for random maps. The interval is over faces (bootstrap, faces with all their maps resampled together). Immutable.
 */
public final class ChannelMetrics {
    private final String network;
    private final String layer;
    private final ChannelScores scores;
    private final Map<RandomBaseline.Kind, ChannelScores> randomScores;
    private final Map<ChannelMetric, Estimate> estimates;
    private final Map<RandomBaseline.Kind, Map<ChannelMetric, Estimate>> randomEstimates;
    private final Map<Double, Estimate> peaks;
    private final Map<Double, Estimate> enlargedPeaks;

    private ChannelMetrics(
            String network,
            String layer,
            ChannelScores scores,
            Map<RandomBaseline.Kind, ChannelScores> randomScores,
            Map<Double, Estimate> enlargedPeaks,
            Bootstrap bootstrap) {
        this.network = network;
        this.layer = layer;
        this.scores = scores;
        this.randomScores = Collections.unmodifiableMap(new EnumMap<>(randomScores));
        this.estimates = estimates(scores, bootstrap);
        Map<RandomBaseline.Kind, Map<ChannelMetric, Estimate>> random = new EnumMap<>(RandomBaseline.Kind.class);
        randomScores.forEach((kind, table) -> random.put(kind, estimates(table, bootstrap)));
        this.randomEstimates = Collections.unmodifiableMap(random);
        Map<Double, Estimate> byRho = new TreeMap<>();
        for (double rho : scores.rhos()) {
            byRho.put(rho, bootstrap.estimate(scores.faces(), ChannelStatistics.peaks(scores, rho)));
        }
        this.peaks = Collections.unmodifiableMap(byRho);
        this.enlargedPeaks = Collections.unmodifiableMap(new TreeMap<>(enlargedPeaks));
    }

    /**
     * The metrics of a score table.
     *
     * @param network the network's name
     * @param layer the layer's name
     * @param scores the network's own; not changed afterwards
     * @param random scores of random stand-ins for the same faces and channels; may be empty
     * @param enlargedPeaks mean peaks on the picture's grid by rho; may be empty
     * @param bootstrap how intervals are made
     */
    public static ChannelMetrics of(
            String network,
            String layer,
            ChannelScores scores,
            Map<RandomBaseline.Kind, ChannelScores> random,
            Map<Double, Estimate> enlargedPeaks,
            Bootstrap bootstrap) {
        if (scores.faces() == 0) {
            throw new IllegalArgumentException("no face was scored for layer " + layer + " of " + network);
        }
        Map<RandomBaseline.Kind, ChannelScores> copy = new EnumMap<>(RandomBaseline.Kind.class);
        copy.putAll(random);
        return new ChannelMetrics(network, layer, scores, copy, enlargedPeaks, bootstrap);
    }

    public String network() {
        return network;
    }

    public String layer() {
        return layer;
    }

    /** The score of every channel on every face; must not be added to. */
    public ChannelScores scores() {
        return scores;
    }

    /** The scores of the random stand-ins; must not be added to. */
    public Map<RandomBaseline.Kind, ChannelScores> randomScores() {
        return randomScores;
    }

    /** A metric of the network. */
    public Estimate estimate(ChannelMetric metric) {
        return estimates.get(metric);
    }

    /** A metric of random maps; not measured if they were not scored. */
    public Estimate random(RandomBaseline.Kind kind, ChannelMetric metric) {
        Map<ChannelMetric, Estimate> of = randomEstimates.get(kind);
        return of == null ? Estimate.withoutInterval(Double.NaN) : of.get(metric);
    }

    /** Mean peaks of live maps on their own grid, by rho. */
    public Map<Double, Estimate> peaks() {
        return peaks;
    }

    /** Mean peaks of live maps enlarged to the picture, by rho; empty if not measured. */
    public Map<Double, Estimate> enlargedPeaks() {
        return enlargedPeaks;
    }

    /** All of it as JSON; see docs/results-format.md. */
    public JsonObject toJson() {
        JsonObject json = new JsonObject();
        json.addProperty("network", network);
        json.addProperty("layer", layer);
        json.addProperty("faces", scores.faces());
        json.addProperty("channels", scores.channels());
        json.addProperty("dead_channels", ChannelStatistics.deadChannels(scores));
        JsonArray parts = new JsonArray();
        scores.parts().forEach(parts::add);
        json.add("parts", parts);
        json.addProperty(
                "ls_ceiling", LocationConsistency.ceiling(scores.parts().size()));
        json.add("metrics", json(estimates));
        json.add("peaks_by_rho", byRho(peaks));
        json.add("peaks_by_rho_enlarged", byRho(enlargedPeaks));
        JsonObject random = new JsonObject();
        randomEstimates.forEach((kind, values) -> random.add(kind.name().toLowerCase(Locale.ROOT), json(values)));
        json.add("random", random);
        return json;
    }

    private static Map<ChannelMetric, Estimate> estimates(ChannelScores scores, Bootstrap bootstrap) {
        Map<ChannelMetric, Estimate> estimates = new EnumMap<>(ChannelMetric.class);
        for (ChannelMetric metric : ChannelMetric.values()) {
            estimates.put(metric, metric.estimate(scores, bootstrap));
        }
        return Collections.unmodifiableMap(estimates);
    }

    private static JsonObject json(Map<ChannelMetric, Estimate> estimates) {
        JsonObject json = new JsonObject();
        estimates.forEach((metric, estimate) -> json.add(metric.key(), estimate.toJson()));
        return json;
    }

    private static JsonObject byRho(Map<Double, Estimate> estimates) {
        JsonObject json = new JsonObject();
        estimates.forEach((rho, estimate) -> json.add(rho.toString(), estimate.toJson()));
        return json;
    }
}
