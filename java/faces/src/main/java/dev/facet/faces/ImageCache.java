package dev.facet.faces;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.UnaryOperator;

/**
 * Decoded pictures at working size, kept in memory up to a limit in bytes. When the limit is reached the rest is decoded
 * every time: epochs visit all pictures equally often, so throwing one out for another would gain nothing.
 */
final class ImageCache implements WorkingPictures {

    private final FaceDataset dataset;
    private final UnaryOperator<Image> toWorking;
    private final AtomicReferenceArray<Image> kept;
    private final AtomicLong bytesLeft;

    ImageCache(FaceDataset dataset, UnaryOperator<Image> toWorking, long limitBytes) {
        this.dataset = dataset;
        this.toWorking = toWorking;
        this.kept = new AtomicReferenceArray<>(dataset.size());
        this.bytesLeft = new AtomicLong(limitBytes);
    }

    @Override
    public Image get(int i) {
        Image picture = kept.get(i);
        if (picture != null) {
            return picture;
        }
        picture = toWorking.apply(dataset.sample(i).image());
        int bytes = picture.rgb().length;
        // Two threads may decode the same picture at once; both get the same bytes and one copy is kept.
        if (bytesLeft.addAndGet(-bytes) < 0 || !kept.compareAndSet(i, null, picture)) {
            bytesLeft.addAndGet(bytes);
        }
        return picture;
    }

    @Override
    public void close() {
        // The pictures go with this object.
    }
}
