package dev.facet.engine.internal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Places storages in an arena so that no two that are alive at once overlap: biggest first, each into the smallest gap it fits
 * among those it meets (Pisarchyk and Lee, "Efficient Memory Management for Deep Neural Net Inference", 2020, greedy by size).
 */
final class OffsetAssignment {
    private OffsetAssignment() {}

    /** Places the storages; returns the bytes needed. */
    static long assign(List<Storage> storages) {
        List<Storage> bySize = new ArrayList<>(storages);
        bySize.sort(Comparator.comparingLong(Storage::bytes).reversed().thenComparingInt(Storage::first));
        List<Storage> placed = new ArrayList<>(); // ordered by offset
        long size = 0;
        for (Storage storage : bySize) {
            storage.place(bestGap(storage, placed));
            size = Math.max(size, storage.offset() + storage.bytes());
            placed.add(storage);
            placed.sort(Comparator.comparingLong(Storage::offset));
        }
        return size;
    }

    /** Places the storages one after the other, without any sharing; returns the bytes needed. */
    static long assignDisjoint(List<Storage> storages) {
        long size = 0;
        for (Storage storage : storages) {
            storage.place(size);
            size = Math.addExact(size, storage.bytes());
        }
        return size;
    }

    private static long bestGap(Storage storage, List<Storage> placed) {
        long best = -1;
        long bestSize = Long.MAX_VALUE;
        long end = 0;
        for (Storage other : placed) {
            if (other.first() > storage.last() || storage.first() > other.last()) {
                continue;
            }
            long gap = other.offset() - end;
            if (gap >= storage.bytes() && gap < bestSize) {
                best = end;
                bestSize = gap;
            }
            end = Math.max(end, other.offset() + other.bytes());
        }
        return best >= 0 ? best : end;
    }
}
