package dev.facet.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** While open, Ctrl-C (or a termination request) makes long work finish its step and save before the process ends. */
final class StopOnInterrupt implements AutoCloseable {

    private static final int PATIENCE_SECONDS = 60;

    private final CountDownLatch saved = new CountDownLatch(1);
    private final Thread hook;

    /** @param requestStop called on a thread of its own; must return at once */
    StopOnInterrupt(Runnable requestStop) {
        hook = new Thread(() -> {
            System.err.println("\nfacet: stopping after this step and saving ...");
            requestStop.run();
            try {
                // The process ends when this hook returns, so it waits for the working thread to save.
                if (!saved.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                    System.err.println("facet: still not saved after " + PATIENCE_SECONDS + " s; giving up");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        Runtime.getRuntime().addShutdownHook(hook);
    }

    @Override
    public void close() {
        saved.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The hook is running: the process is ending, which is what close() was called for.
            return;
        }
    }
}
