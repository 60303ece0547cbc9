package dev.facet.faces;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Parts of data sets: chosen pictures, enough pictures a person, training and validation. */
public final class FaceSubsets {

    private FaceSubsets() {}

    /**
     * Two parts without a common picture.
     *
     * @param training to learn from
     * @param validation to measure on
     */
    public record Split(FaceDataset training, FaceDataset validation) {}

    /**
     * The pictures at some indices. Identities keep their labels, also those without a picture left.
     *
     * @param name of the result
     * @param indices into the data set
     */
    public static FaceDataset of(FaceDataset dataset, String name, int... indices) {
        return new SubsetDataset(dataset, name, indices.clone(), null);
    }

    /**
     * The people with enough pictures, numbered anew in the same order.
     *
     * @param minImages pictures a person must have
     * @throws FaceDataException if nobody has so many
     */
    public static FaceDataset withImages(FaceDataset dataset, int minImages) {
        int[] count = counts(dataset);
        boolean[] keep = new boolean[count.length];
        int most = 0;
        for (int i = 0; i < count.length; i++) {
            keep[i] = count[i] >= minImages;
            most = Math.max(most, count[i]);
        }
        if (most < minImages) {
            throw new FaceDataException("Nobody in data set " + dataset.name() + " has " + minImages
                    + " pictures; the most is " + most + ". Ask for fewer.");
        }
        return ofPeople(dataset, dataset.name(), keep);
    }

    /**
     * Splits every person's pictures: about {@code fraction} of them, but never all, go to validation. Which ones
     * depends on their ids and the seed only, so pictures that are added later do not move the others' order. Labels are
     * the same in both parts.
     *
     * @param fraction for validation, from 0 to below 1
     */
    public static Split byImage(FaceDataset dataset, double fraction, long seed) {
        checkFraction(fraction);
        List<List<Integer>> people = new ArrayList<>();
        dataset.identities().forEach(n -> people.add(new ArrayList<>()));
        long[] key = new long[dataset.size()];
        for (int i = 0; i < key.length; i++) {
            FaceSample sample = dataset.sample(i);
            people.get(sample.identity()).add(i);
            key[i] = Mix.of(sample.id(), seed);
        }
        boolean[] validation = new boolean[key.length];
        for (List<Integer> person : people) {
            person.sort(Comparator.comparingLong(i -> key[i]));
            int n = (int) Math.min(Math.round(fraction * person.size()), Math.max(0, person.size() - 1));
            person.subList(0, n).forEach(i -> validation[i] = true);
        }
        return new Split(
                of(dataset, dataset.name() + " training", where(validation, false)),
                of(dataset, dataset.name() + " validation", where(validation, true)));
    }

    /**
     * Splits by person: everybody is in one part only, numbered anew in each. For testing on people never seen.
     *
     * @param fraction of the people for validation, from 0 to below 1
     */
    public static Split byIdentity(FaceDataset dataset, double fraction, long seed) {
        checkFraction(fraction);
        List<String> names = dataset.identities();
        Integer[] order = new Integer[names.size()];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, Comparator.comparingLong(i -> Mix.of(names.get(i), seed)));
        boolean[] validation = new boolean[order.length];
        boolean[] training = new boolean[order.length];
        long n = Math.round(fraction * order.length);
        for (int i = 0; i < order.length; i++) {
            validation[order[i]] = i < n;
            training[order[i]] = i >= n;
        }
        return new Split(
                ofPeople(dataset, dataset.name() + " training", training),
                ofPeople(dataset, dataset.name() + " validation", validation));
    }

    /**
     * The pictures that the data set's makers put into a part. Labels stay as they are.
     *
     * @throws FaceDataException if there are none
     */
    public static FaceDataset ofPartition(FaceDataset dataset, Partition partition) {
        boolean[] kept = new boolean[dataset.size()];
        boolean any = false;
        for (int i = 0; i < kept.length; i++) {
            kept[i] = dataset.sample(i).partition().filter(partition::equals).isPresent();
            any |= kept[i];
        }
        if (!any) {
            throw new FaceDataException("Data set " + dataset.name() + " has no pictures marked for "
                    + partition.label() + ". Split it with FaceSubsets.byImage or byIdentity.");
        }
        return of(dataset, dataset.name() + " " + partition.label(), where(kept, true));
    }

    /**
     * The same rectangle of every picture, at the scale it has; masks and landmarks move along. Edges may lie between
     * pixels.
     *
     * @param x0 left edge in pixels of the pictures
     * @param y0 upper edge
     * @param x1 right edge
     * @param y1 lower edge
     */
    public static FaceDataset cropped(FaceDataset dataset, double x0, double y0, double x1, double y1) {
        FaceBox box = new FaceBox(x0, y0, x1, y1);
        if (!(box.width() >= 1 && box.height() >= 1)) {
            throw new IllegalArgumentException(
                    "(" + x0 + "," + y0 + ")-(" + x1 + "," + y1 + ") is no rectangle of a pixel or more");
        }
        CropFrame frame = new CropFrame(box, (int) Math.round(box.width()), (int) Math.round(box.height()));
        String name = dataset.name() + ", crop (" + x0 + "," + y0 + ")-(" + x1 + "," + y1 + ")";
        return new ReframedDataset(dataset, name, i -> frame);
    }

    private static FaceDataset ofPeople(FaceDataset dataset, String name, boolean[] keep) {
        int[] renumbered = new int[keep.length];
        int next = 0;
        for (int i = 0; i < keep.length; i++) {
            renumbered[i] = keep[i] ? next++ : -1;
        }
        boolean[] kept = new boolean[dataset.size()];
        for (int i = 0; i < kept.length; i++) {
            kept[i] = keep[dataset.identity(i)];
        }
        return new SubsetDataset(dataset, name, where(kept, true), renumbered);
    }

    private static int[] counts(FaceDataset dataset) {
        int[] count = new int[dataset.identities().size()];
        for (int i = 0; i < dataset.size(); i++) {
            count[dataset.identity(i)]++;
        }
        return count;
    }

    private static int[] where(boolean[] flags, boolean value) {
        int[] out = new int[flags.length];
        int n = 0;
        for (int i = 0; i < flags.length; i++) {
            if (flags[i] == value) {
                out[n++] = i;
            }
        }
        return Arrays.copyOf(out, n);
    }

    private static void checkFraction(double fraction) {
        if (!(fraction >= 0 && fraction < 1)) {
            throw new IllegalArgumentException("the validation fraction must be from 0 to below 1, got " + fraction);
        }
    }
}
