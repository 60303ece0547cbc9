package dev.facet.interpret.probe;

import dev.facet.interpret.pls.FeatureRows;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The features of a group of layers: in memory, in files, or computed anew in every pass. */
final class KeptLayers implements AutoCloseable {
    private final ProbeSubject subject;
    private final List<LayerPlan> plans;
    private final RowLayout layout;
    private final ProbePictures pictures;
    private final Path folder;
    // Of each layer the two matrices; null once it is given back, or where it is computed anew.
    private final List<LayerSink> train = new ArrayList<>();
    private final List<LayerSink> judged = new ArrayList<>();

    /** @param folder for files of features; made if needed */
    KeptLayers(ProbeSubject subject, List<LayerPlan> plans, RowLayout layout, ProbePictures pictures, Path folder) {
        this.subject = subject;
        this.plans = plans;
        this.layout = layout;
        this.pictures = pictures;
        this.folder = folder;
    }

    /** Shows all pictures to the network and keeps what it does. */
    void compute(ProbeListener listener) {
        if (plans.get(0).storage() == Storage.RECOMPUTE) {
            return;
        }
        List<ProbedLayer> layers = plans.stream().map(LayerPlan::layer).toList();
        plans.forEach(plan -> train.add(sink(plan, layout.train().length, "fitted")));
        LayerStorage.fill(subject.network(), layers, train, pictures, layout.train(), Map.of(), "fitted on", listener);
        plans.forEach(plan -> judged.add(sink(plan, layout.judged().length, "judged")));
        LayerStorage.fill(subject.network(), layers, judged, pictures, layout.judged(), Map.of(), "judged", listener);
    }

    private LayerSink sink(LayerPlan plan, int rows, String what) {
        if (plan.storage() == Storage.MEMORY) {
            return LayerSink.memory(new MemoryRows(
                    subject.network().device(), rows, plan.layer().features()));
        }
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make folder " + folder + " for features: " + e, e);
        }
        Path file = folder.resolve("%04d-%s%s".formatted(plan.layer().index(), what, LayerStore.SCRATCH_SUFFIX));
        return LayerSink.file(subject.network().device(), file, plan.layer());
    }

    /**
     * The features of a layer, computed anew in every pass where they could not be kept as planned.
     *
     * @param progress hears of such passes
     */
    LayerFeatures features(int i, PassProgress progress, ProbeListener listener) {
        LayerPlan plan = plans.get(i);
        if (plan.storage() == Storage.RECOMPUTE) {
            return anew(plan.layer(), progress);
        }
        try {
            return new LayerFeatures(
                    plan.layer(),
                    plan.storage(),
                    train.get(i).rows(),
                    judged.get(i).rows());
        } catch (FeaturesNotKeptException e) {
            giveBack(i);
            listener.warned(
                    plan.layer().name() + " is computed anew in every pass, which takes longer: " + e.getMessage()
                            + " (more --memory needs fewer files; where the disk is full, make room for --out or give a smaller"
                            + " --disk)");
            return anew(plan.layer(), progress);
        }
    }

    private LayerFeatures anew(ProbedLayer layer, PassProgress progress) {
        FeatureRows fitted = new NetworkRows(subject.network(), layer, pictures, progress, layout.train());
        FeatureRows shown = new NetworkRows(subject.network(), layer, pictures, progress, layout.judged());
        return new LayerFeatures(layer, Storage.RECOMPUTE, fitted, shown);
    }

    /** Frees a layer's features before the next layer's regression needs room. */
    void giveBack(int i) {
        for (List<LayerSink> sinks : List.of(train, judged)) {
            if (i < sinks.size() && sinks.get(i) != null) {
                sinks.set(i, null).close();
            }
        }
    }

    /** Closes all, also where one cannot be closed: the others' files are large. */
    @Override
    public void close() {
        UncheckedIOException failure = null;
        for (List<LayerSink> sinks : List.of(train, judged)) {
            for (LayerSink sink : sinks) {
                try {
                    if (sink != null) {
                        sink.close();
                    }
                } catch (UncheckedIOException e) {
                    failure = e;
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
