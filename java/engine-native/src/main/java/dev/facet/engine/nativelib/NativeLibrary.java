package dev.facet.engine.nativelib;

import java.net.MalformedURLException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;

/**
 * Loads the native library, from the platform's jar or from the directory that the system property {@value #PATH} names. Loading
 * happens once, on first use; when it fails every later use fails with the same message.
 */
public final class NativeLibrary {
    /** System property: a directory with {@code libjnifacet.so}, used instead of the jar's. */
    public static final String PATH = "facet.native.path";

    /** Version of the C ABI and of the program format that these classes speak. */
    public static final int ABI_VERSION = FacetAbi.FACET_ABI_VERSION;

    private NativeLibrary() {}

    /**
     * Makes sure that the library is loaded.
     *
     * @throws NativeLibraryException if it cannot be
     */
    public static void load() {
        if (Loaded.FAILURE != null) {
            throw new NativeLibraryException(Loaded.FAILURE.getMessage(), Loaded.FAILURE);
        }
    }

    /** Number of ops of the library. */
    public static int opCount() {
        load();
        return FacetAbi.facet_op_count();
    }

    /** Name of an op, or null if there is no such code. */
    public static String opName(int code) {
        load();
        return text(FacetAbi.facet_op_name(code));
    }

    /** Bytes of native memory that are live in this process. */
    public static long liveBytes() {
        load();
        return FacetAbi.facet_live_bytes();
    }

    /** Calls into the library so far, by all threads; those that cannot fail do not count. */
    public static long calls() {
        load();
        return FacetAbi.facet_calls();
    }

    /** Tells the library where the CUDA kernels' library is, if its jar is on the class path. */
    static void offerCuda() {
        LibraryFile.findCuda().ifPresent(file -> NativeStatus.check(FacetAbi.facet_cuda_library(file.toString())));
    }

    /** A copy of a C string, or null. */
    static String text(BytePointer chars) {
        return chars == null || chars.isNull() ? null : chars.getString(StandardCharsets.UTF_8);
    }

    private static final class Loaded {
        static final NativeLibraryException FAILURE = attempt();

        private static NativeLibraryException attempt() {
            tameJavaCpp();
            try {
                Path file = LibraryFile.find(System.getProperty(PATH));
                link(file);
                int version = FacetAbi.facet_abi_version();
                return version == FacetAbi.FACET_ABI_VERSION ? null : otherVersion(file, version);
            } catch (NativeLibraryException e) {
                return e;
            }
        }

        /** JavaCPP must neither tie native memory to the collector nor refuse allocations; read when Pointer is initialised. */
        private static void tameJavaCpp() {
            for (String[] setting :
                    new String[][] {{"noPointerGC", "true"}, {"maxBytes", "0"}, {"maxPhysicalBytes", "0"}}) {
                System.getProperties().putIfAbsent("org.bytedeco.javacpp." + setting[0], setting[1]);
            }
        }

        /** Under this name the binding finds its library loaded when it is initialised, and searches no further. */
        private static void link(Path file) {
            try {
                Loader.loadLibrary(FacetAbi.class, new URL[] {file.toUri().toURL()}, "jnifacet");
                Loader.load(FacetAbi.class);
            } catch (UnsatisfiedLinkError | NoClassDefFoundError e) {
                throw new NativeLibraryException(
                        "Facet's native library " + file + " cannot be loaded on " + LibraryFile.platform() + ": "
                                + reason(e)
                                + ". It needs a 64-bit Linux whose glibc is at least that of the machine that built it",
                        e);
            } catch (MalformedURLException e) {
                throw new IllegalStateException(e);
            }
        }

        /** JavaCPP's last attempt hides why the first failed. */
        private static String reason(Throwable error) {
            Throwable first = error.getCause() == null ? error : error.getCause();
            return first.getMessage();
        }

        private static NativeLibraryException otherVersion(Path file, int version) {
            return new NativeLibraryException(
                    "The native library " + file + " has ABI version " + version + ", these classes need "
                            + FacetAbi.FACET_ABI_VERSION
                            + ": use facet-engine and facet-engine-native of one version, and no old "
                            + PATH,
                    null);
        }
    }
}
