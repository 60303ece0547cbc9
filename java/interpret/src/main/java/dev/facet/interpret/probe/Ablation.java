package dev.facet.interpret.probe;

import dev.facet.engine.Node;
import dev.facet.engine.Shape;
import dev.facet.interpret.pls.FeatureRows;
import dev.facet.interpret.pls.PlsException;
import dev.facet.interpret.pls.PlsModel;
import dev.facet.nn.Network;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Zeroes the neurons of a layer that are most important for a label and probes the layers behind it anew: how much of what the network
 * knows goes through these neurons alone.
 *
 * @param layers where to zero neurons
 * @param labels whose neurons; empty for those {@link #USUAL_LABELS} that the layers tell best
 * @param shares of a layer's neurons to zero, each in (0, 1]
 * @param later how many of the layers behind are probed anew, evenly spread to the last
 */
public record Ablation(List<String> layers, List<String> labels, List<Double> shares, int later) {
    /** How many labels where none are named. */
    public static final int USUAL_LABELS = 3;

    public Ablation {
        layers = List.copyOf(layers);
        labels = List.copyOf(labels);
        shares = List.copyOf(shares);
        if (shares.stream().anyMatch(share -> !(share > 0 && share <= 1)) || later < 1) {
            throw new IllegalArgumentException(
                    "an ablation zeroes shares above 0 and at most 1 and looks at later layers, not " + shares + " and "
                            + later);
        }
    }

    /** Runs on a subject that was studied; what the store has is not done again. */
    List<AblationResult> run(
            ProbeSubject subject,
            NetworkResult intact,
            List<LabelSample> samples,
            PoolSplit split,
            ProbeSettings settings,
            LayerStore store,
            ProbeListener listener) {
        List<AblationResult> results = new ArrayList<>();
        ProbePictures pictures = new ProbePictures(
                subject.faces(), subject.network().network().inputSize(), MemoryShares.pictures(settings));
        Network network = subject.network().network();
        List<String> unknown = LayerChoice.unknown(network, layers);
        List<String> there =
                layers.stream().filter(layer -> !unknown.contains(layer)).toList();
        List<ProbedLayer> zeroed = there.isEmpty() ? List.of() : LayerChoice.of(network, there);
        for (ProbedLayer layer : zeroed) {
            for (LabelSample sample : chosen(samples, intact)) {
                String of = "%s of %s, shares %s, %d later".formatted(sample.label(), layer.name(), shares, later);
                Optional<List<AblationResult>> known = store.findAblation(of);
                if (known.isPresent()) {
                    results.addAll(known.get());
                    continue;
                }
                try {
                    List<AblationResult> found =
                            new One(subject, intact, layer, sample, split, settings, pictures, listener).run();
                    store.putAblation(of, found);
                    results.addAll(found);
                } catch (PlsException e) {
                    // What the study has found is worth more than this.
                    listener.warned("no neurons of " + layer.name() + " are zeroed for " + sample.label() + ": "
                            + e.getMessage());
                }
            }
        }
        return results;
    }

    /** Refuses labels that are not probed. */
    void require(List<LabelSample> samples) {
        for (String label : labels) {
            if (samples.stream().noneMatch(sample -> sample.label().name().equals(label))) {
                throw new IllegalArgumentException("cannot ablate neurons of " + label + ": it is not probed");
            }
        }
    }

    /** The labels named, or those told best by any layer. */
    private List<LabelSample> chosen(List<LabelSample> samples, NetworkResult intact) {
        require(samples);
        List<String> names = labels.isEmpty()
                ? intact.best().stream()
                        .filter(best -> best.layer() != null)
                        .sorted((a, b) -> Double.compare(value(b), value(a)))
                        .limit(USUAL_LABELS)
                        .map(BestOf::label)
                        .toList()
                : labels;
        return samples.stream()
                .filter(sample -> names.contains(sample.label().name()))
                .toList();
    }

    private static double value(BestOf best) {
        return best.layer().scores().validation().primary();
    }

    /** A layer and a label. */
    private final class One {
        private final ProbeSubject subject;
        private final NetworkResult intact;
        private final ProbedLayer layer;
        private final LabelRows rows;
        private final RowLayout layout;
        private final ProbeSettings settings;
        private final ProbePictures pictures;
        private final ProbeListener listener;
        private final WholeLayer regression;

        One(
                ProbeSubject subject,
                NetworkResult intact,
                ProbedLayer layer,
                LabelSample sample,
                PoolSplit split,
                ProbeSettings settings,
                ProbePictures pictures,
                ProbeListener listener) {
            this.subject = subject;
            this.intact = intact;
            this.layer = layer;
            this.layout = RowLayout.of(List.of(sample));
            this.rows = new LabelRows(sample, split, layout);
            this.settings = settings;
            this.pictures = pictures;
            this.listener = listener;
            this.regression = new WholeLayer(List.of(rows), settings);
        }

        List<AblationResult> run() {
            listener.at("ablating " + layer.name() + " for " + rows.label(), 0, 1);
            FeatureRows train = new NetworkRows(subject.network(), layer, pictures, layout.train());
            if (4L * train.rows() * train.features() <= MemoryShares.features(settings)) {
                train = LayerStorage.inMemory(
                                subject.network(),
                                List.of(layer),
                                pictures,
                                layout.train(),
                                Map.of(),
                                "fitted on",
                                listener)
                        .get(0);
            }
            float[] vip = regression.fitOne(train).vip();
            List<AblationResult> results = new ArrayList<>();
            for (double share : shares) {
                int count = (int) Math.max(1, Math.round(share * vip.length));
                int[] zeroed = UnitRanking.largest(vip, count);
                results.add(new AblationResult(
                        rows.label().name(), layer.name(), share, zeroed.length, without(vip.length, zeroed)));
            }
            return results;
        }

        /** What later layers tell when some neurons are zero. */
        private List<AblationResult.Later> without(int features, int... zeroed) {
            float[] kept = new float[features];
            Arrays.fill(kept, 1);
            for (int neuron : zeroed) {
                kept[neuron] = 0;
            }
            UnaryOperator<Node> zero = x -> x.graph().mul(x, x.graph().constant("kept_neurons", keptShape(x), kept));
            List<ProbedLayer> behind = behind();
            List<MemoryRows> train = features(behind, layout.train(), zero, "fitted on");
            List<MemoryRows> judged = features(behind, layout.judged(), zero, "judged");
            List<AblationResult.Later> later = new ArrayList<>();
            for (int i = 0; i < behind.size(); i++) {
                PlsModel model = regression.fitOne(train.get(i));
                ProbeScores scores =
                        regression.scoresOfOne(judged.get(i), model).scored(new Head(rows, settings));
                later.add(new AblationResult.Later(
                        behind.get(i).name(), intactScores(behind.get(i)).orElse(null), scores));
            }
            return later;
        }

        private Shape keptShape(Node x) {
            return x.shape().with(0, 1);
        }

        private List<MemoryRows> features(
                List<ProbedLayer> behind, int[] shown, UnaryOperator<Node> zero, String what) {
            return LayerStorage.inMemory(
                    subject.network(), behind, pictures, shown, Map.of(layer.name(), zero), what, listener);
        }

        /** Evenly spread layers behind this one that fit into memory together. */
        private List<ProbedLayer> behind() {
            long room = MemoryShares.features(settings) / later;
            List<ProbedLayer> all = subject.layers().stream()
                    .filter(candidate ->
                            candidate.index() > layer.index() && 4L * layout.rows() * candidate.features() <= room)
                    .toList();
            if (all.isEmpty()) {
                throw new PlsException("no probed layer stands behind " + layer.name()
                        + " whose features fit into memory; ablate an earlier layer, or give more --memory");
            }
            List<ProbedLayer> spread = new ArrayList<>();
            for (int i = 1; i <= Math.min(later, all.size()); i++) {
                spread.add(all.get((int) Math.round((double) i * all.size() / Math.min(later, all.size())) - 1));
            }
            return spread;
        }

        private Optional<ProbeScores> intactScores(ProbedLayer of) {
            return intact.layers().stream()
                    .filter(result -> result.layer().name().equals(of.name()))
                    .flatMap(result -> result.labels().stream())
                    .filter(result -> result.label().equals(rows.label().name()))
                    .map(LabelResult::layer)
                    .findFirst();
        }
    }
}
