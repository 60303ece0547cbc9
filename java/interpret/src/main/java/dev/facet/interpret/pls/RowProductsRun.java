package dev.facet.interpret.pls;

import dev.facet.engine.Graph;
import dev.facet.engine.Node;
import java.util.ArrayList;
import java.util.List;

/** Products of columns of factors, one number a row, with all features: factors'X, in as few passes as memory allows. */
final class RowProductsRun {
    private RowProductsRun() {}

    /**
     * @param factors columns of [rows]
     * @return for each column [features]
     */
    static List<float[]> of(FeatureRows rows, List<float[]> factors, long memoryBytes) {
        return of(rows, factors, memoryBytes, new Features() {});
    }

    /**
     * Of the features' squared deviations from some values instead.
     *
     * @param from [features]
     */
    static List<float[]> ofSquaredDeviations(FeatureRows rows, float[] from, List<float[]> factors, long memoryBytes) {
        return of(rows, factors, memoryBytes, new Features() {
            @Override
            public Node of(Graph graph, Node x) {
                return graph.square(graph.sub(x, graph.input("from", 1, from.length)));
            }

            @Override
            public void feed(RowProgram program) {
                program.input("from").set(from);
            }
        });
    }

    /** What is multiplied: the features, or something made of them. */
    private interface Features {
        default Node of(Graph graph, Node x) {
            return x;
        }

        default void feed(RowProgram program) {}
    }

    private static List<float[]> of(FeatureRows rows, List<float[]> factors, long memoryBytes, Features features) {
        int group = Groups.columns(rows.features(), 1, memoryBytes, factors.size());
        List<float[]> sums = new ArrayList<>();
        for (int first = 0; first < factors.size(); first += group) {
            sums.addAll(pass(rows, factors.subList(first, Math.min(first + group, factors.size())), features));
        }
        return sums;
    }

    private static List<float[]> pass(FeatureRows rows, List<float[]> factors, Features features) {
        int k = factors.size();
        int block = rows.blockRows();
        float[] values = new float[block * k];
        List<float[]> results = new ArrayList<>();
        try (RowProgram program = RowProgram.compile(rows, (graph, x) -> {
            Node sums = graph.state("sums", k, rows.features());
            graph.rowProducts(features.of(graph, x), graph.input("factors", block, k), sums);
            return List.of();
        })) {
            features.feed(program);
            program.pass(
                    (first, count) -> {
                        for (int i = 0; i < block; i++) {
                            for (int c = 0; c < k; c++) {
                                values[i * k + c] = i < count ? factors.get(c)[first + i] : 0;
                            }
                        }
                        program.input("factors").set(values);
                    },
                    (first, count) -> {});
            for (int c = 0; c < k; c++) {
                float[] sum = new float[rows.features()];
                program.state("sums")
                        .contents((long) c * sum.length, sum.length)
                        .get(sum);
                results.add(sum);
            }
        }
        return results;
    }
}
