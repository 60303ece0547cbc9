package dev.facet.report;

import dev.facet.interpret.evaluation.ChannelEvaluation;
import dev.facet.interpret.evaluation.ChannelMetrics;
import dev.facet.interpret.metrics.ChannelChoice;
import dev.facet.interpret.overlay.MapSheet;
import dev.facet.nn.TrainedNetwork;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a report shows of one network.
 *
 * @param name short, such as {@code softmax}
 * @param training how it was trained, in a sentence
 * @param curve its training curve; empty if not known
 * @param metrics its channels in numbers
 * @param gallery channels from the most to the least consistent, over several faces
 * @param portrait the most consistent channels, over one face
 * @param raw many channels, over one or two faces
 */
public record NetworkReport(
        String name,
        String training,
        List<CurvePoint> curve,
        ChannelMetrics metrics,
        MapSheet gallery,
        MapSheet portrait,
        MapSheet raw) {
    private static final int GALLERY_CHANNELS = 6;
    private static final int GALLERY_FACES = 6;
    private static final int PORTRAIT_CHANNELS = 8;
    private static final int RAW_CHANNELS = 24;

    public NetworkReport {
        curve = List.copyOf(curve);
    }

    /**
     * Chooses channels by the rules of {@link ChannelChoice} and the first faces of the evaluation, and runs the network
     * for the maps to show.
     *
     * @param evaluation the one that gave {@code metrics}
     */
    public static NetworkReport of(
            String name,
            String training,
            List<CurvePoint> curve,
            ChannelMetrics metrics,
            ChannelEvaluation evaluation,
            TrainedNetwork network) {
        String layer = metrics.layer();
        int faces = Math.min(GALLERY_FACES, metrics.scores().faces());
        int channels = metrics.scores().channels();
        int rawChannels = Math.min(RAW_CHANNELS, channels);
        int[] evenly = IntStream.range(0, rawChannels)
                .map(i -> (int) ((long) i * channels / rawChannels))
                .toArray();
        return new NetworkReport(
                name,
                training,
                curve,
                metrics,
                evaluation.sheet(
                        name,
                        network,
                        layer,
                        ChannelChoice.spread(metrics.scores(), GALLERY_CHANNELS),
                        IntStream.range(0, faces).toArray()),
                evaluation.sheet(
                        name, network, layer, ChannelChoice.mostConsistent(metrics.scores(), PORTRAIT_CHANNELS), 0),
                evaluation.sheet(name, network, layer, evenly, 0));
    }
}
