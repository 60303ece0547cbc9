package dev.facet.interpret.maps;

/** Refuses maps of impossible sizes, or of another size than they are said to have. */
public final class MapSize {
    private MapSize() {}

    /**
     * The number of a map's values.
     *
     * @throws IllegalArgumentException if a side is not positive, or there are more values than an int counts
     */
    public static int count(int height, int width) {
        long count = (long) height * width;
        if (height <= 0 || width <= 0 || count > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("a map needs positive sides and at most " + Integer.MAX_VALUE
                    + " values, not " + height + "x" + width);
        }
        return (int) count;
    }

    /**
     * Checks the number of a map's values.
     *
     * @param map height × width values, rows first
     * @return {@code map}
     * @throws IllegalArgumentException if the size is impossible, or there are more or fewer values
     */
    public static float[] require(float[] map, int height, int width) {
        if (map.length != count(height, width)) {
            throw new IllegalArgumentException("map has " + map.length + " values, not " + height + "x" + width);
        }
        return map;
    }
}
