package dev.facet.interpret.probe;

import com.google.gson.annotations.SerializedName;
import dev.facet.interpret.json.OrNull;
import java.util.List;

/**
 * What zeroing a label's most important neurons of a layer did to the layers behind it: they were computed and probed anew.
 *
 * @param label whose neurons
 * @param layer in which
 * @param share of the layer's neurons that were zeroed
 * @param zeroed how many these are
 * @param activation the mean of their mean activations; NaN in results of before there were controls
 * @param later what later layers then tell of the label
 * @param controls the same after zeroing as many other neurons; empty where there are not as many
 */
public record AblationResult(
        String label,
        String layer,
        double share,
        int zeroed,
        @OrNull double activation,
        List<Later> later,
        @OrNull List<Control> controls) {
    public AblationResult {
        later = List.copyOf(later);
        // Results of before there were controls have none.
        controls = controls == null ? List.of() : List.copyOf(controls);
        for (Control control : controls) {
            if (control.later().size() != later.size()) {
                throw new IllegalArgumentException(
                        "a control has scores of " + control.later().size() + " later layers, not of " + later.size());
            }
        }
    }

    /** What the neurons of a control are drawn from. */
    public enum Among {
        /** All that are not important. */
        @SerializedName("any")
        ANY,
        /** For every important neuron those of like mean activation. */
        @SerializedName("alike")
        ALIKE
    }

    /**
     * A later layer.
     *
     * @param layer its name
     * @param intact scores in the untouched network
     * @param ablated scores after the neurons were zeroed
     */
    public record Later(
            String layer,
            @OrNull ProbeScores intact,
            @OrNull ProbeScores ablated) {}

    /**
     * One draw of other neurons, zeroed instead.
     *
     * @param among what they were drawn from
     * @param activation the mean of their mean activations
     * @param later scores of the later layers, in the order of {@link AblationResult#later}
     */
    public record Control(Among among, double activation, List<ProbeScores> later) {}
}
