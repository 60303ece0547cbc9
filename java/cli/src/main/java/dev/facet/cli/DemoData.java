package dev.facet.cli;

import dev.facet.faces.FaceDataset;
import dev.facet.faces.FacePairs;
import dev.facet.faces.FaceSubsets;
import dev.facet.faces.synth.SynthFaces;
import java.nio.file.Path;

/**
 * The faces of the demo: people to learn from, and people never seen to measure on.
 *
 * @param training to learn from
 * @param pairs of people not in {@code training}
 * @param parts faces whose parts are known, of people not in {@code training}
 * @param partsAreGenerated whether {@code parts} are generated faces although {@code training} are photographs
 */
record DemoData(FaceDataset training, FacePairs pairs, FaceDataset parts, boolean partsAreGenerated) {

    private static final int FOLDS = 10;
    private static final double HELD_OUT = 0.25;

    /** Keeps the people measured on apart from those learned from: generated people are numbered by their seed. */
    private static final long UNSEEN = 1_000_003;

    /** Generated faces. */
    static DemoData generated(DemoSize size, long seed) {
        FaceDataset training = new SynthFaces(size.people(), size.imagesPerPerson(), size.input(), seed);
        FaceDataset unseen = new SynthFaces(size.unseenPeople(), size.unseenImages(), size.input(), seed + UNSEEN);
        return new DemoData(training, FacePairs.draw(unseen, FOLDS, size.pairsPerFold(), seed), unseen, false);
    }

    /** A folder-per-identity set; a quarter of the people are held out. */
    static DemoData folder(Path folder, DemoSize size, long seed) {
        FaceDataset faces = FaceSubsets.withImages(FaceData.open(folder.toString(), seed, size.input()), 2);
        FaceSubsets.Split split = FaceSubsets.byIdentity(faces, HELD_OUT, seed);
        FacePairs pairs = FacePairs.draw(split.validation(), FOLDS, size.pairsPerFold(), seed);
        boolean partsKnown = faces.parts().size() > 1;
        FaceDataset parts = partsKnown
                ? split.validation()
                : new SynthFaces(size.unseenPeople(), size.unseenImages(), size.input(), seed + UNSEEN);
        return new DemoData(split.training(), pairs, parts, !partsKnown);
    }
}
