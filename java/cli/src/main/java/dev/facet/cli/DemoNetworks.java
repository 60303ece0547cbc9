package dev.facet.cli;

import dev.facet.engine.Device;
import dev.facet.engine.Recomputation;
import dev.facet.interpret.evaluation.ChannelEvaluation;
import dev.facet.interpret.evaluation.ChannelMetrics;
import dev.facet.interpret.evaluation.MetricComparison;
import dev.facet.interpret.evaluation.PairEvaluation;
import dev.facet.interpret.metrics.ChannelMetric;
import dev.facet.interpret.verification.VerificationResult;
import dev.facet.nn.Network;
import dev.facet.nn.TrainedNetwork;
import dev.facet.nn.Vgg;
import dev.facet.nn.VggConfig;
import dev.facet.nn.checkpoint.Checkpoint;
import dev.facet.nn.ecloss.BetaSchedule;
import dev.facet.nn.ecloss.EcLossConfig;
import dev.facet.nn.training.LearningRate;
import dev.facet.nn.training.TrainingConfig;
import dev.facet.nn.training.TrainingResult;
import dev.facet.report.CurvePoint;
import dev.facet.report.CurveRecorder;
import dev.facet.report.NetworkReport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The two networks of one seed: trained alike but for ECLoss, and measured on the same faces and pairs. */
final class DemoNetworks {

    /** Metrics of the comparison, the headline first. */
    static final List<ChannelMetric> COMPARED =
            List.of(ChannelMetric.LS, ChannelMetric.PEI, ChannelMetric.PEAKS, ChannelMetric.DEAD_MAPS);

    static final String SOFTMAX = "softmax";
    static final String ECLOSS = "softmax + ECLoss";

    private static final String UNTRAINED = "untrained";

    private static final int CURVE_POINTS = 200;

    private final DemoData data;
    private final DemoSize size;
    private final long seed;
    private final ChannelEvaluation channels;
    private final PairEvaluation verification;
    private final Device device;

    DemoNetworks(DemoData data, DemoSize size, long seed, ChannelEvaluation channels, Device device) {
        this.data = data;
        this.size = size;
        this.seed = seed;
        this.channels = channels;
        this.verification = PairEvaluation.of(data.pairs());
        this.device = device;
    }

    /**
     * One network, trained and measured.
     *
     * @param checkpoint its weights
     * @param curve its training
     * @param channels its last convolution
     * @param verification on unseen people
     */
    record Measured(
            String name,
            Path checkpoint,
            List<CurvePoint> curve,
            ChannelMetrics channels,
            VerificationResult verification) {}

    /** Thrown inside when the user stops a training; what was trained is saved. */
    static final class StoppedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        StoppedException(Path checkpoint) {
            super("stopped; the network so far is in " + checkpoint);
        }
    }

    Measured softmax(Path folder) {
        return measure(SOFTMAX, folder, config());
    }

    Measured ecLoss(Path folder, EcLossConfig ecLoss, BetaSchedule beta) {
        return measure(ECLOSS, folder, config().withEcLoss(ecLoss, beta));
    }

    Network network() {
        int classes = data.training().identities().size();
        return new Vgg(new VggConfig(13, true, size.width(), size.input(), 3, classes, 0.2));
    }

    NetworkReport report(Measured measured, String training) {
        try (TrainedNetwork network = Checkpoint.load(measured.checkpoint(), device)) {
            return NetworkReport.of(
                    measured.name(), training, measured.curve(), measured.channels(), channels, network);
        }
    }

    /**
     * A network of random weights: what the architecture gives without having learned anything.
     *
     * @param channels its last convolution
     * @param verification on unseen people
     */
    record Untrained(ChannelMetrics channels, VerificationResult verification) {}

    Untrained untrained() {
        Network network = network();
        try (TrainedNetwork untrained = PairEvaluation.untrained(network, device, seed);
                EvaluationProgress progress = new EvaluationProgress(UNTRAINED)) {
            return new Untrained(
                    channels.withRandomBaselines(false).run(UNTRAINED, untrained, mapLayer(network), progress),
                    verification.run(untrained, progress));
        }
    }

    /** All compared metrics of two networks on the same faces and pairs, with those of an untrained one beside them. */
    List<MetricComparison> compare(Measured first, Measured second, Untrained untrained) {
        List<MetricComparison> lines = new ArrayList<>();
        for (ChannelMetric metric : COMPARED) {
            MetricComparison line =
                    MetricComparison.ofChannels(metric, first.channels(), second.channels(), channels.bootstrap());
            line = metric == ChannelMetric.DEAD_MAPS ? line.withoutChance() : line;
            lines.add(line.withUntrained(untrained.channels().estimate(metric)));
        }
        lines.add(MetricComparison.ofVerification(first.verification(), second.verification())
                .withUntrained(untrained.verification().accuracy()));
        return lines;
    }

    private TrainingConfig config() {
        return TrainingConfig.defaults(size.epochs())
                .withLearningRate(LearningRate.cosine(0.05, 0.5))
                .withSeed(seed);
    }

    private Measured measure(String name, Path folder, TrainingConfig config) {
        TrainingRun run = new TrainingRun(
                "training " + name,
                folder,
                data.training(),
                null,
                null,
                PictureRules.standard(),
                size.batch(),
                Recomputation.NONE,
                seed);
        CurveRecorder curve = new CurveRecorder();
        Network network = network();
        TrainingResult result = run.start(network, config, device, curve);
        if (!result.completed()) {
            throw new StoppedException(run.checkpoint());
        }
        try (TrainedNetwork trained = Checkpoint.load(run.checkpoint(), device);
                EvaluationProgress progress = new EvaluationProgress(name)) {
            return new Measured(
                    name,
                    run.checkpoint(),
                    curve.curve(CURVE_POINTS),
                    channels.run(name, trained, mapLayer(network), progress),
                    verification.run(trained, progress));
        }
    }

    /** Dead maps show only after the ReLU. */
    private static String mapLayer(Network network) {
        return network.postRelu(network.lastConvolution());
    }
}
