package dev.facet.cli;

import dev.facet.faces.DataFingerprint;
import dev.facet.faces.FaceDataset;
import dev.facet.faces.FaceSubsets;
import dev.facet.interpret.probe.PoolSplit;
import dev.facet.nn.checkpoint.Checkpoint;
import dev.facet.nn.checkpoint.CheckpointInfo;
import dev.facet.nn.checkpoint.DataDescription;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which people a probing study reports on: those that the networks were not trained on. */
final class ProbePeople {

    @Option(
            names = "--test-people",
            paramLabel = "SHARE",
            defaultValue = "0.2",
            description =
                    "Share of the people, or of the pictures where people are not known, that probes are reported on "
                            + "(default: ${DEFAULT-VALUE}). With the --validation-people of the networks' training these are the "
                            + "people they never saw.")
    private double share;

    @Option(
            names = "--test-seed",
            paramLabel = "N",
            description =
                    "Seed that keeps these people apart (default: that of the first checkpoint's training, else --seed).")
    private Long testSeed;

    @Option(
            names = "--min-images",
            paramLabel = "N",
            defaultValue = "2",
            description = "The --min-images of the networks' training: people with fewer pictures are reported on "
                    + "(default: ${DEFAULT-VALUE}).")
    private int minImages;

    /** The division of a data set's pictures. */
    PoolSplit split(FaceDataset faces, List<Path> models, long seed) {
        Optional<CheckpointInfo> first = models.stream()
                .filter(file -> !ModelOptions.isOnnx(file))
                .findFirst()
                .map(Checkpoint::info);
        long used = seedOf(first, seed);
        PoolSplit own = PoolSplit.of(faces, share, used);
        if (first.isEmpty() || !knowsPeople(faces)) {
            return own;
        }
        PoolSplit people = PoolSplit.byPeople(faces, share, used, minImages);
        // The data set's own test set gives way only to people that a training is known to have kept apart.
        boolean ownTestSet = own.how().equals("partition");
        return ownTestSet && !Boolean.FALSE.equals(seen(first.get(), faces, people)) ? own : people;
    }

    private long seedOf(Optional<CheckpointInfo> checkpoint, long otherwise) {
        if (testSeed != null) {
            return testSeed;
        }
        return checkpoint
                .filter(info -> info.training().has("seed"))
                .map(info -> info.training().get("seed").getAsLong())
                .orElse(otherwise);
    }

    private boolean knowsPeople(FaceDataset faces) {
        int[] pictures = new int[faces.identities().size()];
        int several = 0;
        for (int i = 0; i < faces.size(); i++) {
            pictures[faces.identity(i)]++;
            several += pictures[faces.identity(i)] == minImages ? 1 : 0;
        }
        return several > 1;
    }

    /**
     * Whether a network was trained on people of the test set, by what its checkpoint remembers of its data.
     *
     * @return false if it was trained on the pool's people and no others or not at all, true if on the same data with test
     *     people among them, null if on something that is not known
     */
    Boolean seen(Path model, FaceDataset faces, PoolSplit split) {
        if (ModelOptions.isOnnx(model)) {
            return null;
        }
        CheckpointInfo info = Checkpoint.info(model);
        return info.step() == 0 ? Boolean.FALSE : seen(info, faces, split);
    }

    private Boolean seen(CheckpointInfo info, FaceDataset faces, PoolSplit split) {
        if (!info.data().name().startsWith(faces.name()) || !split.how().equals("people")) {
            return null;
        }
        FaceDataset all = FaceSubsets.withImages(faces, minImages);
        if (isOf(info.data(), all)) {
            return true;
        }
        if (!info.training().has("seed")) {
            return null;
        }
        // As many pictures may be of other people: the training's own seed tells whose they were.
        int[] trained = PoolSplit.byPeople(
                        faces, share, info.training().get("seed").getAsLong(), minImages)
                .pool();
        boolean known = isOf(info.data(), FaceSubsets.of(faces, faces.name(), trained));
        return known ? (Boolean) !Arrays.equals(trained, split.pool()) : null;
    }

    /** Whether a training was on these pictures: by their fingerprint; by their number where an older checkpoint has none. */
    private static boolean isOf(DataDescription data, FaceDataset faces) {
        return data.images() == faces.size()
                && (data.hash().isEmpty() || data.hash().equals(DataFingerprint.of(faces)));
    }
}
