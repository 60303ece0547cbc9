package dev.facet.cli;

import dev.facet.faces.Augmentation;
import dev.facet.faces.Framing;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** How training pictures are brought to the network's size and varied. */
final class PictureOptions {

    @Option(
            names = "--random-crop",
            paramLabel = "PIXELS",
            description =
                    "Resize the shorter side to this and cut the input out at random (default: the whole picture, "
                            + "resized).")
    private Integer shortestSide;

    @Option(names = "--flip", paramLabel = "SHARE", description = "Share of pictures that are mirrored (default: 0.5).")
    private Float flip;

    @Option(
            names = "--grey",
            paramLabel = "SHARE",
            description = "Share of pictures whose colour is removed (default: 0.05).")
    private Float grey;

    @Option(
            names = "--colour",
            paramLabel = "RANGE",
            description = "Largest relative change of brightness, contrast and saturation (default: 0.2).")
    private Float colour;

    @Option(
            names = "--uniform-people",
            description = "Draw a person first and then a picture, so that all people are seen equally often.")
    private boolean identityUniform;

    @Option(
            names = "--cache",
            paramLabel = "DIR",
            description = "Folder for decoded pictures, three bytes a pixel, so that only the first epoch ever decodes "
                    + "(default: memory, as many as fit into half a gibibyte).")
    private Path cache;

    /** @param usual what holds where nothing is given */
    PictureRules rules(PictureRules usual) {
        Augmentation varied = usual.augmentation();
        varied = flip == null ? varied : varied.withFlip(flip);
        varied = grey == null ? varied : varied.withGrey(grey);
        varied = colour == null ? varied : varied.withColour(colour, colour, colour, varied.tint());
        Framing framing = shortestSide == null ? usual.framing() : Framing.randomCrop(shortestSide);
        return new PictureRules(framing, varied, identityUniform || usual.identityUniform(), cache);
    }
}
