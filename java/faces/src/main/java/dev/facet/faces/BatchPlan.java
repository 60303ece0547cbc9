package dev.facet.faces;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Which picture stands where: batch b of epoch e as a pure function of the seed, so that any worker can make any batch
 * and a position is nothing but two numbers.
 */
final class BatchPlan {

    private final int size;
    private final int batchSize;
    private final int batchesPerEpoch;
    private final boolean shuffled;
    private final int[][] byIdentity;
    private final long seed;

    /** @param people the data set by whose people pictures are drawn, each as often; null draws by pictures */
    BatchPlan(FaceDataset dataset, int batchSize, boolean shuffled, FaceDataset people, long seed) {
        this.size = dataset.size();
        this.batchSize = batchSize;
        this.shuffled = shuffled;
        this.seed = seed;
        this.byIdentity = people == null ? null : group(people);
        // Shuffled epochs leave the remainder out (other pictures each time); ordered ones must show every picture.
        this.batchesPerEpoch = shuffled ? Math.max(1, size / batchSize) : (size + batchSize - 1) / batchSize;
    }

    private static int[][] group(FaceDataset dataset) {
        List<List<Integer>> groups = new ArrayList<>();
        dataset.identities().forEach(name -> groups.add(new ArrayList<>()));
        for (int i = 0; i < dataset.size(); i++) {
            groups.get(dataset.identity(i)).add(i);
        }
        groups.removeIf(List::isEmpty);
        return groups.stream()
                .map(g -> g.stream().mapToInt(Integer::intValue).toArray())
                .toArray(int[][]::new);
    }

    int batchesPerEpoch() {
        return batchesPerEpoch;
    }

    /** How many pictures of a batch are not repetitions that only fill it up. */
    int fresh(int batch) {
        return shuffled ? Math.min(batchSize, size) : Math.min(batchSize, size - batch * batchSize);
    }

    /** The order of a whole epoch: {@code batchesPerEpoch * batchSize} picture indices. */
    int[] epoch(long epoch) {
        int[] order = new int[batchesPerEpoch * batchSize];
        if (!shuffled) {
            for (int i = 0; i < order.length; i++) {
                order[i] = i % size;
            }
            return order;
        }
        SplittableRandom random = new SplittableRandom(Mix.of(seed, epoch));
        if (byIdentity != null) {
            for (int i = 0; i < order.length; i++) {
                int[] group = byIdentity[random.nextInt(byIdentity.length)];
                order[i] = group[random.nextInt(group.length)];
            }
            return order;
        }
        int[] all = new int[size];
        for (int i = 0; i < size; i++) {
            int j = random.nextInt(i + 1);
            all[i] = all[j];
            all[j] = i;
        }
        for (int i = 0; i < order.length; i++) {
            order[i] = all[i % size];
        }
        return order;
    }

    /** The seed of the augmentation of one place in one epoch. */
    long augmentationSeed(long epoch, int place) {
        return Mix.of(Mix.of(seed ^ 0x6175676DL, epoch), place);
    }
}
