package dev.facet.interpret.evaluation;

import dev.facet.engine.Graph;
import dev.facet.engine.Shape;
import dev.facet.faces.Image;
import dev.facet.interpret.maps.FeatureMaps;
import dev.facet.interpret.maps.RandomBaseline;
import dev.facet.interpret.metrics.ChannelScores;
import dev.facet.interpret.metrics.MapScore;
import dev.facet.interpret.metrics.MapScorer;
import dev.facet.interpret.metrics.Peaks;
import dev.facet.interpret.overlay.MapSheet;
import dev.facet.interpret.stats.Bootstrap;
import dev.facet.interpret.stats.Estimate;
import dev.facet.interpret.stats.WeightedStatistic;
import dev.facet.nn.Mode;
import dev.facet.nn.Network;
import dev.facet.nn.TrainedNetwork;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Measures what the channels of one layer look at, over a set of faces: every metric with its interval, dead maps, and
 * random maps beside them. Immutable: one evaluation serves all networks that are compared.
 *
 * <pre>{@code
 * FaceSet faces = FaceSet.draw(dataset, 100, 1, network.network().inputSize(), Progress.NONE);
 * ChannelMetrics metrics = ChannelEvaluation.over(faces).run("softmax", network, "relu5_3", Progress.NONE);
 * System.out.println(metrics.estimate(ChannelMetric.LS));
 * }</pre>
 */
public final class ChannelEvaluation {
    private static final int BATCH = TrainedNetwork.MAX_BATCH;

    private final FaceSet faces;
    private final Bootstrap bootstrap;
    private final boolean random;
    private final int enlargedPeaksFaces;

    private ChannelEvaluation(FaceSet faces, Bootstrap bootstrap, boolean random, int enlargedPeaksFaces) {
        this.faces = faces;
        this.bootstrap = bootstrap;
        this.random = random;
        this.enlargedPeaksFaces = enlargedPeaksFaces;
    }

    /** An evaluation over these faces, with random baselines and 1000 resamples. */
    public static ChannelEvaluation over(FaceSet faces) {
        return new ChannelEvaluation(faces, Bootstrap.withSeed(1), true, 0);
    }

    /** With other intervals. The seed of the bootstrap also makes the random maps. */
    public ChannelEvaluation withBootstrap(Bootstrap other) {
        return new ChannelEvaluation(faces, other, random, enlargedPeaksFaces);
    }

    /** With or without random maps beside the network's. */
    public ChannelEvaluation withRandomBaselines(boolean wanted) {
        return new ChannelEvaluation(faces, bootstrap, wanted, enlargedPeaksFaces);
    }

    /** Also counts the peaks of maps enlarged to the picture, on the first so many faces; slow for large pictures. */
    public ChannelEvaluation withEnlargedPeaks(int onFaces) {
        return new ChannelEvaluation(faces, bootstrap, random, Math.min(onFaces, faces.count()));
    }

    /** How intervals are made. */
    public Bootstrap bootstrap() {
        return bootstrap;
    }

    /**
     * Measures one layer of a network.
     *
     * @param name what to call the network
     * @param layer a layer with maps, usually {@code network.postRelu(network.lastConvolution())}: dead maps show only
     *     after the ReLU
     * @throws IllegalArgumentException if the layer has no maps, the network takes pictures of another size than the
     *     faces have, or an activation is not finite
     */
    public ChannelMetrics run(String name, TrainedNetwork network, String layer, Progress progress) {
        Shape shape = mapShape(network.network(), layer);
        int height = (int) shape.dim(1);
        int width = (int) shape.dim(2);
        int channels = (int) shape.dim(3);
        double[] rhos = Peaks.reportedRho();
        MapScorer scorer = new MapScorer(height, width, faces.size(), faces.size(), rhos);
        ChannelScores scores = new ChannelScores(channels, faces.parts(), rhos);
        Map<RandomBaseline.Kind, ChannelScores> randomScores = new EnumMap<>(RandomBaseline.Kind.class);
        if (random) {
            for (RandomBaseline.Kind kind : RandomBaseline.Kind.values()) {
                randomScores.put(kind, new ChannelScores(channels, faces.parts(), rhos));
            }
        }
        EnlargedPeaks enlarged = new EnlargedPeaks(enlargedPeaksFaces, rhos);
        String stage = "measuring " + name;
        for (int first = 0; first < faces.count(); first += BATCH) {
            int last = Math.min(first + BATCH, faces.count());
            FeatureMaps maps = activations(network, layer, shape, first, last);
            for (int face = first; face < last; face++) {
                int image = face - first;
                int number = face;
                scores.add(scoreChannels(channels, c -> scorer.score(maps.map(image, c), faces.masks(number))));
                randomScores.forEach((kind, table) -> table.add(scoreChannels(
                        channels,
                        c -> scorer.score(
                                RandomBaseline.standIn(
                                        kind, maps.map(image, c), height, width, bootstrap.seed(), number, c),
                                faces.masks(number)))));
                if (face < enlargedPeaksFaces) {
                    enlarged.add(face, maps, image, scorer);
                }
                progress.at(stage, face + 1, faces.count());
            }
        }
        return ChannelMetrics.of(name, layer, scores, randomScores, enlarged.estimates(bootstrap), bootstrap);
    }

    /**
     * The maps of some channels on some of the faces, for pictures.
     *
     * @param channels the channels' numbers
     * @param onFaces positions in the face set
     */
    public MapSheet sheet(String name, TrainedNetwork network, String layer, int[] channels, int... onFaces) {
        Shape shape = mapShape(network.network(), layer);
        List<Image> images =
                Arrays.stream(onFaces).mapToObj(faces.images()::get).toList();
        float[] values = network.activations(
                        NetworkInputs.of(images, network.network().inputSize()), List.of(layer))
                .get(layer);
        return MapSheet.of(name, layer, images, channels, featureMaps(values, shape, images.size()));
    }

    private FeatureMaps activations(TrainedNetwork network, String layer, Shape shape, int first, int last) {
        float[] images = NetworkInputs.of(faces.images().subList(first, last), faces.size());
        return featureMaps(network.activations(images, List.of(layer)).get(layer), shape, last - first);
    }

    private static FeatureMaps featureMaps(float[] values, Shape shape, int images) {
        return FeatureMaps.of(values, images, (int) shape.dim(1), (int) shape.dim(2), (int) shape.dim(3));
    }

    private Shape mapShape(Network network, String layer) {
        if (network.inputSize() != faces.size()) {
            throw new IllegalArgumentException("the faces are " + faces.size() + " pixels wide, the network takes "
                    + network.inputSize() + "; draw the face set at the network's input size");
        }
        if (!network.layers().contains(layer)) {
            throw new IllegalArgumentException("no layer '" + layer + "' in " + network.architecture() + "; it has "
                    + String.join(", ", network.layers()));
        }
        Graph graph = new Graph();
        network.build(
                graph,
                graph.input("images", 1, network.inputSize(), network.inputSize(), network.channels()),
                Mode.INFERENCE,
                null);
        Shape shape = graph.node(layer).shape();
        if (shape.rank() != 4) {
            throw new IllegalArgumentException("layer '" + layer + "' has shape " + shape
                    + " and so no maps; choose a convolution, ReLU or pooling layer");
        }
        return shape;
    }

    @FunctionalInterface
    private interface ChannelScorer {
        MapScore score(int channel);
    }

    /** Channels are scored in parallel; each is its own, so that threads change nothing. */
    private static List<MapScore> scoreChannels(int channels, ChannelScorer scorer) {
        return IntStream.range(0, channels).parallel().mapToObj(scorer::score).toList();
    }

    /** Sums of peaks on the picture's grid, a face at a time. */
    private static final class EnlargedPeaks {
        private final double[] rhos;
        private final double[][] sums;
        private final int[] live;

        EnlargedPeaks(int faces, double[] rhos) {
            this.rhos = rhos;
            this.sums = new double[faces][rhos.length];
            this.live = new int[faces];
        }

        void add(int face, FeatureMaps maps, int image, MapScorer scorer) {
            List<int[]> counts = IntStream.range(0, maps.channels())
                    .parallel()
                    .mapToObj(c -> scorer.enlargedPeaks(maps.map(image, c)))
                    .toList();
            for (int[] levels : counts) {
                // Only a constant map has no peak at all.
                if (Arrays.stream(levels).anyMatch(n -> n > 0)) {
                    live[face]++;
                    for (int level = 0; level < levels.length; level++) {
                        sums[face][level] += levels[level];
                    }
                }
            }
        }

        Map<Double, Estimate> estimates(Bootstrap bootstrap) {
            Map<Double, Estimate> estimates = new TreeMap<>();
            for (int level = 0; level < rhos.length && sums.length > 0; level++) {
                estimates.put(rhos[level], bootstrap.estimate(sums.length, mean(level)));
            }
            return estimates;
        }

        private WeightedStatistic mean(int level) {
            return counts -> {
                double sum = 0;
                double maps = 0;
                for (int face = 0; face < counts.length; face++) {
                    sum += counts[face] * sums[face][level];
                    maps += (double) counts[face] * live[face];
                }
                return maps == 0 ? Double.NaN : sum / maps;
            };
        }
    }
}
