package dev.facet.benchmarks.peers;

import dev.facet.benchmarks.jobs.EcLossGradient;
import dev.facet.benchmarks.jobs.Gemm;
import dev.facet.benchmarks.jobs.Job;
import dev.facet.benchmarks.jobs.VggForward;
import dev.facet.benchmarks.jobs.VggTraining;
import dev.facet.benchmarks.onnx.OnnxForward;
import dev.facet.torch.Layout;
import dev.facet.torch.Weight;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** All contests. */
public final class Contests {
    /** Of one 224-pixel image through VGG16: 15.35e9 multiply-adds in convolutions, 0.12e9 in linear layers. */
    private static final double VGG16_GIGAFLOP = 30.95;
    /** Forward, data and weight gradients; the first convolution's data gradient is not needed. */
    private static final double TRAINING_FACTOR = 3;

    private static final int[][] GEMMS = {
        {256, 256, 256}, {1024, 1024, 1024}, {2048, 2048, 2048}, {16, 4096, 25088}, {3136, 64, 576}, {196, 512, 4608}
    };

    private Contests() {}

    public static List<Contest> all(int threads) {
        List<Contest> contests = new ArrayList<>();
        for (int batch : new int[] {1, 16}) {
            contests.add(new Contest(
                    "vgg16-forward-" + batch, batch * VGG16_GIGAFLOP, 1e-3, () -> vggForward(batch, threads)));
        }
        contests.add(new Contest(
                "vgg16-train-8", 8 * TRAINING_FACTOR * VGG16_GIGAFLOP, 1e-3, () -> vggTraining(8, threads)));
        double maps = (double) EcLossGradient.IMAGES * EcLossGradient.CHANNELS;
        double logits = 2 * maps * EcLossGradient.TEMPLATES * EcLossGradient.SIDE * EcLossGradient.SIDE;
        contests.add(new Contest("ecloss-64x512", 2 * logits / 1e9, 1e-3, () -> ecLoss(threads)));
        for (int[] s : GEMMS) {
            contests.add(new Contest(
                    "gemm-" + s[0] + "x" + s[1] + "x" + s[2],
                    2.0 * s[0] * s[1] * s[2] / 1e9,
                    1e-4,
                    () -> gemm(s[0], s[1], s[2], threads)));
        }
        return contests;
    }

    private static List<Job> vggForward(int batch, int threads) {
        VggForward facet = new VggForward(batch, threads);
        Map<String, Weight> weights = TorchWeights.of(facet.network(), facet.variables());
        return List.of(
                facet,
                new TorchForward(Layout.NCHW, batch, weights),
                new TorchForward(Layout.CHANNELS_LAST, batch, weights),
                new OnnxForward(batch, threads, weights));
    }

    private static List<Job> vggTraining(int batch, int threads) {
        VggTraining facet = new VggTraining(batch, threads);
        Map<String, Weight> weights = TorchWeights.of(facet.network(), facet.variables());
        return List.of(
                facet,
                new TorchTraining(Layout.NCHW, batch, weights),
                new TorchTraining(Layout.CHANNELS_LAST, batch, weights));
    }

    private static List<Job> ecLoss(int threads) {
        return List.of(new EcLossGradient(threads), new TorchEcLoss());
    }

    private static List<Job> gemm(int m, int n, int k, int threads) {
        return List.of(new Gemm(m, n, k, threads), new OpenBlasGemm(m, n, k), new OneDnnGemm(m, n, k));
    }
}
