package dev.facet.faces.convert;

import dev.facet.faces.FaceDataException;
import dev.facet.faces.FaceDataset;
import dev.facet.faces.data.Problems;
import dev.facet.faces.data.Problems.Kind;
import java.util.Optional;
import java.util.function.IntConsumer;

/** The pictures that a writer takes from a data set, one after the other. */
public final class Pictures {

    private final PictureStore store;
    private final Optional<Problems> skipped;
    private final IntConsumer progress;
    private int done;

    private Pictures(PictureStore store, Optional<Problems> skipped, IntConsumer progress) {
        this.store = store;
        this.skipped = skipped;
        this.progress = progress;
    }

    /** Pictures all of which must be readable. */
    public static Pictures all(PictureStore store, IntConsumer progress) {
        return new Pictures(store, Optional.empty(), progress);
    }

    /**
     * Pictures some of which may be left out.
     *
     * @param skipped gets those that cannot be read
     * @param progress is told how many were looked at
     */
    public static Pictures readable(PictureStore store, Problems skipped, IntConsumer progress) {
        return new Pictures(store, Optional.of(skipped), progress);
    }

    /**
     * Picture i of a data set as it is to be written; empty if it is left out.
     *
     * @throws FaceDataException if it cannot be read and must be
     */
    Optional<StoredPicture> get(FaceDataset faces, int i) {
        try {
            return Optional.of(store.store(faces.sample(i)));
        } catch (FaceDataException e) {
            if (skipped.isEmpty()) {
                throw e;
            }
            skipped.get().add(Kind.UNREADABLE_PICTURE, e.getMessage());
            return Optional.empty();
        } finally {
            progress.accept(++done);
        }
    }

    /** Counts a pair that is left out with its picture. */
    void pairLeftOut(String what) {
        skipped.ifPresent(problems -> problems.add(Kind.PAIR_LEFT_OUT, what));
    }
}
