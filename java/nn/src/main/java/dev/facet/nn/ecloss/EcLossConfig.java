package dev.facet.nn.ecloss;

import com.google.gson.JsonObject;
import dev.facet.nn.internal.JsonFields;
import java.util.function.Consumer;

/**
 * Settings of ECLoss (Lin et al. 2022, arXiv 2207.02179) in the family
 * MI_λ = mean_x KL(p(·|x) ‖ uniform) − λ·KL(p̄ ‖ uniform), loss = −MI_λ.
 *
 * <p>λ = 0 is what the paper's printed approximation amounts to (its P(x) is constant), and admits the collapse in which
 * every map chooses one template; λ = 1 is mutual information proper with the batch-mean marginal.
 *
 * @param lambda weight of the diversity term, in [0, 1]
 * @param reduction mean over maps, or the paper's sum
 * @param marginal scope of the marginal p̄
 * @param normalise divide every map by its root mean square first (a constant in the gradient), which makes tau a
 *     temperature that does not depend on the activations' scale
 * @param tap which side of the ReLU
 * @param layer a convolution such as {@code conv5_2}; empty for the network's last convolution
 * @param tau scale of the templates, positive
 * @param radius cells from a peak to 0; 0 for 4·H/14, the paper's radius scaled to the map's height
 * @param templateMode how the templates are drawn
 * @param templateCount how many, at least 3
 * @param templateNorm what is done to a template before scaling
 * @param margin cells at every border of the map on which no peak stands; 0 in the paper. Faces leave the border to the
 *     background, which the diversity term would have channels look at all the same
 */
public record EcLossConfig(
        double lambda,
        Reduction reduction,
        MarginalScope marginal,
        boolean normalise,
        Tap tap,
        String layer,
        double tau,
        double radius,
        TemplateMode templateMode,
        int templateCount,
        TemplateNorm templateNorm,
        int margin) {

    private static final double PAPER_RADIUS = 4;
    private static final int PAPER_MAP = 14;
    private static final int PAPER_COUNT = 400;

    public EcLossConfig {
        if (!(lambda >= 0 && lambda <= 1)) {
            throw new IllegalArgumentException("ECLoss: lambda must lie in [0, 1], got " + lambda);
        }
        if (!(tau > 0 && Double.isFinite(tau))) {
            throw new IllegalArgumentException("ECLoss: tau must be positive, got " + tau);
        }
        if (!(radius >= 0 && Double.isFinite(radius))) {
            throw new IllegalArgumentException(
                    "ECLoss: radius must be positive, or 0 to scale it with the map, got " + radius);
        }
        if (margin < 0) {
            throw new IllegalArgumentException("ECLoss: the margin must be 0 cells or more, got " + margin);
        }
        if (templateCount < 3) {
            throw new IllegalArgumentException("ECLoss: at least 3 templates are needed, got " + templateCount);
        }
    }

    /**
     * What we recommend: λ = 1 with the batch marginal, stratified templates, RMS-normalised maps before the ReLU,
     * tau 0.5, radius scaled with the map.
     */
    public static EcLossConfig defaults() {
        return new EcLossConfig(
                1,
                Reduction.MEAN,
                MarginalScope.BATCH,
                true,
                Tap.PRE_RELU,
                "",
                0.5,
                0,
                TemplateMode.STRATIFIED,
                PAPER_COUNT,
                TemplateNorm.NONE,
                0);
    }

    /** The paper's literal setting: λ = 0, sum over maps, ReLU output, even list, tau 0.001, r = 4. */
    public static EcLossConfig paper() {
        return new EcLossConfig(
                0,
                Reduction.PAPER_SUM,
                MarginalScope.BATCH,
                false,
                Tap.POST_RELU,
                "",
                0.001,
                PAPER_RADIUS,
                TemplateMode.EVEN_LIST,
                PAPER_COUNT,
                TemplateNorm.NONE,
                0);
    }

    /** The radius in cells on maps of {@code height} rows. */
    public double radiusFor(int height) {
        return radius > 0 ? radius : PAPER_RADIUS * height / PAPER_MAP;
    }

    /** This with another λ: 0 the approximation of the paper, 1 mutual information. */
    public EcLossConfig withLambda(double value) {
        return with(draft -> draft.lambda = value);
    }

    /** This with another reduction over maps. */
    public EcLossConfig withReduction(Reduction value) {
        return with(draft -> draft.reduction = value);
    }

    /** This with the marginal taken over another scope. */
    public EcLossConfig withMarginal(MarginalScope value) {
        return with(draft -> draft.marginal = value);
    }

    /** This with maps divided by their root mean square, or not. */
    public EcLossConfig withNormalise(boolean value) {
        return with(draft -> draft.normalise = value);
    }

    /** This reading maps before or after the ReLU. */
    public EcLossConfig withTap(Tap value) {
        return with(draft -> draft.tap = value);
    }

    /** This on the maps of the layer of that name; empty is the last. */
    public EcLossConfig withLayer(String value) {
        return with(draft -> draft.layer = value);
    }

    /** This with another scale of templates. */
    public EcLossConfig withTau(double value) {
        return with(draft -> draft.tau = value);
    }

    /** This with another distance from peak to zero, in cells; 0 follows the map. */
    public EcLossConfig withRadius(double value) {
        return with(draft -> draft.radius = value);
    }

    /** This with other templates: how chosen, how many, how normed. */
    public EcLossConfig withTemplates(TemplateMode mode, int count, TemplateNorm norm) {
        return with(draft -> {
            draft.templateMode = mode;
            draft.templateCount = count;
            draft.templateNorm = norm;
        });
    }

    /** This with another border on which no peak stands, in cells. */
    public EcLossConfig withMargin(int value) {
        return with(draft -> draft.margin = value);
    }

    public JsonObject toJson() {
        JsonObject json = new JsonObject();
        json.addProperty("lambda", lambda);
        json.addProperty("reduction", JsonFields.lower(reduction));
        json.addProperty("marginal", JsonFields.lower(marginal));
        json.addProperty("normalise", normalise);
        json.addProperty("tap", JsonFields.lower(tap));
        json.addProperty("layer", layer);
        json.addProperty("tau", tau);
        json.addProperty("radius", radius);
        json.addProperty("template_mode", JsonFields.lower(templateMode));
        json.addProperty("template_count", templateCount);
        json.addProperty("template_norm", JsonFields.lower(templateNorm));
        json.addProperty("margin", margin);
        return json;
    }

    public static EcLossConfig fromJson(JsonObject json) {
        JsonFields fields = new JsonFields(json, "ECLoss configuration")
                .only(
                        "lambda",
                        "reduction",
                        "marginal",
                        "normalise",
                        "tap",
                        "layer",
                        "tau",
                        "radius",
                        "template_mode",
                        "template_count",
                        "template_norm",
                        "margin");
        return new EcLossConfig(
                fields.number("lambda"),
                fields.choice("reduction", Reduction.class),
                fields.choice("marginal", MarginalScope.class),
                fields.bool("normalise"),
                fields.choice("tap", Tap.class),
                fields.text("layer"),
                fields.number("tau"),
                fields.number("radius"),
                fields.choice("template_mode", TemplateMode.class),
                fields.integer("template_count"),
                fields.choice("template_norm", TemplateNorm.class),
                // Files of the first format's beginnings do not have it.
                fields.has("margin") ? fields.integer("margin") : 0);
    }

    private EcLossConfig with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.config();
    }

    /** The settings while one of them changes. */
    private static final class Draft {
        private double lambda;
        private Reduction reduction;
        private MarginalScope marginal;
        private boolean normalise;
        private Tap tap;
        private String layer;
        private double tau;
        private double radius;
        private TemplateMode templateMode;
        private int templateCount;
        private TemplateNorm templateNorm;
        private int margin;

        Draft(EcLossConfig config) {
            lambda = config.lambda;
            reduction = config.reduction;
            marginal = config.marginal;
            normalise = config.normalise;
            tap = config.tap;
            layer = config.layer;
            tau = config.tau;
            radius = config.radius;
            templateMode = config.templateMode;
            templateCount = config.templateCount;
            templateNorm = config.templateNorm;
            margin = config.margin;
        }

        EcLossConfig config() {
            return new EcLossConfig(
                    lambda,
                    reduction,
                    marginal,
                    normalise,
                    tap,
                    layer,
                    tau,
                    radius,
                    templateMode,
                    templateCount,
                    templateNorm,
                    margin);
        }
    }
}
