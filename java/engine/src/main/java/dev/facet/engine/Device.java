package dev.facet.engine;

import dev.facet.engine.internal.Failures;
import dev.facet.engine.internal.OpTable;
import dev.facet.engine.internal.Resource;
import dev.facet.engine.nativelib.NativeArena;
import dev.facet.engine.nativelib.NativeDevice;
import dev.facet.engine.nativelib.NativeException;
import dev.facet.engine.nativelib.NativeLibrary;
import dev.facet.engine.nativelib.NativeProgram;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where programs run. May be used from many threads. Close it after everything made from it. */
public final class Device implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Device.class);
    private static final Pattern THREADS = Pattern.compile("\"threads\"\\s*:\\s*(\\d+)");

    private static final String CPU = "cpu";

    private final String name;
    private final NativeDevice handle;
    private final Resource resource;

    private Device(String name, NativeDevice handle) {
        this.name = name;
        this.handle = handle;
        this.resource = new Resource(this, "Device " + name, handle::close);
    }

    /** The CPU with FACET_THREADS threads, by default one per available core. */
    public static Device cpu() {
        return cpu(0);
    }

    /** The CPU with that many threads; 0 as {@link #cpu()}. */
    public static Device cpu(int threads) {
        return open(CPU, threads);
    }

    /**
     * Opens a device by name: "cpu"; "cuda:N", the GPU of that number ("cuda" is cuda:0); "auto", the first GPU if there is one,
     * else the CPU, which is logged with the reason; or "simt", where the GPU's kernels run on the CPU, slowly, for tests.
     *
     * @param threads of the CPU; 0 as {@link #cpu()}
     * @throws DeviceException if it does not exist here, or the native library cannot be loaded
     */
    public static Device open(String name, int threads) {
        return name.equals("auto") ? openBest(threads, "") : openNamed(name, threads, "");
    }

    /**
     * The same in a chosen precision. The CPU knows {@link Precision#F32} only: "auto" computes in that where there is no GPU, "cpu"
     * refuses others.
     */
    public static Device open(String name, int threads, Precision precision) {
        String option = ",precision=" + precision;
        return name.equals("auto") ? openBest(threads, option) : openNamed(name, threads, option);
    }

    private static Device openBest(int threads, String option) {
        try {
            return openNamed("cuda", threads, option);
        } catch (DeviceException e) {
            LOG.info("Computing on the CPU, in f32. {}", e.getMessage());
            return cpu(threads);
        }
    }

    private static Device openNamed(String name, int threads, String option) {
        OpTable.verify();
        try {
            return new Device(name, NativeDevice.open(name + option, threads));
        } catch (NativeException e) {
            throw Failures.of(
                    "Cannot open the device " + name + option + (threads == 0 ? "" : " with " + threads + " threads"),
                    e);
        }
    }

    /**
     * The devices that can be opened here: a JSON array, an object each. A kind that is absent has a member "absent", which says
     * why.
     */
    public static String list() {
        OpTable.verify();
        return NativeDevice.list();
    }

    /** Bytes of native memory that are live in this process. */
    public static long liveBytes() {
        OpTable.verify();
        return NativeLibrary.liveBytes();
    }

    /** Calls from Java into native code so far, by all threads of this process; questions as this one do not count. */
    public static long nativeCalls() {
        OpTable.verify();
        return NativeLibrary.calls();
    }

    /** Number of threads that share the work of a step. */
    public int threads() {
        Matcher threads = THREADS.matcher(describe());
        return threads.find() ? Integer.parseInt(threads.group(1)) : 1;
    }

    /** A JSON object: name, threads, ISA level in use and levels available, kernel lists per op. */
    public String describe() {
        resource.requireOpen();
        return handle.describe();
    }

    /** Whether activations are stored as bf16 here: at {@link Precision#BF16}, where tensor cores multiply it. */
    boolean storesBf16() {
        return describe().contains("\"storesBf16\":true");
    }

    /**
     * Whether passes and products of rows of 16 bits ({@link Graph#unpack16}) read them as they are stored, as a GPU's do; on the
     * CPU each of them widens the rows first, which takes memory for them as floats.
     */
    public boolean readsPackedRows() {
        return !isCpu();
    }

    boolean isCpu() {
        return name.equals(CPU);
    }

    NativeArena createArena(String purpose, long bytes) {
        resource.requireOpen();
        try {
            return NativeArena.create(handle, bytes);
        } catch (NativeException e) {
            throw Failures.of("Cannot allocate " + bytes + " bytes for " + purpose, e);
        }
    }

    NativeProgram createProgram(byte[] encoded) {
        resource.requireOpen();
        try {
            return NativeProgram.create(handle, encoded);
        } catch (NativeException e) {
            throw Failures.of("Cannot compile the program", e);
        }
    }

    /**
     * Closes the device; again is a no-op.
     *
     * @throws IllegalStateException if variables or executables of it are still open
     */
    @Override
    public void close() {
        try {
            resource.close();
        } catch (NativeException e) {
            throw Failures.of("Cannot close " + resource.name() + "; close its variables and executables first", e);
        }
    }
}
