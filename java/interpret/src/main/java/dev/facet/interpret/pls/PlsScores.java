package dev.facet.interpret.pls;

import dev.facet.engine.Node;
import dev.facet.engine.Tensor;
import java.util.ArrayList;
import java.util.List;

/** Scores of all rows of a feature matrix, training rows or new ones, by all components of many models in one pass. */
public final class PlsScores {
    private static final long DEFAULT_MEMORY = 1L << 30;

    private PlsScores() {}

    /** As {@link #of(FeatureRows, List, long)} with 1 GiB. */
    public static float[][][] of(FeatureRows rows, List<PlsModel> models) {
        return of(rows, models, DEFAULT_MEMORY);
    }

    /**
     * Projects.
     *
     * @param memoryBytes what rotations may take on the device at a time; the rows are read again for those that it does not hold
     * @return [model][row][component]
     */
    public static float[][][] of(FeatureRows rows, List<PlsModel> models, long memoryBytes) {
        List<float[]> directions = new ArrayList<>();
        for (PlsModel model : models) {
            if (model.features() != rows.features()) {
                throw new PlsException("The model of " + model.target().name() + " was fitted to " + model.features()
                        + " features; these rows have " + rows.features());
            }
            for (int a = 0; a < model.components(); a++) {
                directions.add(model.rotation(a));
            }
        }
        float[][] products = products(rows, directions, memoryBytes);
        float[][][] scores = new float[models.size()][][];
        int next = 0;
        for (int m = 0; m < scores.length; m++) {
            PlsModel model = models.get(m);
            scores[m] = new float[rows.rows()][model.components()];
            for (int row = 0; row < products.length; row++) {
                for (int a = 0; a < model.components(); a++) {
                    scores[m][row][a] = (float) (products[row][next + a] - model.offset(a));
                }
            }
            next += model.components();
        }
        return scores;
    }

    /**
     * The rows' products with some vectors.
     *
     * @param vectors each as long as a row
     * @param memoryBytes as in {@link #of(FeatureRows, List, long)}
     * @return [row][vector]
     */
    public static float[][] products(FeatureRows rows, List<float[]> vectors, long memoryBytes) {
        float[][] products = new float[rows.rows()][vectors.size()];
        if (vectors.isEmpty()) {
            return products;
        }
        int group = Groups.columns(rows.features(), 1, memoryBytes, vectors.size());
        for (int first = 0; first < vectors.size(); first += group) {
            pass(rows, vectors.subList(first, Math.min(first + group, vectors.size())), products, first);
        }
        return products;
    }

    private static void pass(FeatureRows rows, List<float[]> vectors, float[][] products, int column) {
        int k = vectors.size();
        try (RowProgram program = RowProgram.compile(rows, (graph, x) -> {
            Node weights = graph.state("weights", k, rows.features());
            return List.of(graph.named("products", graph.matmul(x, weights, false, true)));
        })) {
            Tensor weights = program.state("weights");
            for (int c = 0; c < k; c++) {
                weights.put((long) c * rows.features(), vectors.get(c));
            }
            program.pass((first, count) -> {}, (first, count) -> {
                float[] block = program.output("products").toFloats();
                for (int i = 0; i < count; i++) {
                    System.arraycopy(block, i * k, products[first + i], column, k);
                }
            });
        }
    }
}
