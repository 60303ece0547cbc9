package dev.facet.cli;

import dev.facet.nn.ecloss.BetaSchedule;
import dev.facet.nn.ecloss.EcLossConfig;
import dev.facet.nn.ecloss.Tap;
import dev.facet.nn.ecloss.TemplateMode;
import picocli.CommandLine.Option;

/** The settings of ECLoss; what is not given keeps the default of {@link EcLossConfig}, or of the paper with --paper. */
final class EcLossOptions {

    @Option(
            names = "--paper",
            description = "ECLoss exactly as the paper prints it: lambda 0, fixed beta 1e-5, post-ReLU.")
    private boolean paper;

    @Option(names = "--lambda", paramLabel = "L", description = "Weight of the diversity term, 0 to 1.")
    private Double lambda;

    @Option(names = "--tau", paramLabel = "T", description = "Scale of the templates.")
    private Double tau;

    @Option(names = "--tap", paramLabel = "SIDE", description = "Side of the last ReLU: ${COMPLETION-CANDIDATES}.")
    private Tap tap;

    @Option(names = "--ecloss-layer", paramLabel = "NAME", description = "A convolution (default: the last one).")
    private String layer;

    @Option(names = "--templates", paramLabel = "MODE", description = "Choice of templates: ${COMPLETION-CANDIDATES}.")
    private TemplateMode mode;

    @Option(
            names = "--margin",
            paramLabel = "CELLS",
            description = "Cells at the map's border on which no template peaks.")
    private Integer margin;

    @Option(
            names = "--beta",
            paramLabel = "B",
            description = "Fixed weight of ECLoss instead of gradient-norm balance.")
    private Double beta;

    @Option(
            names = "--rho",
            paramLabel = "R",
            description = "Gradient-norm balance: ECLoss's gradient as a share of softmax's.")
    private Double rho;

    @Option(
            names = "--beta-warmup",
            paramLabel = "STEPS",
            defaultValue = "0",
            description = "Steps over which ECLoss's weight rises from 0 (default: ${DEFAULT-VALUE}).")
    private long warmupSteps;

    @Option(
            names = "--beta-decay",
            paramLabel = "RULE",
            defaultValue = "NONE",
            description = "How ECLoss's weight falls over the epochs: ${COMPLETION-CANDIDATES} (default: "
                    + "${DEFAULT-VALUE}).")
    private BetaSchedule.Decay decay;

    EcLossConfig config() {
        EcLossConfig config = paper ? EcLossConfig.paper() : EcLossConfig.defaults();
        config = lambda == null ? config : config.withLambda(lambda);
        config = tau == null ? config : config.withTau(tau);
        config = tap == null ? config : config.withTap(tap);
        config = layer == null ? config : config.withLayer(layer);
        config = margin == null ? config : config.withMargin(margin);
        return mode == null ? config : config.withTemplates(mode, config.templateCount(), config.templateNorm());
    }

    BetaSchedule schedule() {
        return weight().withWarmupSteps(warmupSteps).withDecay(decay);
    }

    private BetaSchedule weight() {
        if (beta != null && rho != null) {
            throw new IllegalArgumentException("--beta fixes the weight and --rho balances it; give one of them");
        }
        if (beta != null) {
            return BetaSchedule.fixed(beta);
        }
        if (rho != null) {
            return BetaSchedule.gradNorm(rho);
        }
        return paper ? BetaSchedule.paper() : BetaSchedule.defaults();
    }
}
