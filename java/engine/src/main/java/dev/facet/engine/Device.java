package dev.facet.engine;

/**
 * Where programs run. May be used from many threads. Close it after everything made from it.
 */
public final class Device implements AutoCloseable {
    private Device() {}

    /** The CPU with FACET_THREADS threads, by default one per available core. */
    public static Device cpu() {
        return cpu(0);
    }

    /** The CPU with that many threads; 0 as {@link #cpu()}. */
    public static Device cpu(int threads) {
        return open("cpu", threads);
    }

    /**
     * Opens a device by name: "cpu" or "cuda:N".
     *
     * @throws DeviceException if it does not exist here
     */
    public static Device open(String name, int threads) {
        throw new UnsupportedOperationException("The native library is not in yet");
    }

    /** Bytes of native memory that are live in this process. */
    public static long liveBytes() {
        throw new UnsupportedOperationException("The native library is not in yet");
    }

    public int threads() {
        throw new UnsupportedOperationException("The native library is not in yet");
    }

    /** A JSON object: name, threads, ISA level in use and levels available, kernel lists per op. */
    public String describe() {
        throw new UnsupportedOperationException("The native library is not in yet");
    }

    /**
     * Closes the device; again is a no-op.
     *
     * @throws IllegalStateException if variables or executables of it are still open
     */
    @Override
    public void close() {}
}
