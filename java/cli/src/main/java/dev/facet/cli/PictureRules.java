package dev.facet.cli;

import dev.facet.faces.Augmentation;
import dev.facet.faces.Framing;
import dev.facet.nn.training.Recipe;
import java.nio.file.Path;

/**
 * How training pictures become the network's input.
 *
 * @param framing how a picture becomes a square
 * @param augmentation how it is varied
 * @param identityUniform whether a person is drawn first and then one of the person's pictures
 * @param cache folder for decoded pictures; null keeps them in memory
 */
record PictureRules(Framing framing, Augmentation augmentation, boolean identityUniform, Path cache) {

    /** Mild variation of whole pictures, each once an epoch. */
    static PictureRules standard() {
        return new PictureRules(Framing.stretch(), Augmentation.standard(), false, null);
    }

    static PictureRules of(Recipe recipe) {
        Framing framing =
                recipe.shortestSide() > recipe.crop() ? Framing.randomCrop(recipe.shortestSide()) : Framing.stretch();
        return new PictureRules(
                framing, Augmentation.NONE.withGrey((float) recipe.greyscale()), recipe.identityUniform(), null);
    }

    /**
     * A file for decoded pictures in the folder, or null where there is none.
     *
     * @param use what the pictures are for, {@code training} or {@code validation}
     */
    Path cacheFile(String use) {
        return cache == null ? null : cache.resolve(use + ".pack");
    }
}
