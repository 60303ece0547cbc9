package dev.facet.benchmarks.peers;

import dev.facet.benchmarks.jobs.ConvolutionLayer;
import dev.facet.benchmarks.jobs.EcLossGradient;
import dev.facet.benchmarks.jobs.Gemm;
import dev.facet.benchmarks.jobs.Job;
import dev.facet.benchmarks.jobs.LayerConvolution;
import dev.facet.benchmarks.jobs.NetworkForward;
import dev.facet.benchmarks.jobs.NetworkTraining;
import dev.facet.benchmarks.jobs.Subject;
import dev.facet.engine.Device;
import dev.facet.nn.ecloss.TemplateMode;
import dev.facet.torch.Layout;
import dev.facet.torch.Weight;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** All contests, in the order of the tables. */
public final class Contests {
    private static final int[] FORWARD_BATCHES = {1, 16};
    private static final Subject[] LAYERED = {Subject.VGG16, Subject.RESNET50};
    private static final int LAYER_BATCH = 8;
    private static final int IMAGE_CHANNELS = 3;
    private static final double CLOSE = 1e-3;
    private static final double EXACT = 1e-4;

    private static final int[][] GEMMS = {
        {256, 256, 256}, {1024, 1024, 1024}, {2048, 2048, 2048}, {16, 4096, 25088}, {3136, 64, 576}, {196, 512, 4608}
    };

    private final int threads;

    private Contests(int threads) {
        this.threads = threads;
    }

    /** @param threads of every contender */
    public static List<Contest> all(int threads) {
        Contests contests = new Contests(threads);
        List<Contest> all = new ArrayList<>();
        for (Subject subject : Subject.values()) {
            for (int batch : FORWARD_BATCHES) {
                all.add(contests.forward(subject, batch));
            }
            all.add(contests.training(subject, trainingBatch(subject)));
        }
        all.add(contests.ecLoss(TemplateMode.STRATIFIED));
        all.add(contests.ecLoss(TemplateMode.SYMMETRIC));
        for (int[] s : GEMMS) {
            all.add(contests.gemm(s[0], s[1], s[2]));
        }
        return all;
    }

    /**
     * Every convolution of VGG16 and ResNet50 by itself, forward, data gradient and weight gradient, beside oneDNN.
     *
     * @param threads of both
     */
    public static List<Contest> layers(int threads) {
        List<Contest> all = new ArrayList<>();
        for (Subject subject : LAYERED) {
            for (ConvolutionLayer layer : ConvolutionLayer.of(subject, LAYER_BATCH)) {
                for (ConvolutionLayer.Pass pass : ConvolutionLayer.Pass.values()) {
                    // No training step needs the gradient of the images.
                    if (pass != ConvolutionLayer.Pass.DATA || layer.x().dim(3) > IMAGE_CHANNELS) {
                        all.add(layer(subject, layer, pass, threads));
                    }
                }
            }
        }
        return all;
    }

    private static Contest layer(Subject subject, ConvolutionLayer layer, ConvolutionLayer.Pass pass, int threads) {
        String name = subject.name() + "-" + layer.name() + "-" + pass;
        return new Contest(
                name.toLowerCase(Locale.ROOT),
                subject.title() + " " + layer.name() + ", " + layer.title(),
                CLOSE,
                false,
                List.of(
                        facet(() -> new LayerConvolution(layer, pass, threads)),
                        new Contender("onednn", () -> () -> new OneDnnConvolution(layer, pass))));
    }

    /** The batch of a network's training job. */
    static int trainingBatch(Subject subject) {
        return switch (subject) {
            case DEMO -> 32;
            case MOBILENETV2 -> 16;
            case VGG16, RESNET50 -> 8;
        };
    }

    private Contest forward(Subject subject, int batch) {
        List<Contender> contenders = new ArrayList<>();
        contenders.add(facet(() -> new NetworkForward(subject, batch, threads)));
        for (Layout layout : Layout.values()) {
            contenders.add(torch(layout, () -> {
                Map<String, Weight> weights = SubjectWeights.folded(subject);
                return () -> new TorchForward(subject, weights, layout, batch);
            }));
        }
        contenders.add(new Contender("onnxruntime", () -> {
            Path model = OnnxFile.write(subject, batch);
            return () -> new OnnxForward(subject, model, batch, threads);
        }));
        // For the record, where it was fetched.
        if (subject == Subject.VGG16 && batch == 1 && Dl4jVgg16.isThere()) {
            contenders.add(new Contender(Dl4jVgg16.WHO, () -> () -> Dl4jVgg16.open(batch), false));
        }
        String name = subject.name().toLowerCase(Locale.ROOT);
        return new Contest(
                name + "-forward-" + batch,
                subject.title() + " " + subject.input() + " forward, batch " + batch,
                CLOSE,
                true,
                List.copyOf(contenders));
    }

    private Contest training(Subject subject, int batch) {
        List<Contender> contenders = new ArrayList<>();
        contenders.add(facet(() -> new NetworkTraining(subject, batch, threads)));
        for (Layout layout : Layout.values()) {
            contenders.add(torch(layout, () -> {
                Map<String, Weight> weights = SubjectWeights.of(subject);
                return () -> new TorchTraining(subject, weights, layout, batch);
            }));
        }
        String name = subject.name().toLowerCase(Locale.ROOT);
        return new Contest(
                name + "-train-" + batch,
                subject.title() + " " + subject.input() + " training step, batch " + batch,
                CLOSE,
                true,
                List.copyOf(contenders));
    }

    private Contest ecLoss(TemplateMode mode) {
        String name = mode.name().toLowerCase(Locale.ROOT);
        return new Contest(
                "ecloss-64x512-" + name,
                "ECLoss forward and gradient, 64×512 maps, "
                        + EcLossGradient.templates(mode).count() + " " + name + " templates",
                CLOSE,
                true,
                List.of(
                        facet(() -> new EcLossGradient(mode, threads)),
                        new Contender("libtorch", () -> loaded(threads, () -> () -> new TorchEcLoss(mode)))));
    }

    private Contest gemm(int m, int n, int k) {
        return new Contest(
                "gemm-" + m + "x" + n + "x" + k,
                "matrix product " + m + "×" + n + "×" + k,
                EXACT,
                false,
                List.of(
                        facet(() -> new Gemm(m, n, k, threads)),
                        new Contender("openblas", () -> () -> new OpenBlasGemm(m, n, k)),
                        new Contender("onednn", () -> () -> new OneDnnGemm(m, n, k))));
    }

    private static Contender facet(Supplier<Job> open) {
        return new Contender("facet", () -> {
            Device.liveBytes(); // loads the library
            return open;
        });
    }

    private Contender torch(Layout layout, Supplier<Supplier<Job>> preparation) {
        return new Contender(TorchSubjects.name(layout), () -> loaded(threads, preparation));
    }

    /** Prepares with libtorch loaded and told its threads. */
    @SuppressWarnings("try") // tensors are there to be closed
    private static <T> T loaded(int threads, Supplier<T> preparation) {
        torch.set_num_threads(threads);
        try (Tensor small = Tensor.create(1f, 2f);
                Tensor sum = small.add(small)) {
            return preparation.get();
        }
    }
}
