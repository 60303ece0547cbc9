package dev.facet.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.facet.engine.internal.Layout;
import dev.facet.engine.internal.Storage;
import dev.facet.engine.ops.BatchNormGradApply;
import dev.facet.engine.ops.BatchNormInfer;
import dev.facet.engine.ops.BatchNormMoments;
import dev.facet.engine.ops.BatchNormTrain;
import dev.facet.engine.ops.BatchNormTrainGrad;
import dev.facet.engine.ops.Op;
import dev.facet.engine.testing.SgdUpdates;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Training steps with batch normalisation, computed a few images after the others. */
class BatchSlicesTest {
    private static final int BATCH = 4;
    private static final int SIZE = 8;
    private static final int CHANNELS = 8;
    private static final int WIDE = 48;
    private static final double LARGE_MEAN = 1000;

    /** An inverted bottleneck with its shortcut, as MobileNetV2 has them, in training. */
    private static final class Net {
        private final Graph graph;
        private final Node wide;
        private final Node loss;
        private final Gradients gradients;

        Net(DType type) {
            this(type, BATCH);
        }

        Net(DType type, int batch) {
            graph = new Graph(type);
            Layers layers = new Layers(graph);
            Node x = graph.input("x", batch, SIZE, SIZE, CHANNELS);
            Conv2d one = Conv2d.same(1);
            Node stem = layers.normalized("stem", x, CHANNELS, 1, one);
            wide = graph.relu6(layers.normalized("wide", stem, WIDE, 1, one));
            Conv2d grouped = Conv2d.same(3).groups(WIDE);
            Node depthwise = graph.relu6(layers.normalized("depthwise", wide, WIDE, 3, grouped));
            Node narrow = layers.normalized("narrow", depthwise, CHANNELS, 1, one);
            Node sum = graph.add(narrow, stem);
            Node last = graph.relu(layers.normalized("last", sum, 5, 3, Conv2d.same(3)));
            loss = graph.sumSquares(graph.globalAvgPool(last));
            gradients = Gradients.of(graph, loss, layers.parameters());
            Node rate = graph.input("rate", 1);
            SgdUpdates.append(graph, gradients, layers.parameters(), rate, 1e-3, false);
        }

        Plan plan(long sliceBytes, Node... outputs) {
            return Plan.of(graph, List.of(outputs), PlanOptions.defaults().sliceBytes(sliceBytes));
        }

        /** The largest slices that are smaller than a group: one byte more, and nothing is cut. */
        long largestSlice() {
            long cut = 1;
            long whole = 100 * wide.type().bytes();
            while (whole - cut > 1) {
                long middle = (cut + whole) / 2;
                if (plan(middle, loss).slicedGroups() > 0) {
                    cut = middle;
                } else {
                    whole = middle;
                }
            }
            return cut;
        }
    }

    /** A prime batch is not cut into single images, as slices of one size would be. */
    @ParameterizedTest
    @CsvSource({"7, 4 3", "8, 4", "9, 3", "31, 16 15", "34, 17"})
    void slicesAreFewWhateverTheBatch(int batch, String sizes) {
        Net net = new Net(DType.F32, batch);
        Set<Long> images = imagesOf(BatchNormGradApply.class, net.plan(net.largestSlice(), net.loss));
        images.remove((long) batch);
        assertThat(images).map(String::valueOf).containsExactlyInAnyOrder(sizes.split(" "));
    }

    @Test
    void everyGroupBetweenTwoNormalisationsIsCut() {
        Net net = new Net(DType.F32);
        assertThat(net.plan(0, net.loss).slicedGroups()).isZero();
        assertThat(net.plan(Long.MAX_VALUE, net.loss).slicedGroups()).isZero();
        Plan plan = net.plan(1, net.loss);
        assertThat(plan.describe()).contains(plan.slicedGroups() + " groups in slices");
        assertThat(plan.slicedGroups()).isGreaterThanOrEqualTo(9);
        assertThat(plan.layout().steps())
                .noneMatch(step -> step.op() instanceof BatchNormTrain || step.op() instanceof BatchNormTrainGrad);
    }

    @Test
    void wideMapsAreNormalisedAgainInsteadOfKept() {
        Net net = new Net(DType.F32);
        Plan plan = net.plan(1, net.loss);
        long widest = net.wide.type().bytes() / BATCH;
        assertThat(plan.layout().steps().stream()
                        .filter(step -> step.op() instanceof BatchNormInfer)
                        .filter(step -> step.outputs().get(0).type().bytes() == widest))
                .as("two wide maps, forward and backward")
                .hasSize(2 * 2 * BATCH);
        assertThat(plan.layout().storages().of(net.wide)).isNull();
        assertThat(net.plan(0, net.loss).layout().storages().of(net.wide)).isNotNull();
    }

    @Test
    void aGroupBeginsWithTheImagesThatTheGroupBeforeEndedWith() {
        Net net = new Net(DType.F32);
        Layout layout = net.plan(1, net.loss).layout();
        List<Node> normalised = layout.steps().stream()
                .filter(step -> step.op() instanceof BatchNormInfer)
                .map(step -> step.inputs().get(0))
                .filter(node -> node.type().bytes() == net.wide.type().bytes() / BATCH)
                .limit(BATCH)
                .toList();
        Storage whole = layout.storages().of(normalised.get(0));
        List<Long> written = layout.steps().stream()
                .flatMap(step -> step.outputs().stream())
                .filter(node -> layout.storages().of(node) == whole)
                .map(layout.storages()::offsetIn)
                .limit(BATCH)
                .collect(Collectors.toCollection(ArrayList::new));
        Collections.reverse(written);
        assertThat(normalised).extracting(layout.storages()::offsetIn).isEqualTo(written);
        assertThat(written).doesNotHaveDuplicates();
    }

    @Test
    void whatIsAskedForIsThere() {
        sliceGivesTheSameNumbers(new Net(DType.F64), 1);
    }

    /** The largest group in slices of 4 and 3 images, of 3, 3 and 1, then of 2, 2, 2 and 1. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void aSmallerLastSliceGivesTheSameNumbers(int parts) {
        Net net = new Net(DType.F64, 7);
        sliceGivesTheSameNumbers(net, net.largestSlice() / parts);
    }

    /** The statistics weigh all moments alike: those of 4 and 3 images would be wrong. */
    @Test
    void momentsAreOfEquallyManyImages() {
        Net net = new Net(DType.F32, 7);
        Plan plan = net.plan(net.largestSlice() / 3, net.loss);
        assertThat(imagesOf(BatchNormInfer.class, plan)).contains(4L, 3L);
        assertThat(imagesOf(BatchNormMoments.class, plan)).contains(1L).isSubsetOf(1L, 7L);
    }

    /** How many images the steps of an op have. */
    private static Set<Long> imagesOf(Class<? extends Op> op, Plan plan) {
        return plan.layout().steps().stream()
                .filter(step -> op.isInstance(step.op()))
                .map(step -> step.inputs().get(0).shape().dim(0))
                .collect(Collectors.toSet());
    }

    private static void sliceGivesTheSameNumbers(Net net, long sliceBytes) {
        Node gamma = net.gradients.of(net.graph.node("wide.gamma"));
        Node w = net.gradients.of(net.graph.node("depthwise.w"));
        List<double[]> sliced = results(net, net.plan(sliceBytes, net.loss, net.wide, gamma, w), 2, 0);
        List<double[]> whole = results(net, net.plan(0, net.loss, net.wide, gamma, w), 2, 0);
        for (int i = 0; i < whole.size(); i++) {
            assertThat(sliced.get(i)).as("result %d", i).containsExactly(whole.get(i), within(1e-9));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {BATCH, 7})
    void everyThreadCountGivesTheSameBits(int batch) {
        Net net = new Net(DType.F32, batch);
        Plan plan = net.plan(net.largestSlice() / 2, net.loss);
        List<double[]> one = results(net, plan, 1, 0);
        for (int threads = 2; threads <= 3; threads++) {
            assertThat(results(net, plan, threads, 0))
                    .usingRecursiveComparison()
                    .isEqualTo(one);
        }
    }

    /** Slices are compared by their means: a mean far from zero must not cancel the variance. */
    @ParameterizedTest
    @ValueSource(ints = {BATCH, 7})
    void statisticsAreRightFarFromZero(int batch) {
        Net net = new Net(DType.F32, batch);
        List<double[]> sliced = results(net, net.plan(net.largestSlice() / 2, net.loss, net.wide), 2, LARGE_MEAN);
        List<double[]> whole = results(net, net.plan(0, net.loss, net.wide), 2, LARGE_MEAN);
        assertThat(sliced.get(1)).containsExactly(whole.get(1), within(1e-3));
    }

    @Test
    void onlyGraphsThatWaitForTheirMapsAreCutUnlessAsked() {
        int small = (1 << 20) / (CHANNELS * Float.BYTES); // outputs that make a mebibyte of weights
        try (Device cpu = Device.cpu(1)) {
            assertThat(sliceBytes(cpu, convolutions(1, CHANNELS, small))).isPositive();
            assertThat(sliceBytes(cpu, convolutions(1, CHANNELS, small + 1)))
                    .as("one large among small")
                    .isZero();
            assertThat(sliceBytes(cpu, convolutions(CHANNELS, CHANNELS, CHANNELS * small)))
                    .as("depthwise beside a large one")
                    .isPositive();
        }
    }

    @Test
    void aGpuComputesWholeBatches() {
        try (Device gpu = Device.open("simt", 1)) {
            assertThat(sliceBytes(gpu, new Net(DType.F32).graph)).isZero();
            assertThat(sliceBytes(gpu, convolutions(1, CHANNELS, CHANNELS))).isZero();
        }
    }

    private static long sliceBytes(Device device, Graph graph) {
        return PlanOptions.of(device, graph).sliceBytes();
    }

    /** Two convolutions of the same input, the first one in groups. */
    private static Graph convolutions(int groups, int outputs, int others) {
        Graph graph = new Graph();
        Node x = graph.input("x", BATCH, SIZE, SIZE, CHANNELS);
        Node w = graph.parameter("w", outputs, 1, 1, CHANNELS / groups);
        graph.conv2d(x, w, null, Conv2d.valid().groups(groups));
        graph.conv2d(x, graph.parameter("others", others, 1, 1, CHANNELS), null, Conv2d.valid());
        return graph;
    }

    @Test
    void aSliceHasNoNegativeSize() {
        assertThatThrownBy(() -> PlanOptions.defaults().sliceBytes(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-1");
    }

    /** Outputs and variables after two steps. */
    private static List<double[]> results(Net net, Plan plan, int threads, double mean) {
        List<double[]> results = new ArrayList<>();
        try (Session session = new Session(threads)) {
            Variables variables = session.variables(net.graph);
            Executable run = session.compile(plan, variables);
            SplittableRandom random = new SplittableRandom(7);
            run.input("x")
                    .set(random.doubles(net.graph.node("x").shape().count(), mean - 1, mean + 1)
                            .toArray());
            run.input("rate").set(0.01);
            for (String name : variables.names()) {
                Tensor tensor = variables.get(name);
                tensor.set(random.doubles(tensor.shape().count(), 0.1, 0.9).toArray());
            }
            for (int i = 0; i < 2; i++) {
                run.run();
            }
            plan.outputs().forEach(node -> results.add(run.output(node).toDoubles()));
            variables.names().forEach(name -> results.add(variables.get(name).toDoubles()));
        }
        return results;
    }
}
