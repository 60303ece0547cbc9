package dev.facet.cli;

import com.google.gson.JsonObject;
import dev.facet.engine.Device;
import dev.facet.faces.FacePairs;
import dev.facet.interpret.evaluation.PairEvaluation;
import dev.facet.interpret.verification.ThresholdRule;
import dev.facet.interpret.verification.VerificationResult;
import dev.facet.nn.Network;
import dev.facet.nn.TrainedNetwork;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Verifies pairs of faces with trained networks. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Same person or not? Measures networks on the pairs of a verification protocol, in as many "
                    + "folds as it has, beside an untrained network and raw pixels.",
            "Writes results.json to --out."
        })
final class VerifyCommand implements Callable<Integer> {

    @Mixin
    private ModelOptions models;

    @Option(
            names = "--pairs",
            required = true,
            paramLabel = "PATH",
            description = "The protocol: LFW's pairs.txt or its folder, CFP, CALFW, CPLFW, or a .bin pack.")
    private String pairs;

    @Mixin
    private AlignOptions align;

    @Option(
            names = "--compat",
            description = "Thresholds from InsightFace's grid, for comparison with published figures.")
    private boolean compat;

    @Option(names = "--stratify", description = "Deal the pairs into folds anew, so that each holds both kinds.")
    private boolean stratify;

    @Option(
            names = "--mirror",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "Add the mirrored face's embedding (default: ${DEFAULT-VALUE}).")
    private boolean mirror;

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
        List<Path> files = models.files();
        FacePairs read = FaceData.pairs(pairs);
        Map<String, Measured> results = new LinkedHashMap<>();
        try (Device opened = device.open();
                FramedFaces faces = align.of(read.images(), opened)) {
            int[] wanted = read.pairs().stream()
                    .flatMapToInt(pair -> IntStream.of(pair.first(), pair.second()))
                    .distinct()
                    .toArray();
            faces.find(wanted);
            for (Path checkpoint : files) {
                try (TrainedNetwork network = models.load(checkpoint, opened);
                        EvaluationProgress progress = new EvaluationProgress(checkpoint.toString())) {
                    PairEvaluation evaluation =
                            evaluation(read, faces, network.network().inputSize());
                    results.put(checkpoint.toString(), measure(wanted.length, () -> evaluation.run(network, progress)));
                }
            }
            if (baselines) {
                addBaselines(read, wanted.length, faces, opened, results);
            }
            print(faces, results);
            if (out != null) {
                Results.write(out, spec, json(faces, results));
            }
        }
        return 0;
    }

    private record Measured(VerificationResult result, double picturesPerSecond) {}

    private PairEvaluation evaluation(FacePairs read, FramedFaces faces, int pixels) {
        return PairEvaluation.of(new FacePairs(faces.faces(pixels), read.pairs(), read.folds()))
                .withRule(compat ? ThresholdRule.INSIGHTFACE_GRID : ThresholdRule.EXACT)
                .withStratifiedFolds(stratify)
                .withMirroring(mirror);
    }

    private static Measured measure(int pictures, Supplier<VerificationResult> run) {
        long start = System.nanoTime();
        VerificationResult result = run.get();
        return new Measured(result, pictures / ((System.nanoTime() - start) / 1e9));
    }

    private void addBaselines(
            FacePairs read, int pictures, FramedFaces faces, Device opened, Map<String, Measured> results) {
        Network architecture = models.network(models.files().get(0));
        PairEvaluation evaluation = evaluation(read, faces, architecture.inputSize());
        try (TrainedNetwork untrained = PairEvaluation.untrained(architecture, opened, 1);
                EvaluationProgress progress = new EvaluationProgress("untrained network")) {
            results.put("untrained network", measure(pictures, () -> evaluation.run(untrained, progress)));
        }
        try (EvaluationProgress progress = new EvaluationProgress("raw pixels")) {
            results.put("raw pixels", measure(pictures, () -> evaluation.runRawPixels(progress)));
        }
    }

    private void print(FramedFaces faces, Map<String, Measured> results) {
        System.out.printf(
                "%nVerification accuracy, %s thresholds, %s; mean over folds with 95 %% interval%n",
                compat ? "InsightFace grid" : "exact", faces.describe());
        List<String[]> rows = new ArrayList<>();
        results.forEach((name, measured) -> rows.add(new String[] {
            name,
            Texts.percent(measured.result.accuracy()),
            "± %.2f".formatted(100 * measured.result.standardDeviation()),
            "%.4f".formatted(measured.result.auc()),
            "%.2f %%".formatted(100 * measured.result.equalErrorRate()),
            "%.1f".formatted(measured.picturesPerSecond)
        }));
        Texts.printTable(new String[] {"network", "accuracy", "std of folds", "AUC", "EER", "pictures/s"}, rows);
        faces.outcome().ifPresent(System.out::println);
        models.files().forEach(file -> models.note(file).ifPresent(System.out::println));
    }

    private JsonObject json(FramedFaces faces, Map<String, Measured> results) {
        JsonObject json = new JsonObject();
        json.addProperty("pairs", pairs);
        faces.addTo(json);
        JsonObject networks = new JsonObject();
        results.forEach((name, measured) -> {
            JsonObject network = measured.result.toJson();
            network.addProperty("pictures_per_second", measured.picturesPerSecond);
            networks.add(name, network);
        });
        json.add("networks", networks);
        return json;
    }
}
