package dev.facet.report;

import dev.facet.interpret.probe.LabelResult;
import dev.facet.interpret.probe.ProbeScores;
import dev.facet.interpret.probe.UnitScores;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** What of a layer was asked. */
enum ProbeKind {
    LAYER(LabelResult::layer),
    CHANNELS(of -> together(of.channels())),
    NEURONS(of -> together(of.neurons())),
    CHANNEL(of -> alone(of.channels())),
    NEURON(of -> alone(of.neurons()));

    private final Function<LabelResult, ProbeScores> scores;

    ProbeKind(Function<LabelResult, ProbeScores> scores) {
        this.scores = scores;
    }

    /** Its name on the page. */
    String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Its scores; empty where it was not measured. */
    Optional<ProbeScores> of(LabelResult result) {
        return Optional.ofNullable(scores.apply(result));
    }

    private static ProbeScores together(UnitScores units) {
        return units == null ? null : units.together();
    }

    private static ProbeScores alone(UnitScores units) {
        return units == null ? null : units.alone();
    }
}
