package dev.facet.nn.training;

import dev.facet.engine.EcLossOp;
import dev.facet.engine.Graph;
import dev.facet.engine.Node;
import dev.facet.engine.Shape;
import dev.facet.nn.Network;
import dev.facet.nn.ecloss.EcLossConfig;
import dev.facet.nn.ecloss.EcLossTemplates;
import dev.facet.nn.ecloss.MarginalScope;
import dev.facet.nn.ecloss.Reduction;
import dev.facet.nn.ecloss.Tap;
import dev.facet.nn.heads.Targets;

/** Appends losses to a graph that holds a network. */
public final class Losses {
    private Losses() {}

    /**
     * ECLoss of feature maps, before its weight β.
     *
     * @param maps [N, H, W, C]; {@link #tap} finds those that {@code config} points at
     * @return loss [1]: −MI_λ with the configured reduction
     */
    public static Node ecLoss(Graph graph, Node maps, EcLossConfig config) {
        EcLossTemplates templates = templates(maps, config);
        Node values = graph.constant(
                "ecloss.templates",
                Shape.of(templates.count(), (long) templates.height() * templates.width()),
                templates.values());
        EcLossOp op = new EcLossOp(
                config.lambda(), config.marginal() == MarginalScope.CHANNEL, config.normalise(), templates.orbits());
        Node loss = graph.ecLoss(maps, values, op).loss();
        if (config.reduction() == Reduction.PAPER_SUM) {
            double mapCount = (double) maps.shape().dim(0) * maps.shape().dim(3);
            loss = graph.scale(loss, mapCount / templates.count());
        }
        return loss;
    }

    /** The maps, [N, H, W, C], that {@code config} points at. */
    public static Node tap(Graph graph, Network network, EcLossConfig config) {
        String layer = config.layer().isEmpty() ? network.lastConvolution() : config.layer();
        return graph.node(config.tap() == Tap.PRE_RELU ? network.preRelu(layer) : network.postRelu(layer));
    }

    /** The templates for maps of this node's size. */
    static EcLossTemplates templates(Node maps, EcLossConfig config) {
        return EcLossTemplates.of(
                Math.toIntExact(maps.shape().dim(1)),
                Math.toIntExact(maps.shape().dim(2)),
                config);
    }

    /**
     * The training's total loss.
     *
     * @param beta input [1]; not used without ECLoss, nor when β is always 0 (ECLoss is then measured only)
     */
    static LossNodes total(
            Graph graph, Network network, Node scores, Targets targets, TrainingConfig config, Node beta) {
        Node crossEntropy = network.head().objective().trainingLoss(graph, scores, targets, config.labelSmoothing());
        Node total = config.alpha() == 1 ? crossEntropy : graph.scale(crossEntropy, config.alpha());
        if (config.ecLoss().isEmpty()) {
            return new LossNodes(total, crossEntropy, null, null);
        }
        Node maps = tap(graph, network, config.ecLoss().get());
        Node ecLoss = ecLoss(graph, maps, config.ecLoss().get());
        if (!config.beta().alwaysZero()) {
            total = graph.add(total, graph.mul(ecLoss, beta));
        }
        return new LossNodes(total, crossEntropy, ecLoss, maps);
    }
}
