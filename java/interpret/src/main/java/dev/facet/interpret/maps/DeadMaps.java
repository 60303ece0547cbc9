package dev.facet.interpret.maps;

/**
 * Maps that say nothing. A map is dead when it is constant, which after a ReLU nearly always means all zero. Evaluate
 * after the ReLU to see channels that no longer fire: before it, they still have negative values that differ.
 */
public final class DeadMaps {
    private DeadMaps() {}

    /** Whether all values are equal. An empty map is an error of the caller. */
    public static boolean isDead(float[] map) {
        if (map.length == 0) {
            throw new IllegalArgumentException("an empty map is neither dead nor alive");
        }
        for (float value : map) {
            if (value != map[0]) {
                return false;
            }
        }
        return true;
    }
}
