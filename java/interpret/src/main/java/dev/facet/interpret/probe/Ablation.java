package dev.facet.interpret.probe;

import dev.facet.interpret.pls.FeatureRows;
import dev.facet.interpret.pls.PlsException;
import dev.facet.interpret.pls.PlsModel;
import dev.facet.nn.Network;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Zeroes the neurons of a layer that are most important for a label and probes the layers behind it anew: how much of what the network
 * knows goes through these neurons alone. Beside it, as many other neurons are zeroed, drawn from all and drawn from those of like mean
 * activation: what is lost then is lost with so many neurons of any kind, or so active ones.
 *
 * @param layers where to zero neurons
 * @param labels whose neurons; empty for those {@link #USUAL_LABELS} that the layers tell best
 * @param shares of a layer's neurons to zero, each in (0, 1]
 * @param later how many of the layers behind are probed anew, evenly spread to the last
 * @param draws of other neurons of either kind; each takes as long as the ablation itself
 */
public record Ablation(List<String> layers, List<String> labels, List<Double> shares, int later, int draws) {
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
        if (draws < 1) {
            throw new IllegalArgumentException(
                    "an ablation is compared with at least one draw of other neurons, not " + draws);
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
                String of = "%s of %s, shares %s, %d later, %d draws"
                        .formatted(sample.label(), layer.name(), shares, later, draws);
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
            List<ProbedLayer> behind = behind();
            try (ZeroedLayer zeroed = new ZeroedLayer(
                    subject.network(), layer, behind, pictures, layout, MemoryShares.ablated(settings), listener)) {
                return run(zeroed, behind);
            }
        }

        private List<AblationResult> run(ZeroedLayer zeroed, List<ProbedLayer> behind) {
            FeatureRows train = zeroed.intact().<FeatureRows>map(rows -> rows).orElseGet(this::recomputed);
            float[] vip = regression.fitOne(train).vip();
            float[] activation = FeatureMeans.of(train).mean();
            List<AblationResult> results = new ArrayList<>();
            for (double share : shares) {
                int count = (int) Math.max(1, Math.round(share * vip.length));
                int[] important = UnitRanking.largest(vip, count);
                ControlNeurons others = new ControlNeurons(activation, important);
                List<ProbeScores> told = without(zeroed, "the most important", share, important);
                List<AblationResult.Later> changed = IntStream.range(0, behind.size())
                        .mapToObj(i -> new AblationResult.Later(
                                behind.get(i).name(),
                                intactScores(behind.get(i)).orElse(null),
                                told.get(i)))
                        .toList();
                results.add(new AblationResult(
                        rows.label().name(),
                        layer.name(),
                        share,
                        important.length,
                        others.activation(important),
                        changed,
                        others.canDraw() ? controls(zeroed, share, others) : List.of()));
            }
            return results;
        }

        private FeatureRows recomputed() {
            // Means take one more pass.
            long passes = regression.passesToFit(layer.features()) + 1;
            PassProgress progress = new PassProgress(
                    "ablating " + layer.name() + " for " + rows.label().name(),
                    passes * layout.train().length,
                    listener);
            return new NetworkRows(subject.network(), layer, pictures, progress, layout.train());
        }

        private List<AblationResult.Control> controls(ZeroedLayer zeroed, double share, ControlNeurons others) {
            SplittableRandom random = new SplittableRandom(settings.seed()
                    + List.of(layer.name(), rows.label().name(), share).hashCode());
            List<AblationResult.Control> controls = new ArrayList<>();
            for (int draw = 0; draw < draws; draw++) {
                for (AblationResult.Among among : AblationResult.Among.values()) {
                    boolean any = among == AblationResult.Among.ANY;
                    int[] drawn = any ? others.any(random) : others.alike(random);
                    String which = (any ? "other neurons, draw " : "others of like activation, draw ") + (draw + 1);
                    controls.add(new AblationResult.Control(
                            among, others.activation(drawn), without(zeroed, which, share, drawn)));
                }
            }
            return controls;
        }

        /** What later layers tell when some neurons are zero. */
        private List<ProbeScores> without(ZeroedLayer zeroed, String which, double share, int... neurons) {
            float[] kept = new float[layer.features()];
            Arrays.fill(kept, 1);
            for (int neuron : neurons) {
                kept[neuron] = 0;
            }
            String what = "with %.3g %% of %s zeroed for %s (%s)"
                    .formatted(100 * share, layer.name(), rows.label().name(), which);
            List<MemoryRows> train = zeroed.train(kept, what);
            List<MemoryRows> judged = zeroed.judged(kept, what);
            return IntStream.range(0, train.size())
                    .mapToObj(i -> {
                        PlsModel model = regression.fitOne(train.get(i));
                        return regression.scoresOfOne(judged.get(i), model).scored(new Head(rows, settings));
                    })
                    .toList();
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
