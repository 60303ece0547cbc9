package dev.facet.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Random networks for tests of the planner: convolutions, normalisations, pooling, branches, joins and reshapes, with gradients and
 * updates of all parameters. The same seed gives the same network.
 */
final class RandomGraphs {
    private static final String WORDS = "words";

    private final Random random;
    private final Graph graph;
    private final List<Node> maps = new ArrayList<>();
    private final List<Node> parameters = new ArrayList<>();
    private final Node seed;
    private final boolean updates;
    private final boolean training;

    /** A network with its loss, and some nodes to tap. */
    record Net(Graph graph, Node loss, List<Node> taps) {
        List<Node> outputs() {
            List<Node> outputs = new ArrayList<>(taps);
            outputs.add(loss);
            return outputs;
        }
    }

    private RandomGraphs(long seed, DType type, boolean updates, boolean training) {
        this.random = new Random(seed);
        this.graph = new Graph(type);
        this.seed = graph.input("seed", DType.I32, 1);
        this.updates = updates;
        this.training = training;
    }

    static Net net(long seed, DType type, boolean updates) {
        return new RandomGraphs(seed, type, updates, true).build();
    }

    /** A network for inference: fixed statistics, no gradients. */
    static Net inferenceNet(long seed, DType type) {
        return new RandomGraphs(seed, type, false, false).build();
    }

    private Net build() {
        maps.add(graph.input("x", 2, 6, 6, 4));
        int ops = 6 + random.nextInt(14);
        for (int i = 0; i < ops; i++) {
            maps.add(op(maps.get(random.nextInt(maps.size()))));
        }
        Node loss = null;
        for (int i = 0; i < 2; i++) {
            Node y = maps.get(maps.size() - 1 - i);
            Node share = graph.scale(graph.sumSquares(y), 1.0 / y.shape().count());
            loss = loss == null ? share : graph.add(loss, share);
        }
        if (random.nextInt(4) == 0) {
            loss = graph.add(loss, graph.scale(ecLoss(maps.get(maps.size() - 1)), 0.5));
        }
        List<Node> taps = new ArrayList<>();
        if (!training) {
            taps.add(maps.get(random.nextInt(maps.size())));
            addRows(taps);
            return new Net(graph, loss, taps);
        }
        Node tapped = maps.get(random.nextInt(maps.size()));
        List<Node> wrt = new ArrayList<>(parameters);
        wrt.add(tapped);
        Gradients gradients = Gradients.of(graph, loss, wrt);
        taps.add(gradients.of(tapped));
        if (random.nextBoolean()) {
            taps.add(tapped);
        }
        if (updates) {
            Node rate = graph.constant("rate", Shape.SCALAR, new float[] {0.01f});
            for (Node parameter : parameters) {
                Node velocity =
                        graph.state(parameter.name() + ".v", parameter.shape().toArray());
                graph.sgdUpdate(parameter, gradients.of(parameter), velocity, rate, 0.9, 1e-3, random.nextBoolean());
            }
        }
        addRows(taps);
        return new Net(graph, loss, taps.stream().distinct().toList());
    }

    /** Sometimes rows of 16 bits beside the net, with what ops make of them. */
    private void addRows(List<Node> taps) {
        if (random.nextInt(3) > 0) {
            return;
        }
        long features = 7 + random.nextInt(2);
        Half half = Half.values()[random.nextInt(2)];
        Node rows = graph.unpack16(graph.input(WORDS, DType.I32, 5, 4), half, features);
        if (random.nextBoolean()) {
            taps.add(graph.gram(rows));
        }
        if (random.nextBoolean()) {
            taps.add(graph.mean(rows, 1));
        }
        Node scores = graph.plsPass(
                rows,
                graph.input("row weights", 2, features),
                graph.input("row offset", 2),
                graph.input("row member", 5, 2),
                graph.state("row sums", 2, features));
        graph.rowProducts(rows, scores, graph.state("row products", 2, features));
        taps.add(scores);
    }

    private Node op(Node x) {
        long c = x.shape().dim(3);
        return switch (random.nextInt(18)) {
            case 0, 1 -> graph.relu(graph.conv2d(x, parameter(4, 3, 3, c), parameter(4), Conv2d.same(3)));
            case 2 -> graph.biasAdd(graph.conv2d(x, parameter(3, 1, 1, c), null, Conv2d.valid()), parameter(3));
            case 3 -> graph.relu(batchNorm(x, training));
            case 4 -> batchNorm(graph.relu(x), false);
            case 5 -> x.shape().dim(1) > 2 ? graph.maxPool2d(x, Pool2d.of(2)) : graph.sigmoid(x);
            case 6 -> joined(x);
            case 7 -> graph.dropout(x, 0.3, seed);
            case 8 -> graph.tanh(graph.scale(x, 0.5));
            case 9 -> reshaped(x);
            case 10 -> graph.prelu(x, parameter(c));
            case 11 -> graph.clip(batchNorm(x, training), 0, 0.8);
            case 12 -> graph.transpose(x, 0, 2, 1, 3);
            case 13 -> graph.leakyRelu(graph.conv2d(x, parameter(c, 3, 3, 1), null, depthwise(c)), 0.1);
            case 14 -> graph.relu6(batchNorm(graph.conv2d(x, parameter(4, 1, 1, c), null, Conv2d.valid()), training));
            case 15 -> graph.relu6(graph.conv2d(x, parameter(4, 3, 3, c), parameter(4), Conv2d.same(3)));
            case 16 -> graph.relu(graph.add(graph.conv2d(x, parameter(c, 1, 1, c), parameter(c), Conv2d.valid()), x));
            default -> graph.mul(x, graph.sigmoid(graph.mean(x, 1, 2)));
        };
    }

    private Node ecLoss(Node x) {
        Node templates =
                graph.input("templates", 5, x.shape().dim(1) * x.shape().dim(2));
        return graph.ecLoss(x, templates, new EcLossOp(1, false, true)).loss();
    }

    private static Conv2d depthwise(long channels) {
        return Conv2d.same(3).groups(Math.toIntExact(channels));
    }

    /** A sum or concatenation with another map of the same image size. */
    private Node joined(Node x) {
        List<Node> mates = maps.stream()
                .filter(other -> other.shape().with(3, 1).equals(x.shape().with(3, 1)))
                .toList();
        Node mate = mates.get(random.nextInt(mates.size()));
        return mate.shape().equals(x.shape()) && random.nextBoolean() ? graph.add(x, mate) : graph.concat(3, x, mate);
    }

    private Node reshaped(Node x) {
        Shape s = x.shape();
        Node flat = graph.reshape(x, s.dim(0), s.count() / s.dim(0));
        Node mixed = graph.biasAdd(graph.linear(flat, parameter(5, flat.shape().dim(1)), null), parameter(5));
        Node factor = graph.softmax(graph.relu(mixed));
        return graph.mul(x, graph.reshape(graph.mean(factor), 1, 1, 1, 1));
    }

    private Node batchNorm(Node x, boolean training) {
        long c = x.shape().dim(3);
        String name = "bn" + graph.nodes().size();
        return graph.batchNorm(
                x,
                parameter(c),
                parameter(c),
                graph.state(name + ".mean", c),
                graph.state(name + ".var", c),
                1e-3,
                0.1,
                training);
    }

    private Node parameter(long... dims) {
        Node parameter = graph.parameter("p" + graph.nodes().size(), dims);
        parameters.add(parameter);
        return parameter;
    }

    /** Fills inputs and variables with values that follow from the seed. */
    static void feed(long seed, Executable run, Variables variables) {
        Random random = new Random(seed);
        for (String name : run.inputNames()) {
            if (name.equals("seed")) {
                run.input(name).set(5);
            } else if (name.equals(WORDS)) {
                // Exponents for which both halves are of moderate size, as bf16 and as f16.
                run.input(name)
                        .set(random.ints(run.input(name).shape().count())
                                .map(word -> word & 0x83FF83FF | 0x3C003C00)
                                .toArray());
            } else {
                run.input(name)
                        .set(random.doubles(run.input(name).shape().count(), -1, 1)
                                .toArray());
            }
        }
        for (String name : variables.names()) {
            boolean variance = name.endsWith(".var");
            variables
                    .get(name)
                    .set(random.doubles(
                                    variables.get(name).shape().count(), variance ? 0.5 : -0.5, variance ? 1.5 : 0.5)
                            .toArray());
        }
    }
}
