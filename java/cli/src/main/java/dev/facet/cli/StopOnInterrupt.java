package dev.facet.cli;

import dev.facet.nn.training.Trainer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** While open, Ctrl-C (or a termination request) makes a training finish its step and save before the process ends. */
final class StopOnInterrupt implements AutoCloseable {

    private static final int PATIENCE_SECONDS = 60;

    private final CountDownLatch saved = new CountDownLatch(1);
    private final Thread hook;

    StopOnInterrupt(Trainer trainer) {
        hook = new Thread(() -> {
            System.err.println("\nfacet: stopping after this step and saving ...");
            trainer.requestStop();
            try {
                // The process ends when this hook returns, so it waits for the training thread to save.
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
