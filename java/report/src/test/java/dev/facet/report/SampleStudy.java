package dev.facet.report;

import dev.facet.faces.Image;
import dev.facet.faces.synth.SynthFaces;
import dev.facet.interpret.overlay.MapSheet;
import dev.facet.interpret.probe.AblationResult;
import dev.facet.interpret.probe.BaselineResult;
import dev.facet.interpret.probe.BestOf;
import dev.facet.interpret.probe.LabelKind;
import dev.facet.interpret.probe.LabelResult;
import dev.facet.interpret.probe.LabelSummary;
import dev.facet.interpret.probe.LayerResult;
import dev.facet.interpret.probe.NetworkResult;
import dev.facet.interpret.probe.ProbeScores;
import dev.facet.interpret.probe.ProbedLayer;
import dev.facet.interpret.probe.SetScores;
import dev.facet.interpret.probe.UnitScore;
import dev.facet.interpret.probe.UnitScores;
import dev.facet.interpret.probe.VipRelation;
import dev.facet.interpret.probe.VipSummary;
import dev.facet.interpret.stats.Correlation;
import dev.facet.interpret.stats.Estimate;
import dev.facet.interpret.stats.Proportion;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.IntStream;

/** A made-up probing study of all attributes of CelebA, an age and a pose, with every control. */
final class SampleStudy {
    static final String NETWORK = "nets/resnet.safetensors";
    static final String SKIPPED = "Wearing_Necktie";

    private static final Set<String> RELATED = Set.of("Male", "Eyeglasses", "Smiling");

    private static final List<String> ATTRIBUTES = List.of(
            ("5_o_Clock_Shadow Arched_Eyebrows Attractive Bags_Under_Eyes Bald Bangs Big_Lips Big_Nose Black_Hair Blond_Hair"
                            + " Blurry Brown_Hair Bushy_Eyebrows Chubby Double_Chin Eyeglasses Goatee Gray_Hair Heavy_Makeup"
                            + " High_Cheekbones Male Mouth_Slightly_Open Mustache Narrow_Eyes No_Beard Oval_Face Pale_Skin"
                            + " Pointy_Nose Receding_Hairline Rosy_Cheeks Sideburns Smiling Straight_Hair Wavy_Hair"
                            + " Wearing_Earrings Wearing_Hat Wearing_Lipstick Wearing_Necklace Young")
                    .split(" "));
    private static final int FACES = 4;
    private static final int SIDE = 112;

    private final List<ProbedLayer> layers = new ArrayList<>();

    private SampleStudy() {
        layers.add(layer("conv1", "relu", 56, 64, null));
        for (int stage = 1; stage <= 4; stage++) {
            for (int block = 0; block < 3; block++) {
                String name = "layer" + stage + "." + block;
                int side = 56 >> stage;
                layers.add(layer(name + ".relu1", "relu", side, 64 << stage, null));
                layers.add(layer(name + ".bn3", "batch_norm_infer", side, 64 << stage, "before"));
                layers.add(layer(name + ".sum", "binary", side, 64 << stage, "after"));
            }
        }
        layers.add(new ProbedLayer(layers.size(), "tall", "relu", 5, 3, 4, null));
        layers.add(layer("pool", "global_avg_pool", 1, 1024, null));
        layers.add(layer("embedding", "linear", 1, 256, null));
    }

    private ProbedLayer layer(String name, String operator, int side, int channels, String skip) {
        return new ProbedLayer(layers.size(), name, operator, side, side, channels, skip);
    }

    static ProbeReport build() {
        SampleStudy study = new SampleStudy();
        SynthFaces faces = new SynthFaces(FACES, 1, SIDE, 3);
        List<Image> images =
                IntStream.range(0, FACES).mapToObj(i -> faces.sample(i).image()).toList();
        StudyPictures pictures = new StudyPictures();
        pictures.face(images.get(0));
        for (String label : List.of("Male", "Eyeglasses", "age")) {
            pictures.seen(NETWORK, label, study.sheet(images));
        }
        ProbeReport.Builder report = ProbeReport.builder()
                .title("What a face network knows of faces")
                .lead(
                        "A network learned to tell people apart, and nothing else. Probes ask at every depth what it learned"
                                + " about their faces on the way.")
                .created("ResNet50, 112×112 pixels · made-up numbers · seed 1 · 1 January")
                .labels(study.labels())
                .results(study.results())
                .baseline(new BaselineResult(
                        "attributes.safetensors",
                        false,
                        List.of(new BaselineResult.Told(
                                "Male",
                                0.3,
                                scores(0.97, 0.5, 19962),
                                scores(0.96, 0.5, 19962).test()))))
                .pictures(pictures)
                .note("Made-up numbers on synthetic faces: a sample of the page's looks, not a result.")
                .command("./facet probe --model resnet.safetensors --data <your faces> --out facet-out")
                .provenance("Facet", "0.1.0");
        return report.build();
    }

    private List<LabelSummary> labels() {
        List<LabelSummary> labels = new ArrayList<>();
        for (String name : ATTRIBUTES) {
            List<String> classes = List.of("without " + name, "with " + name);
            boolean rare = name.equals("Bald");
            labels.add(new LabelSummary(
                    name,
                    LabelKind.BINARY,
                    classes,
                    rare ? 620 : 2048,
                    rare ? 1860 : 6144,
                    19962,
                    List.of(0.8, 0.2),
                    rare ? "with Bald is scarce: fitted on 620 pictures instead of 2,048." : null,
                    null));
        }
        labels.add(new LabelSummary("age", LabelKind.VALUE, List.of(), 2048, 6144, 900, List.of(), null, null));
        labels.add(new LabelSummary(
                "pose", LabelKind.CLASSES, List.of("left", "front", "right"), 900, 900, 900, List.of(), null, null));
        labels.add(new LabelSummary(
                SKIPPED,
                LabelKind.BINARY,
                List.of("without", "with"),
                0,
                0,
                0,
                List.of(),
                null,
                "with Wearing_Necktie: 7 pictures to fit on and 11 to choose by, of other people; each needs 20."));
        return labels;
    }

    private List<NetworkResult> results() {
        return List.of(
                network(NETWORK, null, "resnet50", layers, 1, 1),
                network(NETWORK + ", untrained", "untrained", "resnet50", layers, 0.55, 2),
                network(NETWORK + ", shuffled labels", "shuffled_labels", "resnet50", layers, 0.02, 3),
                network("mobilenet.safetensors", null, "mobilenetv2", layers.subList(0, 12), 0.8, 4),
                network(
                        "raw pixels",
                        "raw_pixels",
                        "raw_pixels",
                        List.of(new ProbedLayer(0, "pixels", "scale", SIDE, SIDE, 3, null)),
                        0.5,
                        5));
    }

    private NetworkResult network(
            String name, String control, String architecture, List<ProbedLayer> of, double knowledge, long seed) {
        List<LayerResult> results = new ArrayList<>();
        for (ProbedLayer layer : of) {
            List<LabelResult> labels = new ArrayList<>();
            for (LabelSummary label : labels()) {
                if (label.skipped() == null) {
                    labels.add(
                            label(layer, label, knowledge, (double) layer.index() / of.size(), control == null, seed));
                }
            }
            results.add(new LayerResult(layer, "memory", 1.5, 0, null, labels));
        }
        results.add(new LayerResult(
                layer("overflowing", "linear", 1, 8, null), "memory", 0, 0, "feature 3 of sample 8 is NaN", List.of()));
        List<BestOf> best = labels().stream()
                .filter(label -> label.skipped() == null)
                .map(label -> new BestOf(
                        label.label(),
                        best(results, label.label(), LabelResult::layer, r -> null),
                        best(
                                results,
                                label.label(),
                                r -> alone(r.channels()),
                                r -> r.channels().best()),
                        best(
                                results,
                                label.label(),
                                r -> alone(r.neurons()),
                                r -> r.neurons().best())))
                .toList();
        return new NetworkResult(
                name,
                control,
                architecture,
                SIDE,
                4_000_000_000L,
                false,
                600,
                List.of("conv1 … layer2.0.sum: memory", "layer2.1.relu1 … embedding: memory"),
                results,
                best,
                control == null ? ablations() : List.of());
    }

    private static ProbeScores alone(UnitScores units) {
        return units == null ? null : units.alone();
    }

    private static BestOf.Best best(
            List<LayerResult> layers,
            String label,
            Function<LabelResult, ProbeScores> scores,
            Function<LabelResult, Integer> unit) {
        return layers.stream()
                .flatMap(layer -> layer.labels().stream()
                        .filter(result -> result.label().equals(label) && scores.apply(result) != null)
                        .map(result -> new BestOf.Best(layer.layer().name(), unit.apply(result), scores.apply(result))))
                .max(Comparator.comparingDouble(
                        best -> best.scores().validation().primary()))
                .orElse(null);
    }

    private List<AblationResult> ablations() {
        List<AblationResult> ablations = new ArrayList<>();
        for (String label : List.of("Male", "Eyeglasses", "Smiling")) {
            for (double share : new double[] {0.01, 0.05, 0.1}) {
                List<AblationResult.Later> later = new ArrayList<>();
                for (int i = 10; i < layers.size(); i += 5) {
                    double intact = 0.9 + 0.002 * i;
                    double lost = 0.3 * share * (20.0 / i) + 0.001 * label.length();
                    later.add(new AblationResult.Later(
                            layers.get(i).name(), scores(intact, 0, 19962), scores(intact - lost, 0, 19962)));
                }
                List<AblationResult.Control> controls = new ArrayList<>();
                for (int draw = 0; draw < 3; draw++) {
                    for (AblationResult.Among among : AblationResult.Among.values()) {
                        double part = (among == AblationResult.Among.ANY ? 0.1 : 0.3) + 0.02 * draw;
                        controls.add(new AblationResult.Control(
                                among,
                                0.4 + part,
                                later.stream()
                                        .map(of -> {
                                            double intact = of.intact().test().primary();
                                            double lost =
                                                    intact - of.ablated().test().primary();
                                            return scores(intact - part * lost, 0, 19962);
                                        })
                                        .toList()));
                    }
                }
                ablations.add(
                        new AblationResult(label, "layer3.0.sum", share, (int) (1e5 * share), 0.8, later, controls));
            }
        }
        return ablations;
    }

    private static LabelResult label(
            ProbedLayer layer, LabelSummary label, double knowledge, double depth, boolean full, long seed) {
        SplittableRandom random = new SplittableRandom(
                31 * seed + 1000L * layer.index() + label.label().hashCode());
        double ease = 0.35 + (Math.abs(label.label().hashCode()) % 60) / 100.0;
        double dip = "before".equals(layer.skip()) ? 0.07 : 0;
        double rise = knowledge > 0.9 ? Math.sin(Math.PI * Math.min(0.8, 0.25 + 0.6 * depth)) : 0.8 - 0.4 * depth;
        double known = Math.max(0.02, ease * knowledge * rise - dip + 0.01 * random.nextGaussian());
        double floor =
                label.kind() == LabelKind.VALUE ? 0 : 1.0 / label.classes().size();
        Function<Double, ProbeScores> scores = share -> label.kind() == LabelKind.VALUE
                ? values(share * known)
                : scores(floor + (1 - floor) * Math.min(0.98, share * known), floor, label.test());
        return new LabelResult(
                label.label(),
                false,
                8,
                0.6,
                scores.apply(1.0),
                label.kind() == LabelKind.VALUE
                        ? Map.of()
                        : Map.of("lda", scores.apply(1.05), "logistic", scores.apply(1.02)),
                layer.name().equals("tall")
                        ? new UnitScores(
                                // Row 3 of 5, column 1 of 3, channel 2 of 4.
                                List.of(new UnitScore((3 * 3 + 1) * 4 + 2, 2, 0.6)),
                                scores.apply(0.8),
                                42,
                                scores.apply(0.7))
                        : units(layer, scores, 0.72, layer.height() * layer.width() * layer.channels(), random),
                layer.height() > 1 ? units(layer, scores, 0.85, layer.channels(), random) : null,
                vip(layer, random),
                full && layer.index() % 6 == 2 && RELATED.contains(label.label()) ? relation(random) : null,
                List.of());
    }

    private static UnitScores units(
            ProbedLayer layer, Function<Double, ProbeScores> scores, double share, int count, SplittableRandom random) {
        List<UnitScore> units = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            int unit = random.nextInt(count);
            if (layer.height() > 4 && count > layer.channels()) {
                // Near the upper middle of the picture, where eyes are.
                int row = (int) (layer.height() * (0.42 + 0.06 * random.nextGaussian()));
                int column = (int) (layer.width() * (0.5 + 0.12 * random.nextGaussian()));
                unit = (Math.max(0, row) * layer.width() + Math.max(0, column)) * layer.channels()
                        + random.nextInt(layer.channels());
            }
            units.add(new UnitScore(
                    unit,
                    3.5 - 0.2 * i,
                    scores.apply(share - 0.02 * i).validation().primary()));
        }
        return new UnitScores(units, scores.apply(share + 0.1), units.get(0).unit(), scores.apply(share));
    }

    private static VipSummary vip(ProbedLayer layer, SplittableRandom random) {
        int[] histogram = new int[30];
        for (int i = 0; i < 30; i++) {
            histogram[i] = (int) (2000 * Math.exp(-0.02 * (i - 8) * (i - 8)));
        }
        int side = Math.min(14, layer.height());
        double[][] map = new double[side][side];
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                double dy = (y + 0.5) / side - 0.42;
                double dx = (x + 0.5) / side - 0.5;
                map[y][x] = 0.5 + 2 * Math.exp(-20 * dy * dy - 8 * dx * dx) + 0.1 * random.nextDouble();
            }
        }
        return new VipSummary(4.2, 0.31, histogram, side > 1 ? map : null);
    }

    private static VipRelation relation(SplittableRandom random) {
        double[] vip = new double[50];
        double[] mean = new double[50];
        double[] accuracy = new double[50];
        for (int i = 0; i < 50; i++) {
            vip[i] = 4 * i / 50.0;
            accuracy[i] = 0.5 + 0.07 * vip[i] + 0.02 * random.nextGaussian();
            mean[i] = Math.max(0, 0.5 + 0.6 * (accuracy[i] - 0.6) + 0.3 * random.nextGaussian());
        }
        return new VipRelation(
                vip,
                mean,
                accuracy,
                Estimate.withoutInterval(Correlation.pearson(vip, accuracy)),
                Estimate.withoutInterval(Correlation.pearson(mean, accuracy)));
    }

    private static ProbeScores scores(double accuracy, double floor, int test) {
        return new ProbeScores(set(accuracy, 6144), set(Math.max(floor, accuracy - 0.01), Math.max(100, test)));
    }

    private static SetScores set(double accuracy, int samples) {
        Estimate share = Proportion.ofShare(accuracy, samples, 0.95);
        return new SetScores(
                samples,
                Map.of(
                        "accuracy", share,
                        "balanced_accuracy", share,
                        "auc", Estimate.withoutInterval(Math.min(1, accuracy + 0.04))));
    }

    private static ProbeScores values(double share) {
        SetScores set = new SetScores(
                900,
                Map.of(
                        "r_squared", Estimate.withoutInterval(share),
                        "pearson", Estimate.withoutInterval(Math.sqrt(Math.max(0, share))),
                        "spearman", Estimate.withoutInterval(Math.sqrt(Math.max(0, share)))));
        return new ProbeScores(set, set);
    }

    private MapSheet sheet(List<Image> faces) {
        List<List<float[]>> maps = IntStream.range(0, 4)
                .mapToObj(channel -> faces.stream().map(face -> map(channel)).toList())
                .toList();
        return new MapSheet(NETWORK, "layer3.0.sum", faces, List.of(5, 77, 130, 201), 7, 7, maps);
    }

    private static float[] map(int channel) {
        float[] map = new float[49];
        for (int i = 0; i < 49; i++) {
            double dy = i / 7 - 2.5;
            double dx = i % 7 - 1.5 * channel;
            map[i] = (float) Math.exp(-0.5 * (dx * dx + dy * dy));
        }
        return map;
    }
}
