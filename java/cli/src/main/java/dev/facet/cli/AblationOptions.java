package dev.facet.cli;

import dev.facet.interpret.probe.Ablation;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Which neurons to zero after a probing study. */
final class AblationOptions {

    @Option(
            names = "--ablate",
            split = ",",
            paramLabel = "LAYER",
            description =
                    "Layers whose most important neurons are zeroed, for each label and share by themselves; the layers "
                            + "behind are then computed and probed anew (default: none). Each combination takes a forward pass.")
    private List<String> layers = new ArrayList<>();

    @Option(
            names = "--ablate-labels",
            split = ",",
            paramLabel = "NAME",
            description = "Labels whose neurons are zeroed (default: the " + Ablation.USUAL_LABELS + " told best).")
    private List<String> labels = new ArrayList<>();

    @Option(
            names = "--ablate-shares",
            split = ",",
            paramLabel = "SHARE",
            defaultValue = "0.01,0.05,0.1",
            description = "Shares of the layer's neurons (default: ${DEFAULT-VALUE}).")
    private List<Double> shares;

    @Option(
            names = "--ablate-later",
            paramLabel = "N",
            defaultValue = "4",
            description = "Layers behind that are probed anew, evenly spread to the last (default: ${DEFAULT-VALUE}).")
    private int later;

    @Option(
            names = "--ablate-draws",
            paramLabel = "N",
            defaultValue = "3",
            description =
                    "Times that as many other neurons are zeroed for comparison, drawn from all and drawn from those of like "
                            + "mean activation; each draw takes as long as the ablation (default: ${DEFAULT-VALUE} of both).")
    private int draws;

    boolean isWanted() {
        return !layers.isEmpty();
    }

    Ablation ablation() {
        return new Ablation(layers, labels, shares, later, draws);
    }
}
