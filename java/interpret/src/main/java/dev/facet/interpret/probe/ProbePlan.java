package dev.facet.interpret.probe;

import dev.facet.interpret.pls.FeatureFileWriter;
import dev.facet.interpret.pls.FeatureStorage;
import dev.facet.interpret.pls.PlsAlgorithm;
import dev.facet.interpret.pls.Scaling;
import dev.facet.nn.Network;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How the layers of a network are probed: which share a forward pass, and how their features are had.
 *
 * <p>What fits into memory is kept there. Else features go to a file, or are computed anew in every pass, whichever takes less time: a
 * regression of c components reads the features c + 1 times, the rest of the study {@value #OTHER_PASSES} times more; a file is written
 * once and read from the page cache, the network's multiply-adds are done for every picture of every pass. Layers that are kept share
 * a forward pass as long as memory and disk hold them.
 *
 * <p>The regression of k targets multiplies and adds 2·n·m·k a pass of n rows and m features, the matrix of the rows' inner products
 * n²·m/2 once and 2·n·m·k in the one pass that follows: the smaller is taken.
 */
final class ProbePlan {
    /** Reads of the matrix that is fitted on, beside the regression's: means, neurons, channels. */
    private static final int OTHER_PASSES = 3;

    /** Reads of the matrix that is judged: scores, neurons, channels. */
    private static final int JUDGED_PASSES = 3;

    // What two CPU cores do in a second, about: only the ratio decides.
    private static final double MULTIPLY_ADDS = 4e10;
    private static final double BYTES_WRITTEN = 3e8;
    private static final double BYTES_READ = 2e9;

    private final List<List<LayerPlan>> groups;

    private ProbePlan(List<List<LayerPlan>> groups) {
        this.groups = groups;
    }

    /**
     * Plans.
     *
     * @param targets columns that the regression predicts, over all labels
     * @param diskBytes for files of features; 0 for none
     */
    static ProbePlan of(
            Network network,
            List<ProbedLayer> layers,
            RowLayout rows,
            int targets,
            ProbeSettings settings,
            long diskBytes) {
        LayerCost cost = new LayerCost(network);
        List<List<LayerPlan>> groups = new ArrayList<>();
        List<LayerPlan> together = new ArrayList<>();
        long inMemory = 0;
        long inFiles = 0;
        for (ProbedLayer layer : layers) {
            long bytes = 4L * rows.rows() * layer.features();
            long fileBytes = FeatureFileWriter.bytes(rows.rows(), layer.features(), FeatureStorage.F16);
            boolean memorable = bytes <= MemoryShares.features(settings);
            boolean filed = fileBytes <= diskBytes
                    && fileSeconds(fileBytes, settings) <= anewSeconds(cost.multiplyAdds(layer.name()), rows, settings);
            if (!memorable && !filed) {
                groups.add(List.of(plan(layer, Storage.RECOMPUTE, rows, targets, settings, bytes)));
                continue;
            }
            boolean memoryLeft = memorable && inMemory + bytes <= MemoryShares.features(settings);
            boolean diskLeft = fileBytes <= diskBytes && inFiles + fileBytes <= diskBytes;
            if (!memoryLeft && !diskLeft) {
                groups.add(together);
                together = new ArrayList<>();
                inMemory = 0;
                inFiles = 0;
                memoryLeft = memorable;
            }
            inMemory += memoryLeft ? bytes : 0;
            inFiles += memoryLeft ? 0 : fileBytes;
            together.add(plan(
                    layer,
                    memoryLeft ? Storage.MEMORY : Storage.FILE,
                    rows,
                    targets,
                    settings,
                    memoryLeft ? bytes : fileBytes));
        }
        if (!together.isEmpty()) {
            groups.add(together);
        }
        return new ProbePlan(groups);
    }

    private static double fileSeconds(long bytes, ProbeSettings settings) {
        return bytes / BYTES_WRITTEN + bytes * (settings.components() + 1.0 + OTHER_PASSES) / BYTES_READ;
    }

    private static double anewSeconds(long multiplyAdds, RowLayout rows, ProbeSettings settings) {
        double pictures = (settings.components() + 1.0 + OTHER_PASSES) * rows.train().length
                + (double) JUDGED_PASSES * rows.judged().length;
        return pictures * multiplyAdds / MULTIPLY_ADDS;
    }

    private static LayerPlan plan(
            ProbedLayer layer, Storage storage, RowLayout rows, int targets, ProbeSettings settings, long bytes) {
        int n = rows.train().length;
        // All rows at once, or windows of features, are what the matrix of inner products is made from; it is of
        // features as they are, for every label has a scale of its own.
        boolean possible = settings.scaling() == Scaling.CENTRE
                && (storage == Storage.FILE
                        || storage == Storage.MEMORY && n <= MemoryRows.blockRows(layer.features()));
        double pass = 2.0 * n * targets;
        boolean cheaper = (double) n * n / 2 + pass < (settings.components() + 1) * pass;
        return new LayerPlan(
                layer, storage, possible && cheaper ? PlsAlgorithm.SHARED_KERNEL : PlsAlgorithm.UNDEFLATED, bytes);
    }

    /** Layers that share a forward pass, or one that is computed anew in every pass. */
    List<List<LayerPlan>> groups() {
        return groups;
    }

    /** What was chosen, a line a layer. */
    List<String> describe() {
        List<String> lines = new ArrayList<>();
        int number = 1;
        for (List<LayerPlan> group : groups) {
            for (LayerPlan plan : group) {
                lines.add(String.format(Locale.ROOT, "pass %2d: %s", number, plan.describe()));
            }
            number++;
        }
        return lines;
    }
}
