package dev.facet.interpret.metrics;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;

/** Peaks by their definition, for maps of small whole numbers: contours of every level, highest summit of each. */
final class SlowPeaks {
    private SlowPeaks() {}

    /**
     * A region of the map above some level is a peak's own while it holds no higher summit. Count the summits (plateaus
     * once) whose prominence, the height over the highest level at which their region meets a higher or an already
     * counted equal one, is at least as wanted.
     */
    static int count(float[] map, int height, int width, double wanted) {
        float lowest = Float.MAX_VALUE;
        for (float v : map) {
            lowest = Math.min(lowest, v);
        }
        int count = 0;
        Set<Integer> seen = new HashSet<>();
        for (int start = 0; start < map.length; start++) {
            int cell = start;
            Set<Integer> plateau = flood(map, height, width, cell, map[cell]);
            boolean summit = plateau.stream().allMatch(i -> map[i] == map[cell]);
            if (!summit || seen.contains(cell)) {
                continue;
            }
            seen.addAll(plateau);
            float level = map[cell];
            while (level > lowest && !meetsHigherOrEarlier(map, height, width, cell, level, plateau)) {
                level--;
            }
            if (map[cell] > lowest && map[cell] - level >= wanted) {
                count++;
            }
        }
        return count;
    }

    private static boolean meetsHigherOrEarlier(
            float[] map, int height, int width, int cell, float level, Set<Integer> plateau) {
        return flood(map, height, width, cell, level).stream()
                .anyMatch(i -> map[i] > map[cell] || (map[i] == map[cell] && i < cell && !plateau.contains(i)));
    }

    private static Set<Integer> flood(float[] map, int height, int width, int from, float level) {
        Set<Integer> region = new HashSet<>(Set.of(from));
        ArrayDeque<Integer> queue = new ArrayDeque<>(region);
        while (!queue.isEmpty()) {
            int cell = queue.remove();
            for (int y = Math.max(0, cell / width - 1); y <= Math.min(height - 1, cell / width + 1); y++) {
                for (int x = Math.max(0, cell % width - 1); x <= Math.min(width - 1, cell % width + 1); x++) {
                    int next = y * width + x;
                    if (map[next] >= level && region.add(next)) {
                        queue.add(next);
                    }
                }
            }
        }
        return region;
    }
}
