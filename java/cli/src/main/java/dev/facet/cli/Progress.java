package dev.facet.cli;

import java.io.PrintStream;
import java.time.Duration;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A progress bar on a terminal; elsewhere (a log, CI) one line every few seconds. Closing it leaves the last state behind. */
final class Progress implements AutoCloseable {

    private static final long LOG_EVERY_NANOS = Duration.ofSeconds(10).toNanos();

    private final String task;
    private long total;
    private final PrintStream out;
    private final ProgressBar bar;
    private final long start = System.nanoTime();
    private long done;
    private long lastLogged = start;
    private String detail = "";

    private Progress(String task, long total, PrintStream out, boolean interactive) {
        this.task = task;
        this.total = total;
        this.out = out;
        this.bar = interactive
                ? new ProgressBarBuilder()
                        .setTaskName(task)
                        .setInitialMax(total)
                        .setStyle(ProgressBarStyle.UNICODE_BLOCK)
                        .setUpdateIntervalMillis(200)
                        .build()
                : null;
    }

    static Progress start(String task, long total) {
        return new Progress(task, total, System.err, System.console() != null);
    }

    static Progress start(String task, long total, PrintStream out) {
        return new Progress(task, total, out, false);
    }

    /** Sets how much is done and what to say beside it (for example the loss). */
    synchronized void to(long newDone, String newDetail) {
        done = newDone;
        detail = newDetail;
        if (bar != null) {
            bar.setExtraMessage(newDetail);
            bar.stepTo(newDone);
        } else if (System.nanoTime() - lastLogged >= LOG_EVERY_NANOS) {
            lastLogged = System.nanoTime();
            out.println(line());
        }
    }

    /** As {@link #to(long, String)}, of a total that was not known exactly at the start. */
    synchronized void to(long newDone, long newTotal, String newDetail) {
        if (newTotal != total) {
            total = newTotal;
            if (bar != null) {
                bar.maxHint(newTotal);
            }
        }
        to(newDone, newDetail);
    }

    @Override
    public synchronized void close() {
        if (bar != null) {
            bar.close();
        } else {
            out.println(line());
        }
    }

    private String line() {
        double seconds = (System.nanoTime() - start) / 1e9;
        String eta = done > 0 && done < total ? ", %.0f s left".formatted(seconds * (total - done) / done) : "";
        return "%s: %d of %d (%.0f s%s) %s"
                .formatted(task, done, total, seconds, eta, detail)
                .stripTrailing();
    }
}
