package dev.facet.benchmarks.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * How much of the machine's processors processes took that are neither this one nor its children, from /proc. Where there is no /proc it reports 0. The kernel counts in
 * ticks of 10 ms: too coarse for intervals below about 100 ms.
 */
final class OtherLoad {
    private static final Path MACHINE = Path.of("/proc/stat");
    private static final Path SELF = Path.of("/proc/self/stat");
    private static final double TICKS_PER_SECOND = 100;
    /** user, nice, system, irq, softirq, steal: the fields of the cpu line that are not idle. */
    private static final List<Integer> BUSY = List.of(1, 2, 3, 6, 7, 8);

    private final boolean readable = Files.isReadable(MACHINE) && Files.isReadable(SELF);
    private final int processors = Runtime.getRuntime().availableProcessors();
    private long start;
    private long startTicks;

    void begin() {
        startTicks = otherTicks();
        start = System.nanoTime();
    }

    /** Share of the processors' time that others took since {@link #begin}, 0 to 1. */
    double end() {
        double seconds = (System.nanoTime() - start) / 1e9;
        return Math.max(0, (otherTicks() - startTicks) / TICKS_PER_SECOND / (seconds * processors));
    }

    private long otherTicks() {
        if (!readable) {
            return 0;
        }
        try {
            String[] cpu = Files.readAllLines(MACHINE).get(0).split("\\s+");
            long busy = BUSY.stream().mapToLong(i -> Long.parseLong(cpu[i])).sum();
            long own = ticks(SELF)
                    + ProcessHandle.current()
                            .descendants()
                            .mapToLong(child -> ticks(Path.of("/proc", Long.toString(child.pid()), "stat")))
                            .sum();
            return busy - own;
        } catch (IOException e) {
            return 0;
        }
    }

    /** What a process has taken; 0 if it is gone. */
    private static long ticks(Path stat) {
        try {
            String text = Files.readString(stat);
            // After the command's closing parenthesis: state, then utime and stime as the 12th and 13th fields.
            String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ");
            return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
        } catch (IOException e) {
            return 0;
        }
    }
}
