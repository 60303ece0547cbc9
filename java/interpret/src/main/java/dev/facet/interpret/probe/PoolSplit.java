package dev.facet.interpret.probe;

import dev.facet.faces.FaceDataset;
import dev.facet.faces.FaceSubsets;
import dev.facet.faces.Partition;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Which pictures probes are fitted on and chosen by (the pool), and which they are reported on (the test set), which nothing
 * touches before.
 *
 * @param pool pictures' numbers in the data set, ascending
 * @param test likewise; no picture is in both
 * @param person who is on each picture of the data set; -1 for somebody on no other picture
 * @param how {@code people}, {@code partition} or {@code pictures}
 * @param note what was done, in a sentence
 */
public record PoolSplit(int[] pool, int[] test, int[] person, String how, String note) {
    private static final String PICTURES = "pictures";

    /** Pictures of people a test set keeps apart, at least. */
    private static final int LEAST_PEOPLE = 10;

    public PoolSplit {
        if (pool.length == 0 || test.length == 0) {
            throw new IllegalArgumentException("a study needs pictures to fit on and others to report on, not "
                    + pool.length + " and " + test.length);
        }
    }

    /**
     * The data set's own partitions where it has a test set, people where there are enough, else pictures.
     *
     * @param share of the people, or pictures, for the test set, in (0, 1)
     */
    public static PoolSplit of(FaceDataset faces, double share, long seed) {
        if (!(share > 0 && share < 1)) {
            throw new IllegalArgumentException("the test set's share must be between 0 and 1, got " + share);
        }
        return byPartition(faces).orElseGet(() -> {
            int[] person = people(faces);
            long several = Arrays.stream(person).filter(p -> p >= 0).distinct().count();
            return several >= LEAST_PEOPLE ? byPeople(faces, share, seed, 1) : byPicture(faces, several, share, seed);
        });
    }

    /**
     * By people, as {@code facet train --validation-people} keeps them apart: the people with enough pictures are split by
     * {@link FaceSubsets#byIdentity}; the others, whom a training left out, are tested on too.
     *
     * @param minImages pictures of a person from which a training used them
     */
    public static PoolSplit byPeople(FaceDataset faces, double share, long seed, int minImages) {
        FaceDataset used = FaceSubsets.withImages(faces, minImages);
        FaceSubsets.Split split = FaceSubsets.byIdentity(used, share, seed);
        Set<String> pool = new HashSet<>(split.training().identities());
        IntPredicate inPool = i -> pool.contains(faces.identities().get(faces.identity(i)));
        String note = "%d of %d people are in the test set only (%s of the people, seed %d)"
                .formatted(
                        faces.identities().size() - pool.size(),
                        faces.identities().size(),
                        share,
                        seed);
        return new PoolSplit(where(faces, inPool), where(faces, inPool.negate()), people(faces), "people", note);
    }

    private static Optional<PoolSplit> byPartition(FaceDataset faces) {
        boolean[] test = new boolean[faces.size()];
        boolean[] told = new boolean[faces.size()];
        int tests = 0;
        for (int i = 0; i < test.length; i++) {
            Optional<Partition> partition = faces.sample(i).partition();
            told[i] = partition.isPresent();
            test[i] = partition.filter(Partition.TEST::equals).isPresent();
            tests += test[i] ? 1 : 0;
        }
        int[] pool = where(faces, i -> told[i] && !test[i]);
        if (tests == 0 || pool.length == 0) {
            return Optional.empty();
        }
        return Optional.of(new PoolSplit(
                pool,
                where(faces, i -> test[i]),
                people(faces),
                "partition",
                "the data set's own test set is tested on"));
    }

    private static PoolSplit byPicture(FaceDataset faces, long people, double share, long seed) {
        int[] order = Shuffle.of(IntStream.range(0, faces.size()).toArray(), seed);
        int tests = (int) Math.round(share * order.length);
        int[] test = Arrays.copyOf(order, tests);
        int[] pool = Arrays.copyOfRange(order, tests, order.length);
        Arrays.sort(test);
        Arrays.sort(pool);
        // One person for all pictures is how a folder without people looks.
        boolean known = people > 1;
        int[] alone = new int[order.length];
        Arrays.fill(alone, -1);
        String why = known
                ? "only %2$d people have several pictures, so pictures were split (seed %1$d): scores are of people whom the"
                        + " probes have seen"
                : "people are not known, so pictures were split (seed %d)";
        return new PoolSplit(pool, test, known ? people(faces) : alone, PICTURES, why.formatted(seed, people));
    }

    private static int[] people(FaceDataset faces) {
        int[] pictures = new int[faces.identities().size()];
        for (int i = 0; i < faces.size(); i++) {
            pictures[faces.identity(i)]++;
        }
        return IntStream.range(0, faces.size())
                .map(i -> pictures[faces.identity(i)] > 1 ? faces.identity(i) : -1)
                .toArray();
    }

    private static int[] where(FaceDataset faces, IntPredicate condition) {
        return IntStream.range(0, faces.size()).filter(condition).toArray();
    }

    /**
     * Who is on the pictures of the pool, for sets to fit on and to choose by that share nobody. Where the test set shares people with
     * the pool, these sets do so too, each picture being a person of its own: they are to be as the test set is.
     */
    int[] peopleOfPool() {
        return Arrays.stream(pool)
                .map(picture -> how.equals(PICTURES) ? -1 : person[picture])
                .toArray();
    }

    /** The persons of some pictures, each picture of nobody known elsewhere as a person of its own. */
    int[] peopleOf(int... pictures) {
        return Arrays.stream(pictures)
                .map(picture -> person[picture] >= 0 ? person[picture] : -1 - picture)
                .toArray();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PoolSplit that
                && Arrays.equals(pool, that.pool)
                && Arrays.equals(test, that.test)
                && Arrays.equals(person, that.person)
                && how.equals(that.how)
                && note.equals(that.note);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(pool) + Arrays.hashCode(test);
    }

    @Override
    public String toString() {
        return pool.length + " pictures in the pool, " + test.length + " tested on; " + note;
    }
}
