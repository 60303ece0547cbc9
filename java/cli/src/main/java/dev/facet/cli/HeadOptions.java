package dev.facet.cli;

import dev.facet.nn.heads.ArcFace;
import dev.facet.nn.heads.CosFace;
import dev.facet.nn.heads.Head;
import dev.facet.nn.heads.MultiLabel;
import dev.facet.nn.heads.NormFace;
import dev.facet.nn.heads.Objective;
import dev.facet.nn.heads.Softmax;
import dev.facet.nn.heads.TargetKind;
import picocli.CommandLine.Option;

/** What the network learns, and by which loss. */
final class HeadOptions {

    @Option(
            names = "--head",
            paramLabel = "NAME",
            defaultValue = "softmax",
            description = "softmax, normface, cosface or arcface tell people apart; attributes learns the data's "
                    + "yes-or-no attributes (default: ${DEFAULT-VALUE}).")
    private String name;

    @Option(
            names = "--head-scale",
            paramLabel = "S",
            description = "Factor on the cosines of an angular head (default: 64, normface 30).")
    private Double scale;

    @Option(
            names = "--head-margin",
            paramLabel = "M",
            description = "Margin of cosface (default: 0.35) or, in radians, of arcface (default: 0.5).")
    private Double margin;

    @Option(
            names = "--embedding-units",
            paramLabel = "UNITS",
            defaultValue = "0",
            description = "Units of an embedding layer with batch norm before the last one; 0 for none (default: "
                    + "${DEFAULT-VALUE}).")
    private int embedding;

    boolean learnsAttributes() {
        return head().objective().targets() == TargetKind.ROWS;
    }

    Head head() {
        return new Head(objective(), embedding);
    }

    private Objective objective() {
        return switch (name) {
            case "softmax" -> plain(new Softmax());
            case "attributes" -> plain(new MultiLabel());
            case "normface" -> normFace();
            case "cosface" -> {
                CosFace usual = CosFace.defaults();
                yield new CosFace(or(scale, usual.scale()), or(margin, usual.margin()));
            }
            case "arcface" -> {
                ArcFace usual = ArcFace.defaults();
                yield new ArcFace(or(scale, usual.scale()), or(margin, usual.margin()));
            }
            default ->
                throw new IllegalArgumentException("--head " + name
                        + ": no such head; known are softmax, normface, cosface, arcface and attributes");
        };
    }

    private Objective normFace() {
        if (margin != null) {
            throw new IllegalArgumentException("--head-margin is for cosface and arcface; normface has none");
        }
        return new NormFace(or(scale, NormFace.defaults().scale()));
    }

    private Objective plain(Objective objective) {
        if (scale != null || margin != null) {
            throw new IllegalArgumentException(
                    "--head-scale and --head-margin are for angular heads; --head " + name + " has neither");
        }
        return objective;
    }

    private static double or(Double given, double usual) {
        return given == null ? usual : given;
    }
}
