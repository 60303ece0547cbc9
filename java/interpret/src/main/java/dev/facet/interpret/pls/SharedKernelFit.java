package dev.facet.interpret.pls;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Fits targets on one matrix of inner products, and gets all their weights in a last pass over the features. */
final class SharedKernelFit {
    private final FeatureRows rows;
    private final PlsOptions options;

    SharedKernelFit(FeatureRows rows, PlsOptions options) {
        this.rows = rows;
        this.options = options;
    }

    void run(List<PlsTarget> targets, int group, Consumer<List<PlsModel>> consumer) {
        InnerProducts products = InnerProducts.of(rows, options.memoryBytes());
        for (int first = 0; first < targets.size(); first += group) {
            List<KernelComponents> fits = targets.subList(first, Math.min(first + group, targets.size())).stream()
                    .map(t ->
                            new KernelComponents(t, products.centred(t), products.meanSquare(t), options.components()))
                    .toList();
            consumer.accept(models(fits));
        }
    }

    private List<PlsModel> models(List<KernelComponents> fits) {
        List<FeatureMoments> moments = FirstPass.moments(
                rows, fits.stream().map(KernelComponents::target).toList(), options);
        List<float[]> factors = new ArrayList<>();
        for (KernelComponents fit : fits) {
            for (int a = 0; a < fit.components(); a++) {
                factors.add(fit.weightFactors(a, rows.rows()));
            }
            for (int a = 0; a < fit.components() && options.keepWeights(); a++) {
                factors.add(fit.loadingFactors(a, rows.rows()));
            }
        }
        List<float[]> sums = RowProductsRun.of(rows, factors, options.memoryBytes());
        List<PlsModel> models = new ArrayList<>();
        int next = 0;
        for (int i = 0; i < fits.size(); i++) {
            KernelComponents fit = fits.get(i);
            float[] mean = moments.get(i).mean();
            int taken = fit.components() * (options.keepWeights() ? 2 : 1);
            for (int f = next; f < next + taken; f++) {
                FirstPass.centre(sums.get(f), factors.get(f), mean);
            }
            float[][] weights = sums.subList(next, next + fit.components()).toArray(float[][]::new);
            float[][] loadings = options.keepWeights()
                    ? sums.subList(next + fit.components(), next + taken).toArray(float[][]::new)
                    : null;
            models.add(fit.model(weights, loadings, moments.get(i)));
            next += taken;
        }
        return models;
    }
}
