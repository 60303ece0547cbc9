package dev.facet.interpret.probe;

import dev.facet.interpret.pls.PlsAlgorithm;
import java.util.Locale;

/**
 * How a layer is going to be probed.
 *
 * @param layer which
 * @param storage how its features are had
 * @param algorithm of the regression on the whole layer
 * @param featureBytes what its features take as a whole
 */
record LayerPlan(ProbedLayer layer, Storage storage, PlsAlgorithm algorithm, long featureBytes) {

    /** For a line of the plan. */
    String describe() {
        return String.format(
                Locale.ROOT,
                "%-28s %9d x %4dx%-4d %8.1f MiB  %s%s",
                layer.name(),
                layer.channels(),
                layer.height(),
                layer.width(),
                featureBytes / 1048576.0,
                storage.label(),
                algorithm == PlsAlgorithm.SHARED_KERNEL ? ", shared kernel" : "");
    }
}
