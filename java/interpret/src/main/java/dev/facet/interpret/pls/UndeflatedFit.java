package dev.facet.interpret.pls;

import dev.facet.engine.Node;
import dev.facet.engine.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Fits a group of targets together, one pass over the features a component. */
final class UndeflatedFit {
    private final FeatureRows rows;
    private final List<Components> fits;
    private final int features;
    private final float[] offsets;
    private final double[][] scores; // [target][i]
    private final float[] member; // [block][target]
    private int memberOf = -1; // first row of the block that member describes

    private UndeflatedFit(FeatureRows rows, List<Components> fits) {
        this.rows = rows;
        this.fits = fits;
        this.features = rows.features();
        this.offsets = new float[fits.size()];
        this.scores = new double[fits.size()][];
        this.member = new float[rows.blockRows() * fits.size()];
    }

    /** Finds the components of all fits. */
    static void run(FeatureRows rows, List<Components> fits) {
        new UndeflatedFit(rows, fits).run();
    }

    private void run() {
        int k = fits.size();
        int block = rows.blockRows();
        try (RowProgram program = RowProgram.compile(rows, (graph, x) -> {
            Node weights = graph.state("weights", k, features);
            Node sums = graph.state("sums", k, features);
            Node member = graph.input("member", block, k);
            return List.of(graph.named("scores", graph.plsPass(x, weights, graph.input("offset", k), member, sums)));
        })) {
            while (prepare(program)) {
                program.pass(
                        (first, count) -> feed(program, first, count), (first, count) -> read(program, first, count));
                accept(program);
            }
        }
    }

    /** Writes the next directions; false if no fit has one. */
    private boolean prepare(RowProgram program) {
        Tensor weights = program.state("weights");
        Tensor sums = program.state("sums");
        Arrays.fill(offsets, 0);
        boolean[] goesOn = new boolean[fits.size()];
        IntStream.range(0, fits.size()).parallel().forEach(k -> {
            goesOn[k] = fits.get(k).nextDirection();
            float[] direction = goesOn[k] ? fits.get(k).rawDirection() : new float[features];
            offsets[k] = goesOn[k] ? (float) fits.get(k).offset(direction) : 0;
            scores[k] = new double[fits.get(k).target().rowCount()];
            weights.put((long) k * features, direction);
            sums.fillFloats((long) k * features, features, to -> to.put(new float[features]));
        });
        program.input("offset").set(offsets);
        return IntStream.range(0, goesOn.length).anyMatch(k -> goesOn[k]);
    }

    private void feed(RowProgram program, int first, int count) {
        if (memberOf == first) {
            return;
        }
        Arrays.fill(member, 0);
        forMembers(first, count, (k, i, row) -> member[(row - first) * fits.size() + k] = 1);
        program.input("member").set(member);
        memberOf = first;
    }

    private void read(RowProgram program, int first, int count) {
        float[] block = program.output("scores").toFloats();
        forMembers(first, count, (k, i, row) -> scores[k][i] = block[(row - first) * fits.size() + k]);
    }

    private interface Member {
        void of(int target, int i, int row);
    }

    private void forMembers(int first, int count, Member action) {
        for (int k = 0; k < fits.size(); k++) {
            PlsTarget target = fits.get(k).target();
            for (int i = target.firstFrom(first); i < target.rowCount() && target.row(i) < first + count; i++) {
                action.of(k, i, target.row(i));
            }
        }
    }

    private void accept(RowProgram program) {
        Tensor sums = program.state("sums");
        IntStream.range(0, fits.size())
                .parallel()
                .filter(k -> !fits.get(k).done())
                .forEach(k -> {
                    float[] sum = new float[features];
                    sums.contents((long) k * features, features).get(sum);
                    fits.get(k).accept(scores[k], sum);
                });
    }
}
