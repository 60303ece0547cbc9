package dev.facet.cli;

import com.google.gson.JsonObject;
import dev.facet.engine.Device;
import dev.facet.interpret.evaluation.ChannelEvaluation;
import dev.facet.interpret.evaluation.FaceSet;
import dev.facet.interpret.evaluation.MetricComparison;
import dev.facet.interpret.stats.Bootstrap;
import dev.facet.report.NetworkReport;
import java.nio.file.Path;
import java.util.List;

/** One seed of the demo, from faces to comparison. */
record DemoSeed(
        long seed,
        DemoData data,
        FaceSet faces,
        JsonObject networkConfig,
        DemoNetworks.Measured softmax,
        DemoNetworks.Measured ecLoss,
        List<MetricComparison> comparison,
        NetworkReport softmaxReport,
        NetworkReport ecLossReport) {

    /**
     * Runs one seed.
     *
     * @param photographs a folder-per-identity set; null for generated faces
     * @param out the demo's folder; this seed writes into one below it
     */
    static DemoSeed run(long seed, DemoSize size, Path photographs, Path out, EcLossOptions options, Device device) {
        DemoData data = photographs == null ? DemoData.generated(size, seed) : DemoData.folder(photographs, size, seed);
        FaceSet faces;
        try (EvaluationProgress progress = new EvaluationProgress("faces")) {
            faces = FaceSet.draw(data.parts(), size.faces(), seed, size.input(), progress);
        }
        ChannelEvaluation channels = ChannelEvaluation.over(faces).withBootstrap(Bootstrap.withSeed(seed));
        DemoNetworks networks = new DemoNetworks(data, size, seed, channels, device);
        Path folder = out.resolve("seed-" + seed);
        DemoNetworks.Measured softmax = networks.softmax(folder.resolve("softmax"));
        DemoNetworks.Measured ecLoss = networks.ecLoss(folder.resolve("ecloss"), options.config(), options.schedule());
        return new DemoSeed(
                seed,
                data,
                faces,
                networks.network().config(),
                softmax,
                ecLoss,
                networks.compare(softmax, ecLoss, networks.untrained()),
                networks.report(softmax, "Trained to tell people apart, nothing else."),
                networks.report(
                        ecLoss,
                        "Trained to tell people apart and, with ECLoss on its last convolution, to let each"
                                + " channel look at one place."));
    }
}
