package dev.facet.interpret.maps;

/**
 * The activations of one layer over one batch, as the engine gives them (images × height × width × channels, channels
 * last), read map by map.
 */
public final class FeatureMaps {
    private final float[] values;
    private final int images;
    private final int height;
    private final int width;
    private final int channels;

    private FeatureMaps(float[] values, int images, int height, int width, int channels) {
        this.values = values;
        this.images = images;
        this.height = height;
        this.width = width;
        this.channels = channels;
    }

    /**
     * Wraps an activation array; it is not copied, so leave it unchanged.
     *
     * @param nhwc images × height × width × channels values, channels last
     * @throws IllegalArgumentException if the count of values is another
     */
    public static FeatureMaps of(float[] nhwc, int images, int height, int width, int channels) {
        long maps = (long) images * channels;
        long places = (long) height * width;
        if (images <= 0
                || height <= 0
                || width <= 0
                || channels <= 0
                // Each by itself first: the product of four sides may be more than a long counts.
                || maps > nhwc.length
                || places > nhwc.length
                || maps * places != nhwc.length) {
            throw new IllegalArgumentException("activation has " + nhwc.length + " values, not " + images + "x" + height
                    + "x" + width + "x" + channels);
        }
        return new FeatureMaps(nhwc, images, height, width, channels);
    }

    /** How many images there are maps of. */
    public int images() {
        return images;
    }

    /** Rows of a map. */
    public int height() {
        return height;
    }

    /** Columns of a map. */
    public int width() {
        return width;
    }

    /** Maps of an image. */
    public int channels() {
        return channels;
    }

    /** One channel's map on one image: height × width values, rows first; a copy. */
    public float[] map(int image, int channel) {
        if (image < 0 || image >= images || channel < 0 || channel >= channels) {
            throw new IndexOutOfBoundsException("map of image " + image + ", channel " + channel + " where there are "
                    + images + " images and " + channels + " channels");
        }
        float[] map = new float[height * width];
        int at = image * height * width * channels + channel;
        for (int i = 0; i < map.length; i++) {
            map[i] = values[at + i * channels];
        }
        return map;
    }
}
