package dev.facet.report;

import dev.facet.faces.Image;
import dev.facet.faces.synth.SynthFaces;
import dev.facet.interpret.evaluation.ChannelMetrics;
import dev.facet.interpret.evaluation.FaceSet;
import dev.facet.interpret.evaluation.MetricComparison;
import dev.facet.interpret.evaluation.Progress;
import dev.facet.interpret.maps.PixelMask;
import dev.facet.interpret.maps.RandomBaseline;
import dev.facet.interpret.metrics.ChannelChoice;
import dev.facet.interpret.metrics.ChannelMetric;
import dev.facet.interpret.metrics.ChannelScores;
import dev.facet.interpret.metrics.MapScorer;
import dev.facet.interpret.metrics.Peaks;
import dev.facet.interpret.overlay.MapSheet;
import dev.facet.interpret.stats.Bootstrap;
import dev.facet.interpret.stats.Estimate;
import dev.facet.interpret.verification.PairDistances;
import dev.facet.interpret.verification.ThresholdRule;
import dev.facet.interpret.verification.Verification;
import dev.facet.interpret.verification.VerificationResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** A report of made-up maps on synthetic faces: one network whose channels wander, one whose channels keep to a part. */
final class SampleReport {
    static final int FACES = 40;
    static final int CHANNELS = 48;
    private static final int SIDE = 96;
    private static final int CELLS = 8;

    private SampleReport() {}

    static DemoReport build() {
        FaceSet faces = FaceSet.draw(new SynthFaces(FACES, 1, SIDE, 3), FACES, 3, SIDE, Progress.NONE);
        Bootstrap bootstrap = Bootstrap.withSeed(5).withReplicates(300);
        ChannelMetrics wandering = metrics("softmax", faces, false, bootstrap);
        ChannelMetrics faithful = metrics("ECLoss", faces, true, bootstrap);
        DemoReport.Builder report = DemoReport.builder()
                .title("What do the channels of a face network look at?")
                .lead(
                        "Two networks learned to recognise the same people from the same pictures. One was also taught, by"
                                + " the explanation loss ECLoss, to look at small spots. This page shows what that changed.")
                .created(
                        "VGG13 at a quarter of its width, 96×96 pixels · synthetic faces · seeds 1, 2 and 3 · 1 January")
                .networks(
                        network("softmax", "trained to recognise people only", faces, wandering, false),
                        network("ECLoss", "the same training with ECLoss added", faces, faithful, true))
                .faces(faces)
                .note("Made-up maps on synthetic faces: a sample of the page's looks, not a result.")
                .command("./facet demo --seed 1 --out facet-out")
                .command("./facet evaluate facet-out/ecloss.safetensors --faces <your faces> --out facet-out/again")
                .provenance("Facet", "0.1.0")
                .provenance("Data", "SynthFaces, 40 pictures")
                .provenance("Machine", "2 threads, AVX-512 kernels");
        for (ChannelMetric metric :
                List.of(ChannelMetric.LS, ChannelMetric.PEI, ChannelMetric.PEAKS, ChannelMetric.DEAD_MAPS)) {
            report.compare(MetricComparison.ofChannels(metric, wandering, faithful, bootstrap)
                    .withUntrained(Estimate.withoutInterval(
                            0.9 * wandering.estimate(metric).value())));
        }
        return report.compare(MetricComparison.ofVerification(verification(0.5, 1), verification(0.51, 2)))
                .seed(new DemoReport.SeedRow(1, "ls", 0.046, 0.062))
                .build();
    }

    private static VerificationResult verification(double gap, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] distance = new double[1000];
        boolean[] same = new boolean[distance.length];
        for (int i = 0; i < distance.length; i++) {
            same[i] = i % 2 == 0;
            distance[i] = Math.max(0, 1 + (same[i] ? -gap : gap) / 2 + 0.3 * random.nextGaussian());
        }
        return Verification.evaluate(PairDistances.contiguous(distance, same, 10), ThresholdRule.EXACT);
    }

    private static ChannelMetrics metrics(String name, FaceSet faces, boolean faithful, Bootstrap bootstrap) {
        MapScorer scorer = new MapScorer(CELLS, CELLS, faces.size(), faces.size(), Peaks.reportedRho());
        ChannelScores scores = new ChannelScores(CHANNELS, faces.parts(), Peaks.reportedRho());
        Map<RandomBaseline.Kind, ChannelScores> random = new EnumMap<>(RandomBaseline.Kind.class);
        for (RandomBaseline.Kind kind : RandomBaseline.Kind.values()) {
            random.put(kind, new ChannelScores(CHANNELS, faces.parts(), Peaks.reportedRho()));
        }
        for (int face = 0; face < faces.count(); face++) {
            int f = face;
            List<PixelMask> parts = faces.masks(face);
            scores.add(IntStream.range(0, CHANNELS)
                    .mapToObj(c -> scorer.score(map(faces, f, c, faithful), parts))
                    .toList());
            random.forEach((kind, table) -> table.add(IntStream.range(0, CHANNELS)
                    .mapToObj(c -> scorer.score(
                            RandomBaseline.standIn(kind, map(faces, f, c, faithful), CELLS, CELLS, 1, f, c), parts))
                    .toList()));
        }
        return ChannelMetrics.of(name, "relu5_3", scores, random, Map.of(), bootstrap);
    }

    private static NetworkReport network(
            String name, String training, FaceSet faces, ChannelMetrics metrics, boolean faithful) {
        ChannelScores scores = metrics.scores();
        int[] some = IntStream.range(0, 24).map(i -> 2 * i).toArray();
        return new NetworkReport(
                name,
                training,
                curve(faithful),
                metrics,
                sheet(name, faces, ChannelChoice.spread(scores, 6), 6, faithful),
                sheet(name, faces, ChannelChoice.mostConsistent(scores, 8), 1, faithful),
                sheet(name, faces, some, 1, faithful));
    }

    private static MapSheet sheet(String name, FaceSet faces, int[] channels, int count, boolean faithful) {
        List<List<float[]>> maps = new ArrayList<>();
        for (int channel : channels) {
            maps.add(IntStream.range(0, count)
                    .mapToObj(face -> map(faces, face, channel, faithful))
                    .toList());
        }
        List<Image> images = faces.images().subList(0, count);
        return new MapSheet(
                name, "relu5_3", images, Arrays.stream(channels).boxed().toList(), CELLS, CELLS, maps);
    }

    private static List<CurvePoint> curve(boolean faithful) {
        List<CurvePoint> points = new ArrayList<>();
        SplittableRandom random = new SplittableRandom(faithful ? 1 : 2);
        for (int i = 1; i <= 120; i++) {
            double epoch = i / 20.0;
            double crossEntropy = 6.5 * Math.exp(-epoch / (faithful ? 4.3 : 4)) + 0.1 * random.nextGaussian();
            double ecLoss = faithful ? -0.2 - 1.3 * (1 - Math.exp(-epoch / 2)) : Double.NaN;
            double beta = faithful ? 1e-4 * Math.exp(epoch) : Double.NaN;
            points.add(new CurvePoint(
                    epoch,
                    crossEntropy + (faithful ? beta * ecLoss : 0),
                    crossEntropy,
                    ecLoss,
                    beta,
                    Math.max(0, 1 - crossEntropy / 6.6 + 0.02 * random.nextGaussian())));
        }
        return points;
    }

    /** A blob on the channel's part where it is faithful, blobs anywhere where not; every 17th is dead. */
    private static float[] map(FaceSet faces, int face, int channel, boolean faithful) {
        float[] map = new float[CELLS * CELLS];
        if (channel % 17 == 13) {
            return map;
        }
        SplittableRandom random = new SplittableRandom(face * 1000L + channel + (faithful ? 7 : 0));
        double stray = faithful ? 0.02 * channel : 0.5 + 0.01 * channel;
        int blobs = faithful ? 1 + random.nextInt(2) : 2 + random.nextInt(4);
        double[] centre =
                centre(faces.masks(face).get((channel * 5) % faces.parts().size()));
        for (int b = 0; b < blobs; b++) {
            boolean away = b > 0 || random.nextDouble() < stray;
            double y = away ? random.nextDouble() * CELLS : centre[0] + 0.4 * random.nextGaussian();
            double x = away ? random.nextDouble() * CELLS : centre[1] + 0.4 * random.nextGaussian();
            double height = b == 0 ? 1 : 0.3 + 0.6 * random.nextDouble();
            for (int i = 0; i < map.length; i++) {
                double d2 = Math.pow(i / CELLS + 0.5 - y, 2) + Math.pow(i % CELLS + 0.5 - x, 2);
                map[i] += (float) (height * Math.exp(-d2 / 1.6));
            }
        }
        return map;
    }

    private static double[] centre(PixelMask part) {
        double y = 0;
        double x = 0;
        for (int i = 0; i < part.height() * part.width(); i++) {
            if (part.contains(i / part.width(), i % part.width())) {
                y += i / part.width();
                x += i % part.width();
            }
        }
        int n = Math.max(1, part.count());
        return new double[] {y / n * CELLS / part.height(), x / n * CELLS / part.width()};
    }
}
