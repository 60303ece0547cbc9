package dev.facet.interpret.probe;

import dev.facet.interpret.pls.PlsAlgorithm;
import dev.facet.interpret.pls.PlsException;
import dev.facet.nn.Network;
import dev.facet.nn.TrainedNetwork;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The study: how well each layer of a network, and the channels and neurons in it, tell each label. Samples are drawn once and serve
 * every network, so that networks are compared on the same pictures.
 *
 * <pre>{@code
 * ProbeStudy study = ProbeStudy.of(labels, PoolSplit.of(faces, 0.2, 1), ProbeSettings.protocol(4L << 30, 1));
 * NetworkResult result = study.run(subject, store, ProbeListener.NONE);
 * }</pre>
 */
public final class ProbeStudy {
    /** Of what layers' files hold; to be raised with every change, so that results of an older Facet are not taken for today's. */
    private static final int FORMAT = 4;

    private final PoolSplit split;
    private final ProbeSettings settings;
    private final List<LabelSample> samples;
    private final List<LabelSample> probed;
    private final boolean shuffledToo;
    private final long diskBytes;

    private ProbeStudy(
            PoolSplit split, ProbeSettings settings, List<LabelSample> samples, boolean shuffledToo, long diskBytes) {
        this.split = split;
        this.settings = settings;
        this.samples = samples;
        this.probed = samples.stream().filter(sample -> !sample.isSkipped()).toList();
        this.shuffledToo = shuffledToo;
        this.diskBytes = diskBytes;
        if (probed.isEmpty()) {
            throw new IllegalArgumentException("no label can be probed; "
                    + samples.get(0).label() + ": " + samples.get(0).skipped().orElseThrow());
        }
    }

    /** Draws the pictures of every label. */
    public static ProbeStudy of(List<ProbeLabel> labels, PoolSplit split, ProbeSettings settings) {
        if (labels.isEmpty()) {
            throw new IllegalArgumentException("a study needs labels");
        }
        LabelSampling sampling = new LabelSampling(split, settings);
        return new ProbeStudy(
                split, settings, labels.stream().map(sampling::draw).toList(), false, 0);
    }

    /** This with every label fitted a second time with its values dealt anew among the pictures: what chance tells. */
    public ProbeStudy withShuffledLabels() {
        return new ProbeStudy(split, settings, samples, true, diskBytes);
    }

    /** This with files for features that do not fit into memory, of so many bytes at a time. */
    public ProbeStudy withDisk(long bytes) {
        return new ProbeStudy(split, settings, samples, shuffledToo, bytes);
    }

    /** The labels with their pictures, those skipped too. */
    public List<LabelSummary> labels() {
        return samples.stream().map(LabelSummary::of).toList();
    }

    public ProbeSettings settings() {
        return settings;
    }

    public PoolSplit split() {
        return split;
    }

    /**
     * Studies a network.
     *
     * @param store keeps each layer's result as soon as it is there; layers that it has are not probed again
     * @return the network's result and, with shuffled labels, that of the control
     * @throws ProbeStoppedException if the listener asks to stop
     * @throws dev.facet.faces.FaceDataException if a picture cannot be read
     */
    public List<NetworkResult> run(ProbeSubject subject, LayerStore store, ProbeListener listener) {
        long start = System.nanoTime();
        RowLayout layout = RowLayout.of(probed);
        ProbePictures pictures = pictures(subject);
        Map<Integer, LayerResult> done = new TreeMap<>();
        List<ProbedLayer> missing = new ArrayList<>();
        for (ProbedLayer layer : subject.layers()) {
            Optional<LayerResult> known = store.find(layer);
            known.ifPresentOrElse(result -> done.put(layer.index(), result), () -> missing.add(layer));
        }
        ProbePlan plan = ProbePlan.of(subject.network().network(), missing, layout, targets(), settings, diskBytes);
        listener.planned(plan.describe());
        for (List<LayerPlan> group : plan.groups()) {
            for (LayerResult result : probe(subject, group, layout, pictures, store, listener)) {
                done.put(result.layer().index(), result);
            }
        }
        return results(subject, plan, List.copyOf(done.values()), (System.nanoTime() - start) / 1e9);
    }

    /** All that decides a subject's results, a line each, for a {@link LayerStore}. */
    public String key(ProbeSubject subject) {
        StringBuilder key = new StringBuilder();
        key.append("format ").append(FORMAT).append('\n');
        key.append("network ").append(subject.name()).append('\n');
        Network network = subject.network().network();
        key.append("structure ")
                .append(network.architecture())
                .append(' ')
                .append(Weights.structureHash(network))
                .append(", input ")
                .append(network.inputSize())
                .append('\n');
        key.append("weights ").append(Weights.hash(subject.network())).append('\n');
        key.append("pictures ")
                .append(subject.faces().size())
                .append(", ")
                .append(split)
                .append('\n');
        key.append("settings ")
                .append(settings.protocol())
                .append(shuffledToo ? ", shuffled labels too" : "")
                .append('\n');
        for (LabelSample sample : samples) {
            key.append("label ")
                    .append(sample.label())
                    .append(' ')
                    .append(sample.hash())
                    .append('\n');
        }
        return key.toString();
    }

    private int targets() {
        return probed.stream()
                        .mapToInt(sample -> Math.max(
                                1,
                                sample.label().kind() == LabelKind.CLASSES
                                        ? sample.label().classes().size()
                                        : 1))
                        .sum()
                * (shuffledToo ? 2 : 1);
    }

    private ProbePictures pictures(ProbeSubject subject) {
        int size = subject.network().network().inputSize();
        return new ProbePictures(subject.faces(), size, MemoryShares.pictures(settings));
    }

    /** The labels with their rows; behind them, where wanted, those with shuffled values. */
    private List<LabelRows> rows(RowLayout layout) {
        List<LabelRows> rows = new ArrayList<>();
        probed.forEach(sample -> rows.add(new LabelRows(sample, split, layout)));
        if (shuffledToo) {
            for (LabelSample sample : probed) {
                ProbeLabel shuffled = sample.label().shuffled(settings.seed(), sample.train());
                rows.add(new LabelRows(sample.withLabel(shuffled), split, layout));
            }
        }
        return rows;
    }

    private List<LayerResult> probe(
            ProbeSubject subject,
            List<LayerPlan> group,
            RowLayout layout,
            ProbePictures pictures,
            LayerStore store,
            ProbeListener listener) {
        LayerProbe probe = new LayerProbe(rows(layout), probed.size(), settings, layout, pictures);
        List<LayerResult> results = new ArrayList<>();
        try (KeptLayers kept = new KeptLayers(subject, group, layout, pictures, store.scratch())) {
            kept.compute(listener);
            for (int i = 0; i < group.size(); i++) {
                if (listener.stopAsked()) {
                    throw new ProbeStoppedException();
                }
                LayerPlan plan = group.get(i);
                String stage = "probing " + plan.layer().name();
                listener.at(stage, 0, 1);
                PassProgress progress = new PassProgress(stage, probe.picturesShown(plan.layer()), listener);
                LayerResult result = probe(probe, kept.features(i, progress, listener), plan);
                kept.giveBack(i);
                store.put(result);
                listener.layerDone(result);
                results.add(result);
            }
        }
        return results;
    }

    private static LayerResult probe(LayerProbe probe, LayerFeatures features, LayerPlan plan) {
        // What is computed anew against the plan gives no windows, which the matrix of inner products is made from.
        PlsAlgorithm algorithm = features.storage() == plan.storage() ? plan.algorithm() : PlsAlgorithm.UNDEFLATED;
        try {
            return probe.run(features, algorithm);
        } catch (PlsException e) {
            return LayerResult.failed(
                    plan.layer(), features.storage().label(), plan.layer().name() + ": " + e.getMessage());
        }
    }

    private List<NetworkResult> results(
            ProbeSubject subject, ProbePlan plan, List<LayerResult> layers, double seconds) {
        List<NetworkResult> results = new ArrayList<>();
        results.add(result(subject, subject.name(), subject.control(), plan, layers, false, seconds));
        if (shuffledToo) {
            results.add(
                    result(subject, subject.name() + ", shuffled labels", "shuffled_labels", plan, layers, true, 0));
        }
        return results;
    }

    private NetworkResult result(
            ProbeSubject subject,
            String name,
            String control,
            ProbePlan plan,
            List<LayerResult> layers,
            boolean shuffled,
            double seconds) {
        List<LayerResult> own =
                layers.stream().map(layer -> layer.ofLabels(shuffled)).toList();
        TrainedNetwork network = subject.network();
        String last = network.network().layers().get(network.network().layers().size() - 1);
        return new NetworkResult(
                name,
                control,
                network.network().architecture(),
                network.network().inputSize(),
                new LayerCost(network.network()).multiplyAdds(last),
                subject.seen(),
                seconds,
                plan.describe(),
                own,
                probed.stream()
                        .map(sample -> BestOf.of(sample.label().name(), own))
                        .toList(),
                List.of());
    }

    /**
     * Refuses an ablation of labels that are not probed.
     *
     * @throws IllegalArgumentException that names the label
     */
    public void require(Ablation ablation) {
        ablation.require(probed);
    }

    /**
     * Zeroes important neurons of a network that was studied. Layers that the network does not have are left out; what cannot be done
     * is told the listener.
     *
     * @param intact the network's result
     * @param store keeps what was found as soon as it is there, a layer and a label at a time; what it has is not done again
     * @return that result with what was found
     */
    public NetworkResult ablate(
            ProbeSubject subject, NetworkResult intact, Ablation ablation, LayerStore store, ProbeListener listener) {
        return intact.withAblations(ablation.run(subject, intact, probed, split, settings, store, listener));
    }

    /**
     * Scores a network that was trained on attributes by its own outputs, on the pictures that the study judges.
     *
     * @param subject whose only layer is {@link SupervisedBaseline#output}
     * @param attributes what its outputs tell, in their order
     */
    public BaselineResult baseline(ProbeSubject subject, List<String> attributes, ProbeListener listener) {
        return new SupervisedBaseline(attributes, split, settings).run(subject, probed, listener);
    }
}
