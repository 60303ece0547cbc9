package dev.facet.report;

import dev.facet.interpret.metrics.ChannelChoice;
import dev.facet.interpret.metrics.ChannelScores;
import dev.facet.interpret.metrics.ChannelStatistics;
import dev.facet.interpret.metrics.PartExplainability;
import java.util.Locale;

/** What is said of a channel under its pictures. */
final class Captions {
    private Captions() {}

    /** The part a channel looks at most, on how many of the faces on which it finds one, and how well it fits. */
    static String favourite(ChannelScores scores, int channel) {
        int part = ChannelChoice.favouritePart(scores, channel);
        if (part == PartExplainability.NO_PART) {
            return "dead or off the face";
        }
        long[] visits = ChannelStatistics.visits(scores, channel);
        long total = 0;
        for (long visit : visits) {
            total += visit;
        }
        double fit = ChannelStatistics.peiOfChannels(scores)[channel];
        return String.format(
                Locale.ROOT,
                "%s on %s, fit\u00A0%.2f",
                scores.parts().get(part),
                Numbers.percent((double) visits[part] / total),
                fit);
    }

    /** The part that a channel's region fits best on one face. */
    static String on(ChannelScores scores, int face, int channel) {
        if (scores.isDead(face, channel)) {
            return "dead";
        }
        int part = scores.part(face, channel);
        return part == PartExplainability.NO_PART
                ? "off the face"
                : scores.parts().get(part);
    }
}
