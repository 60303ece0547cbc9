package dev.facet.faces;

import dev.facet.nn.training.BatchSource;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An endless sequence of batches of square pictures with labels, made ahead of time by background threads. Pictures are
 * decoded, resized to a working size and kept in memory up to a limit, or in a file; then each is augmented.
 *
 * <p>The sequence depends on the data set, the options and the seed only: never on the number of workers or on timing.
 * Shuffled epochs are permutations (or, identity-uniform, draws with replacement) and leave out the remainder that does
 * not fill a batch; ordered ones show every picture once and fill the last batch with the first pictures again, without
 * their labels.
 *
 * <p>One thread at a time may call {@link #next}, {@link #position} and {@link #seek}; {@link #close} may come from any.
 */
public final class ImageBatches implements BatchSource, AutoCloseable {

    private static final Pattern POSITION =
            Pattern.compile("epoch (\\d{1,15}) batch (\\d{1,9})(?: of ([0-9a-f]{16}))?");

    private static final int NO_LABEL = -1;

    /** Threads that make batches at most unless more are asked for: each holds a batch, and a trainer is one consumer. */
    private static final int MOST_WORKERS = 8;

    /** Of Java's memory for each of them at least, unless more are asked for: a picture of 24 megapixels takes half while it is decoded. */
    private static final long WORKER_BYTES = 256L << 20;

    private static final int QUEUE = 4;

    private final Builder options;
    private final BatchPlan plan;
    private final Augmenter augmenter;
    private final WorkingPictures pictures;
    private final Thread[] workers;

    private final Object lock = new Object();
    // Guarded by lock: finished batches by number, the number to hand out next, and the one to start next. Every seek
    // starts a new generation; what older ones still deliver is dropped.
    private final Map<Long, Batch> finished = new HashMap<>();
    private long consumed;
    private long started;
    private long generation;
    private boolean closed;
    private int fresh;

    private record Batch(byte[] pixels, int[] labels, Throwable failure) {}

    private ImageBatches(Builder options) {
        this.options = options;
        plan = new BatchPlan(options.dataset, options.batchSize, options.shuffled, options.people(), options.seed);
        augmenter = new Augmenter(options.augmentation, options.framing, options.size);
        pictures = options.pictures(augmenter);
        workers = new Thread[options.workers];
        for (int i = 0; i < workers.length; i++) {
            workers[i] = new Thread(this::work, "facet-images-" + i);
            workers[i].setDaemon(true);
            workers[i].start();
        }
    }

    /**
     * Starts the choice of options; defaults: 64 px, batches of 32, shuffled, no augmentation, seed 1, a worker for every
     * core, but at most 8 and at most one for every 256 MB that Java may use.
     */
    public static Builder of(FaceDataset dataset) {
        return new Builder(dataset);
    }

    /** Pictures in a batch. */
    @Override
    public int batchSize() {
        return options.batchSize;
    }

    /** Side of the pictures in pixels. */
    public int size() {
        return options.size;
    }

    /** Batches until every picture has been shown (ordered) or as many as fill whole batches (shuffled). */
    @Override
    public int batchesPerEpoch() {
        return plan.batchesPerEpoch();
    }

    /**
     * Writes the next batch, waiting for it if need be. Both buffers are written from their position on and advanced.
     *
     * @param images at least {@code batchSize * size * size * 3} values remaining: NHWC, {@code (v - 127.5) / 128}
     * @param labels at least {@code batchSize} values remaining: identities, and −1 from {@link #fresh} on
     * @throws FaceDataException naming the file if a picture of the batch cannot be read; the position stays, so that
     *     calling again gives the same error
     * @throws IllegalStateException after {@link #close}
     */
    @Override
    public void next(FloatBuffer images, IntBuffer labels) {
        int values = options.batchSize * options.size * options.size * 3;
        if (images.remaining() < values || labels.remaining() < options.batchSize) {
            throw new IllegalArgumentException("a batch needs room for " + values + " values and " + options.batchSize
                    + " labels, the buffers have " + images.remaining() + " and " + labels.remaining());
        }
        Batch batch;
        int labelled;
        synchronized (lock) {
            while (!closed && !finished.containsKey(consumed)) {
                waitForLock();
            }
            if (closed) {
                throw new IllegalStateException(
                        "ImageBatches of " + options.dataset.name() + " is closed; open a new one");
            }
            batch = finished.get(consumed);
            labelled = plan.fresh((int) (consumed % plan.batchesPerEpoch()));
            if (batch.failure == null) {
                finished.remove(consumed);
                fresh = labelled;
                consumed++;
                lock.notifyAll();
            }
        }
        if (batch.failure != null) {
            throw rethrown(batch.failure);
        }
        float[] line = new float[options.size * 3];
        for (int from = 0; from < values; from += line.length) {
            for (int i = 0; i < line.length; i++) {
                line[i] = ((batch.pixels[from + i] & 255) - Image.MEAN) / Image.SCALE;
            }
            images.put(line);
        }
        labels.put(batch.labels, 0, labelled);
        for (int row = labelled; row < options.batchSize; row++) {
            labels.put(NO_LABEL);
        }
    }

    /**
     * As many workers as cores, if memory allows: while a step waits for pictures no core should, and with a worker less one would.
     *
     * @param cores there are
     * @param memory in bytes that Java may use
     */
    static int defaultWorkers(int cores, long memory) {
        return (int) Math.max(1, Math.min(Math.min(MOST_WORKERS, cores), memory / WORKER_BYTES));
    }

    private static RuntimeException rethrown(Throwable failure) {
        if (failure instanceof FaceDataException e) {
            return new FaceDataException(e.getMessage(), e);
        }
        String remedy =
                failure instanceof OutOfMemoryError ? "; give Java more memory (-Xmx), or take fewer workers" : "";
        return new IllegalStateException("making a batch of pictures failed: " + failure + remedy, failure);
    }

    /** How many pictures of the batch handed out last are not repetitions that only fill it up; 0 before the first. */
    public int fresh() {
        synchronized (lock) {
            return fresh;
        }
    }

    /**
     * Where the sequence stands: {@code epoch E batch B of KEY}, both from 0, of the batch that comes next; the key stands
     * for all that decides the sequence.
     */
    @Override
    public String position() {
        synchronized (lock) {
            return "epoch " + consumed / plan.batchesPerEpoch() + " batch " + consumed % plan.batchesPerEpoch() + " of "
                    + options.key();
        }
    }

    /**
     * Goes on from a position of a sequence with the same data set and options.
     *
     * @param position as {@link #position()} wrote it; the key may be left out
     * @throws IllegalArgumentException if it is no position, or one of another sequence
     */
    @Override
    public void seek(String position) {
        Matcher m = POSITION.matcher(position);
        if (!m.matches() || Long.parseLong(m.group(2)) >= plan.batchesPerEpoch()) {
            throw new IllegalArgumentException("\"" + position + "\" is no position among " + plan.batchesPerEpoch()
                    + " batches an epoch; expected \"epoch E batch B\"");
        }
        if (m.group(3) != null && !m.group(3).equals(options.key())) {
            throw new IllegalArgumentException(
                    "\"" + position + "\" belongs to other pictures or options. Go on with the"
                            + " data set, size, batch size, order, variation and seed of the first run.");
        }
        synchronized (lock) {
            generation++;
            finished.clear();
            consumed = Long.parseLong(m.group(1)) * plan.batchesPerEpoch() + Long.parseLong(m.group(2));
            started = consumed;
            lock.notifyAll();
        }
    }

    /** Stops the workers and waits for them. Closing twice does nothing. */
    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
            finished.clear();
            lock.notifyAll();
        }
        for (Thread worker : workers) {
            worker.interrupt();
        }
        boolean interrupted = false;
        for (Thread worker : workers) {
            while (worker.isAlive() && worker != Thread.currentThread()) {
                try {
                    worker.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        pictures.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void waitForLock() {
        try {
            lock.wait();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for a batch of pictures", e);
        }
    }

    private void work() {
        long orderEpoch = -1;
        int[] order = null;
        while (true) {
            long number;
            long mine;
            synchronized (lock) {
                while (!closed && started >= consumed + options.queue) {
                    try {
                        lock.wait();
                    } catch (InterruptedException e) {
                        return;
                    }
                }
                if (closed) {
                    return;
                }
                number = started++;
                mine = generation;
            }
            Batch batch;
            try {
                long epoch = number / plan.batchesPerEpoch();
                if (epoch != orderEpoch) {
                    order = plan.epoch(epoch);
                    orderEpoch = epoch;
                }
                batch = make(order, epoch, (int) (number % plan.batchesPerEpoch()));
            } catch (Throwable e) {
                // Kept in the batch and thrown where it is asked for: a background thread has nobody to tell, and who
                // waits for the batch of one that died would wait for ever.
                batch = new Batch(null, null, e);
            }
            synchronized (lock) {
                if (mine == generation && !closed) {
                    finished.put(number, batch);
                    lock.notifyAll();
                }
            }
        }
    }

    private Batch make(int[] order, long epoch, int batch) {
        int n = options.batchSize;
        int bytes = options.size * options.size * 3;
        byte[] pixels = new byte[n * bytes];
        int[] labels = new int[n];
        for (int k = 0; k < n; k++) {
            int place = batch * n + k;
            byte[] picture = augmenter.apply(pictures.get(order[place]), plan.augmentationSeed(epoch, place));
            System.arraycopy(picture, 0, pixels, k * bytes, bytes);
            labels[k] = options.dataset.identity(order[place]);
        }
        return new Batch(pixels, labels, null);
    }

    /** The options of an {@link ImageBatches}. */
    public static final class Builder {
        private final FaceDataset dataset;
        private int size = 64;
        private int batchSize = 32;
        private boolean shuffled = true;
        private boolean identityUniform;
        private FaceDataset people;
        private Framing framing = Framing.stretch();
        private Augmentation augmentation = Augmentation.NONE;
        private long seed = 1;
        private int workers = defaultWorkers(
                Runtime.getRuntime().availableProcessors(), Runtime.getRuntime().maxMemory());
        private int queue = Math.max(QUEUE, workers);
        private long cacheBytes = 512L << 20;
        private Path cacheFile;

        private Builder(FaceDataset dataset) {
            this.dataset = Objects.requireNonNull(dataset);
            this.people = dataset;
        }

        private Builder(Builder b) {
            this(b.dataset);
            size = b.size;
            batchSize = b.batchSize;
            shuffled = b.shuffled;
            identityUniform = b.identityUniform;
            people = b.people;
            framing = b.framing;
            augmentation = b.augmentation;
            seed = b.seed;
            workers = b.workers;
            queue = b.queue;
            cacheBytes = b.cacheBytes;
            cacheFile = b.cacheFile;
        }

        /** @param pixels side of the square pictures, 8 to 4096 */
        public Builder size(int pixels) {
            size = within("size", pixels, 8, 4096);
            return this;
        }

        /** @param pictures in a batch, 1 to 65536 */
        public Builder batchSize(int pictures) {
            batchSize = within("batchSize", pictures, 1, 65536);
            return this;
        }

        /** Pictures in the data set's order, each once an epoch: for evaluation. */
        public Builder ordered() {
            shuffled = false;
            return this;
        }

        /** Draws a person first and then one of that person's pictures, so that all people are seen equally often. */
        public Builder identityUniform(boolean uniform) {
            identityUniform = uniform;
            return this;
        }

        /**
         * Whose pictures these are, for {@link #identityUniform}, where the labels are not people.
         *
         * @param dataset of the same pictures in the same order
         */
        public Builder people(FaceDataset dataset) {
            if (dataset.size() != this.dataset.size()) {
                throw new IllegalArgumentException(
                        "people are told of " + dataset.size() + " pictures, the batches are of " + this.dataset.size()
                                + "; give the same pictures in the same order");
            }
            people = dataset;
            return this;
        }

        private FaceDataset people() {
            return identityUniform ? people : null;
        }

        /** @param rule how pictures of any shape become squares; stretched unless this is called */
        public Builder framing(Framing rule) {
            framing = Objects.requireNonNull(rule);
            return this;
        }

        /** @param ranges how pictures are varied */
        public Builder augmentation(Augmentation ranges) {
            augmentation = Objects.requireNonNull(ranges);
            return this;
        }

        /** @param value of order and augmentation */
        public Builder seed(long value) {
            seed = value;
            return this;
        }

        /**
         * How many pictures are made at once. The data set's samples are asked for by all of these threads, and each holds a picture
         * in full size while it decodes it.
         *
         * @param threads that decode and augment, 1 to 256; of them at most as many are busy as the queue is long
         */
        public Builder workers(int threads) {
            workers = within("workers", threads, 1, 256);
            return this;
        }

        /** @param batches made ahead at most, 1 to 1024; unless this is called as many as workers by default, and 4 at least */
        public Builder queue(int batches) {
            queue = within("queue", batches, 1, 1024);
            return this;
        }

        /** @param bytes of decoded pictures kept in memory at most; 0 keeps none */
        public Builder cacheBytes(long bytes) {
            if (bytes < 0) {
                throw new IllegalArgumentException("cacheBytes must not be negative, got " + bytes);
            }
            cacheBytes = bytes;
            return this;
        }

        /**
         * Keeps decoded pictures in a file instead of memory, so that later epochs and later runs do not decode. It is
         * made if missing and filled as pictures are first seen: three bytes a pixel.
         *
         * @param file of one data set at one size; null keeps pictures in memory
         */
        public Builder cacheFile(Path file) {
            cacheFile = file;
            return this;
        }

        /** Differs where the sequence of batches does. */
        private String key() {
            String all = String.join(
                    " ",
                    Integer.toString(dataset.size()),
                    Integer.toString(dataset.identities().size()),
                    Integer.toString(size),
                    Integer.toString(batchSize),
                    Boolean.toString(shuffled),
                    Boolean.toString(identityUniform),
                    framing.toString(),
                    augmentation.toString());
            return String.format(Locale.ROOT, "%016x", Mix.of(all, seed));
        }

        private WorkingPictures pictures(Augmenter augmenter) {
            UnaryOperator<Image> toWorking = augmenter::working;
            return cacheFile == null
                    ? new ImageCache(dataset, toWorking, cacheBytes)
                    : PackedImages.open(cacheFile, dataset, framing + " " + augmenter.workingSide(), toWorking);
        }

        private static int within(String name, int value, int min, int max) {
            if (value < min || value > max) {
                throw new IllegalArgumentException(name + " must be from " + min + " to " + max + ", got " + value);
            }
            return value;
        }

        /** Starts the workers. The caller closes the result. */
        public ImageBatches open() {
            if (dataset.size() == 0) {
                throw new FaceDataException("Data set " + dataset.name() + " has no pictures. Check its folder.");
            }
            if (identityUniform && !shuffled) {
                throw new IllegalArgumentException("identityUniform draws at random and cannot be ordered");
            }
            return new ImageBatches(new Builder(this));
        }
    }
}
