package dev.facet.cli;

import com.google.gson.JsonObject;
import dev.facet.engine.Device;
import dev.facet.faces.FacePairs;
import dev.facet.faces.FaceSubsets;
import dev.facet.faces.data.LfwPairs;
import dev.facet.interpret.evaluation.PairEvaluation;
import dev.facet.interpret.verification.ThresholdRule;
import dev.facet.interpret.verification.VerificationResult;
import dev.facet.nn.TrainedNetwork;
import dev.facet.nn.checkpoint.Checkpoint;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Verifies pairs of faces with trained networks. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Same person or not? Measures networks on the pairs of an LFW-style protocol, in as many "
                    + "folds as the file has, beside an untrained network and raw pixels.",
            "Writes results.json to --out."
        })
final class VerifyCommand implements Callable<Integer> {

    @Parameters(arity = "1..*", paramLabel = "CHECKPOINT", description = "Networks to measure.")
    private List<Path> checkpoints;

    @Option(names = "--pairs", required = true, paramLabel = "DIR", description = "Folder with pairs.txt and images/.")
    private Path pairs;

    @Option(
            names = "--crop",
            split = ",",
            paramLabel = "X0,Y0,X1,Y1",
            description = "Rectangle of each picture that shows the face, in pixels; no other alignment is done.")
    private double[] crop;

    @Option(
            names = "--compat",
            description = "Thresholds from InsightFace's grid, for comparison with published figures.")
    private boolean compat;

    @Option(names = "--stratify", description = "Deal the pairs into folds anew, so that each holds both kinds.")
    private boolean stratify;

    @Option(
            names = "--flip",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "Add the mirrored face's embedding (default: ${DEFAULT-VALUE}).")
    private boolean flip;

    @Option(
            names = "--baselines",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "Also measure an untrained network and raw pixels (default: ${DEFAULT-VALUE}).")
    private boolean baselines;

    @Option(names = "--out", paramLabel = "DIR", description = "Folder for results.json.")
    private Path out;

    @Mixin
    private DeviceOptions device;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        PairEvaluation evaluation = PairEvaluation.of(readPairs())
                .withRule(compat ? ThresholdRule.INSIGHTFACE_GRID : ThresholdRule.EXACT)
                .withStratifiedFolds(stratify)
                .withMirroring(flip);
        Map<String, VerificationResult> results = new LinkedHashMap<>();
        try (Device opened = device.open()) {
            for (Path checkpoint : checkpoints) {
                try (TrainedNetwork network = Checkpoint.load(checkpoint, opened);
                        EvaluationProgress progress = new EvaluationProgress(checkpoint.toString())) {
                    results.put(checkpoint.toString(), evaluation.run(network, progress));
                }
            }
            if (baselines) {
                addBaselines(evaluation, opened, results);
            }
        }
        print(results);
        if (out != null) {
            Results.write(out, spec, json(results));
        }
        return 0;
    }

    private FacePairs readPairs() {
        FacePairs read = LfwPairs.read(pairs);
        if (crop == null) {
            return read;
        }
        if (crop.length != 4) {
            throw new IllegalArgumentException("--crop takes four numbers X0,Y0,X1,Y1, got " + crop.length);
        }
        return new FacePairs(
                FaceSubsets.cropped(read.images(), crop[0], crop[1], crop[2], crop[3]), read.pairs(), read.folds());
    }

    private void addBaselines(PairEvaluation evaluation, Device opened, Map<String, VerificationResult> results) {
        try (TrainedNetwork untrained = PairEvaluation.untrained(
                        Checkpoint.info(checkpoints.get(0)).network(), opened, 1);
                EvaluationProgress progress = new EvaluationProgress("untrained network")) {
            results.put("untrained network", evaluation.run(untrained, progress));
        }
        try (EvaluationProgress progress = new EvaluationProgress("raw pixels")) {
            results.put("raw pixels", evaluation.runRawPixels(progress));
        }
    }

    private void print(Map<String, VerificationResult> results) {
        System.out.printf(
                "%nVerification accuracy, %s thresholds, %s; mean over folds with 95 %% interval%n",
                compat ? "InsightFace grid" : "exact", crop == null ? "whole pictures" : "fixed crop, no alignment");
        List<String[]> rows = new ArrayList<>();
        results.forEach((name, result) -> rows.add(new String[] {
            name,
            Texts.percent(result.accuracy()),
            "± %.2f".formatted(100 * result.standardDeviation()),
            "%.4f".formatted(result.auc()),
            "%.2f %%".formatted(100 * result.equalErrorRate())
        }));
        Texts.printTable(new String[] {"network", "accuracy", "std of folds", "AUC", "EER"}, rows);
    }

    private JsonObject json(Map<String, VerificationResult> results) {
        JsonObject json = new JsonObject();
        json.addProperty("pairs", pairs.toString());
        json.addProperty("crop", crop == null ? "whole pictures" : java.util.Arrays.toString(crop));
        json.addProperty("alignment", "none");
        JsonObject networks = new JsonObject();
        results.forEach((name, result) -> networks.add(name, result.toJson()));
        json.add("networks", networks);
        return json;
    }
}
