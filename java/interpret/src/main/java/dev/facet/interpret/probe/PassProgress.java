package dev.facet.interpret.probe;

/** Tells how far the passes of a layer are that is computed anew in each, picture by picture, and ends them when asked to stop. */
final class PassProgress {
    private final String stage;
    private final long expected;
    private final ProbeListener listener;
    private long done;

    /**
     * @param expected pictures that all passes together are likely to show the network, each pass counted
     */
    PassProgress(String stage, long expected, ProbeListener listener) {
        this.stage = stage;
        this.expected = expected;
        this.listener = listener;
    }

    /**
     * The next pictures are about to be shown.
     *
     * @throws ProbeStoppedException if asked to stop
     */
    void showing(int count) {
        if (listener.stopAsked()) {
            throw new ProbeStoppedException();
        }
        listener.at(stage, clamped(done), clamped(Math.max(expected, done + 1)));
        done += count;
    }

    private static int clamped(long pictures) {
        return (int) Math.min(Integer.MAX_VALUE, pictures);
    }
}
