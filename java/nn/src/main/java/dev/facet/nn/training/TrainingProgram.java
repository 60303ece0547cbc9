package dev.facet.nn.training;

import dev.facet.engine.Contribution;
import dev.facet.engine.DType;
import dev.facet.engine.Device;
import dev.facet.engine.Executable;
import dev.facet.engine.Gradients;
import dev.facet.engine.Graph;
import dev.facet.engine.Node;
import dev.facet.engine.OutOfNativeMemoryException;
import dev.facet.engine.Plan;
import dev.facet.engine.PlanOptions;
import dev.facet.engine.Recomputation;
import dev.facet.engine.Variables;
import dev.facet.nn.Mode;
import dev.facet.nn.Network;
import dev.facet.nn.Outputs;
import dev.facet.nn.VariableSpec;
import dev.facet.nn.checkpoint.Checkpoint;
import dev.facet.nn.ecloss.EcLossTemplates;
import dev.facet.nn.heads.Objective;
import dev.facet.nn.heads.Targets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One training step as one program: forward, losses, backward, update. Closing it leaves the variables alone. */
final class TrainingProgram implements AutoCloseable {
    /** States of loss scaling. */
    static final String LOSS_SCALE = "optimizer.loss_scale";

    static final String GOOD_STEPS = "optimizer.good_steps";

    private final Graph graph = new Graph();
    private final Network network;
    private final TrainingConfig config;
    private final Node right;
    private final LossNodes losses;
    private final Node identityNorm;
    private final Node weightedNorm;
    private final Node scale;
    private final List<Node> outputs = new ArrayList<>();
    private Plan plan;
    private Executable executable;

    TrainingProgram(Network network, TrainingConfig config, int batchSize) {
        this.network = network;
        this.config = config;
        Node images =
                graph.input(BatchFeed.IMAGES, batchSize, network.inputSize(), network.inputSize(), network.channels());
        Objective objective = network.head().objective();
        Targets targets = Targets.inputs(graph, objective.targets(), batchSize, network.classes());
        Node learningRate = graph.input("learning_rate", 1);
        Node seed = network.stochastic() ? graph.input("seed", DType.I32, 1) : null;
        Node beta = trainsEcLoss() ? graph.input("beta", 1) : null;
        Outputs ends = network.build(graph, images, Mode.TRAINING, seed);
        losses = Losses.total(graph, network, ends.logits(), targets, config, beta);
        right = objective.right(graph, ends.logits(), targets);
        outputs.addAll(List.of(losses.total(), losses.crossEntropy()));
        if (right != null) {
            outputs.add(right);
        }
        if (losses.ecLoss() != null) {
            outputs.add(losses.ecLoss());
        }
        scale = config.lossScaling().isPresent() ? graph.state(LOSS_SCALE, 1) : null;
        Node differentiable = scale == null ? losses.total() : graph.mul(losses.total(), scale);
        Gradients gradients = Gradients.of(graph, differentiable, differentiated());
        Node[] norms = balances() ? norms(gradients) : new Node[2];
        identityNorm = norms[0];
        weightedNorm = norms[1];
        addUpdates(gradients, learningRate);
    }

    Graph graph() {
        return graph;
    }

    /** Sets the states that a new training does not begin with as zeros. */
    void initialise(Variables variables) {
        config.lossScaling().ifPresent(scaling -> variables.get(LOSS_SCALE).set(scaling.initial()));
    }

    /** @throws OutOfNativeMemoryException if it cannot have its memory; the message gives the remedies */
    void compile(Device device, Variables variables, Recomputation recomputation) {
        plan = Plan.of(graph, outputs, PlanOptions.of(device, graph).recomputation(recomputation))
                .on(device);
        try {
            executable = Executable.compile(device, plan, variables);
        } catch (OutOfNativeMemoryException e) {
            OutOfNativeMemoryException remedied = new OutOfNativeMemoryException(e.getMessage() + ". "
                    + (recomputation.isOn()
                            ? "Train with a smaller batch, input or network"
                            : "Train with a smaller batch, input or network, or compute activations again instead of keeping"
                                    + " them (--recompute, TrainerBuilder.recomputation)"));
            remedied.initCause(e);
            throw remedied;
        }
    }

    /** What a step executes, once it is compiled. */
    Plan plan() {
        return plan;
    }

    /** Takes the next batch; returns how many of its targets are known. */
    int feed(BatchStream source) {
        return BatchFeed.next(source, executable, network.head().objective());
    }

    /**
     * Runs one step on what was fed.
     *
     * @param beside is called meanwhile, or on the CPU afterwards, and may {@link #feed} the next step; null: nothing
     */
    void run(double learningRate, double beta, int seed, Runnable beside) {
        executable.input("learning_rate").set((float) learningRate);
        if (trainsEcLoss()) {
            executable.input("beta").set((float) beta);
        }
        if (network.stochastic()) {
            executable.input("seed").set(seed);
        }
        executable.run(beside);
    }

    double loss() {
        return executable.output(losses.total()).item();
    }

    double crossEntropy() {
        return executable.output(losses.crossEntropy()).item();
    }

    double ecLoss() {
        return losses.ecLoss() == null
                ? Double.NaN
                : executable.output(losses.ecLoss()).item();
    }

    /** Right answers of the step; NaN where the head's are not right or wrong. */
    double right() {
        return right == null ? Double.NaN : executable.output(right).item();
    }

    /** ‖α·dCE/dx‖ at the tapped maps; NaN unless β is balanced. */
    double identityNorm() {
        return identityNorm == null
                ? Double.NaN
                : Math.sqrt(executable.output(identityNorm).item());
    }

    /** ‖β·dMI/dx‖ at the tapped maps; NaN unless β is balanced. */
    double weightedNorm() {
        return weightedNorm == null
                ? Double.NaN
                : Math.sqrt(executable.output(weightedNorm).item());
    }

    /** The templates of ECLoss, if it is used. */
    Optional<EcLossTemplates> templates() {
        return config.ecLoss().map(ecLoss -> Losses.templates(losses.tap(), ecLoss));
    }

    @Override
    public void close() {
        if (executable != null) {
            executable.close();
        }
    }

    private boolean trainsEcLoss() {
        return config.ecLoss().isPresent() && !config.beta().alwaysZero();
    }

    private boolean balances() {
        return trainsEcLoss() && config.beta().balances();
    }

    private List<Node> differentiated() {
        List<Node> nodes = new ArrayList<>();
        for (VariableSpec spec : network.variables()) {
            if (spec.role().trained()) {
                nodes.add(graph.node(spec.name()));
            }
        }
        if (balances()) {
            nodes.add(losses.tap());
        }
        return nodes;
    }

    /** Squared norms of what the identity loss and ECLoss each send back into the tapped maps. */
    private Node[] norms(Gradients gradients) {
        Node fromEcLoss = null;
        Node fromIdentity = null;
        for (Contribution part : gradients.contributions(losses.tap())) {
            if (part.consumer() == ecLossConsumer()) {
                fromEcLoss = part.gradient();
            } else {
                fromIdentity = fromIdentity == null ? part.gradient() : graph.add(fromIdentity, part.gradient());
            }
        }
        if (fromEcLoss == null || fromIdentity == null) {
            throw new IllegalStateException("the maps '" + losses.tap().name()
                    + "' must feed both ECLoss and the classifier; choose another layer for ECLoss");
        }
        Node[] norms = {unscaledSquares(fromIdentity), unscaledSquares(fromEcLoss)};
        outputs.addAll(List.of(norms));
        return norms;
    }

    private Node unscaledSquares(Node gradient) {
        Node squares = graph.sumSquares(gradient);
        return scale == null ? squares : graph.mul(squares, graph.square(graph.reciprocal(scale)));
    }

    /** The ECLoss op itself: with the paper's reduction a scale stands between it and the loss node. */
    private Node ecLossConsumer() {
        Node node = losses.ecLoss();
        while (!node.inputs().contains(losses.tap())) {
            node = node.inputs().get(0);
        }
        return node;
    }

    private void addUpdates(Gradients gradients, Node learningRate) {
        Node factor =
                config.lossScaling().map(scaling -> factor(gradients, scaling)).orElse(null);
        for (VariableSpec spec : network.variables()) {
            if (!spec.role().trained()) {
                continue;
            }
            Node parameter = graph.node(spec.name());
            Node gradient = gradients.of(parameter);
            Node velocity = graph.state(
                    Checkpoint.OPTIMIZER_PREFIX + spec.name(), spec.shape().toArray());
            double decay = spec.role().decayed() ? config.weightDecay() : 0;
            double momentum = config.momentum();
            if (factor == null) {
                graph.sgdUpdate(parameter, gradient, velocity, learningRate, momentum, decay, config.nesterov());
            } else {
                graph.sgdUpdate(
                        parameter, gradient, velocity, learningRate, factor, momentum, decay, config.nesterov());
            }
        }
    }

    /** What undoes the loss's scale in the updates, or leaves them out. */
    private Node factor(Gradients gradients, LossScaling scaling) {
        Node squares = null;
        for (VariableSpec spec : network.variables()) {
            if (spec.role().trained()) {
                Node part = graph.sumSquares(gradients.of(graph.node(spec.name())));
                squares = squares == null ? part : graph.add(squares, part);
            }
        }
        return graph.lossScale(scale, graph.state(GOOD_STEPS, 1), squares, scaling.interval());
    }
}
