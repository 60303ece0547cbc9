package dev.facet.interpret.pls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facet.engine.Conv2d;
import dev.facet.engine.Device;
import dev.facet.engine.Executable;
import dev.facet.engine.Graph;
import dev.facet.engine.Node;
import dev.facet.engine.Plan;
import dev.facet.engine.Variables;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Features that are never stored: a network computes them anew inside the program that uses them. */
class RecomputedRowsTest {
    private static final int IMAGES = 70;
    private static final int BATCH = 16;
    private static final int SIDE = 9;
    private static final int CHANNELS = 5;
    private static final float[][] PIXELS = new Random(3)
            .doubles(IMAGES)
            .mapToObj(seed -> floats(new Random((long) (seed * 1e6)), SIDE * SIDE * 3))
            .toArray(float[][]::new);

    private static float[] floats(Random random, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = random.nextFloat() - 0.5f;
        }
        return values;
    }

    /** A convolution and a ReLU whose maps are the features. */
    private record NetworkRows(Device device, Variables network) implements FeatureRows {
        static Node build(Graph graph) {
            Node images = graph.input("images", BATCH, SIDE, SIDE, 3);
            Node maps = graph.relu(
                    graph.conv2d(images, graph.parameter("filters", CHANNELS, 3, 3, 3), null, Conv2d.same(3)));
            return graph.reshape(maps, BATCH, SIDE * SIDE * CHANNELS);
        }

        @Override
        public int rows() {
            return IMAGES;
        }

        @Override
        public int features() {
            return SIDE * SIDE * CHANNELS;
        }

        @Override
        public int blockRows() {
            return BATCH;
        }

        @Override
        public Node declare(Graph graph) {
            return build(graph);
        }

        @Override
        public List<Variables> variables() {
            return List.of(network);
        }

        @Override
        public void feed(Executable program, int first, int count) {
            for (int i = 0; i < BATCH; i++) {
                program.input("images").put((long) i * PIXELS[0].length, PIXELS[Math.min(first + i, IMAGES - 1)]);
            }
        }
    }

    @Test
    void fitsAsOnStoredFeatures() {
        Graph graph = new Graph();
        Node features = NetworkRows.build(graph);
        try (Device device = Device.cpu(2);
                Variables network = Variables.allocate(device, graph)) {
            network.get("filters").set(floats(new Random(9), CHANNELS * 27));
            NetworkRows rows = new NetworkRows(device, network);
            double[] y = new Random(4).doubles(IMAGES).map(Math::rint).toArray();
            List<PlsTarget> targets = List.of(PlsTarget.ofKnown("hat", y));
            PlsModel model =
                    PlsRegression.fit(rows, targets, PlsOptions.components(3)).get(0);
            float[][] scores = PlsScores.of(rows, List.of(model))[0];
            try (ResidentRows stored = ResidentRows.allocate(device, IMAGES, rows.features());
                    Executable forward = Executable.compile(device, Plan.of(graph, List.of(features)), network)) {
                for (int first = 0; first < IMAGES; first += BATCH) {
                    rows.feed(forward, first, BATCH);
                    forward.run();
                    float[] block = forward.output(features).toFloats();
                    for (int i = 0; i < Math.min(BATCH, IMAGES - first); i++) {
                        stored.set(
                                first + i,
                                java.util.Arrays.copyOfRange(block, i * rows.features(), (i + 1) * rows.features()));
                    }
                }
                PlsModel expected = PlsRegression.fit(stored, targets, PlsOptions.components(3))
                        .get(0);
                PlsRegressionTest.assertSame(model, expected);
            }
            assertThat(scores).hasDimensions(IMAGES, 3);
        }
    }
}
