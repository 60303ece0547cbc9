package dev.facet.cli;

import dev.facet.faces.Augmentation;
import dev.facet.faces.Framing;
import dev.facet.nn.training.Recipe;

/**
 * How training pictures become the network's input.
 *
 * @param framing how a picture becomes a square
 * @param augmentation how it is varied
 * @param identityUniform whether a person is drawn first and then one of the person's pictures
 */
record PictureRules(Framing framing, Augmentation augmentation, boolean identityUniform) {

    /** Mild variation of whole pictures, each once an epoch. */
    static PictureRules standard() {
        return new PictureRules(Framing.stretch(), Augmentation.standard(), false);
    }

    static PictureRules of(Recipe recipe) {
        Framing framing =
                recipe.shortestSide() > recipe.crop() ? Framing.randomCrop(recipe.shortestSide()) : Framing.stretch();
        return new PictureRules(
                framing, Augmentation.NONE.withGrey((float) recipe.greyscale()), recipe.identityUniform());
    }
}
