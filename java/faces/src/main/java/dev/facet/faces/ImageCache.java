package dev.facet.faces;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Decoded pictures at one size, kept up to a limit in bytes. When the limit is reached the rest is decoded every time:
 * epochs visit all pictures equally often, so throwing one out for another would gain nothing.
 */
final class ImageCache {

    private final FaceDataset dataset;
    private final int side;
    private final AtomicReferenceArray<byte[]> kept;
    private final AtomicLong bytesLeft;

    ImageCache(FaceDataset dataset, int side, long limitBytes) {
        this.dataset = dataset;
        this.side = side;
        this.kept = new AtomicReferenceArray<>(dataset.size());
        this.bytesLeft = new AtomicLong(limitBytes);
    }

    /** Picture i as side x side x 3 bytes; must not be written. */
    byte[] get(int i) {
        byte[] pixels = kept.get(i);
        if (pixels != null) {
            return pixels;
        }
        pixels = dataset.sample(i).image().resize(side, side).rgb();
        // Two threads may decode the same picture at once; both get the same bytes and one copy is kept.
        if (bytesLeft.addAndGet(-pixels.length) < 0 || !kept.compareAndSet(i, null, pixels)) {
            bytesLeft.addAndGet(pixels.length);
        }
        return pixels;
    }
}
