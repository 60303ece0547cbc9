package dev.facet.engine.nativelib;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
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

    private static final String FILE = "libjnifacet.so";
    private static final String LINUX_X86_64 = "linux-x86_64";

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

    /** A copy of a C string, or null. */
    static String text(BytePointer chars) {
        return chars == null || chars.isNull() ? null : chars.getString(StandardCharsets.UTF_8);
    }

    private static final class Loaded {
        static final NativeLibraryException FAILURE = attempt();

        private static NativeLibraryException attempt() {
            tameJavaCpp();
            String path = System.getProperty(PATH);
            try {
                if (path != null) {
                    useDirectory(path);
                }
                Loader.load(FacetAbi.class);
                int version = FacetAbi.facet_abi_version();
                if (version != FacetAbi.FACET_ABI_VERSION) {
                    return new NativeLibraryException(
                            "The native library has ABI version " + version + ", these classes need "
                                    + FacetAbi.FACET_ABI_VERSION
                                    + ": use the artifacts facet-engine-native of one version, and no old " + PATH,
                            null);
                }
                return null;
            } catch (UnsatisfiedLinkError | NoClassDefFoundError e) {
                return new NativeLibraryException(advice(path, e), e);
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

        private static void useDirectory(String path) {
            Path file = Path.of(path, FILE);
            if (!Files.isRegularFile(file)) {
                throw new NativeLibraryException(
                        "System property " + PATH + " is " + path + ", but there is no file " + file.toAbsolutePath(),
                        null);
            }
            System.setProperty("org.bytedeco.javacpp.pathsfirst", "true");
            System.setProperty(
                    "org.bytedeco.javacpp.platform.linkpath",
                    file.toAbsolutePath().getParent().toString());
        }

        private static String advice(String path, Throwable cause) {
            String platform = Loader.getPlatform();
            String resource = "dev/facet/engine/nativelib/" + platform + "/" + FILE;
            StringBuilder text = new StringBuilder("Facet's native library cannot be loaded on ").append(platform);
            text.append(" (").append(System.getProperty("os.name")).append(", ");
            text.append(System.getProperty("os.arch")).append("): ").append(cause.getMessage());
            text.append(". Searched: ");
            if (path != null) {
                text.append(PATH).append(" = ").append(path).append("; ");
            }
            boolean found = NativeLibrary.class.getClassLoader().getResource(resource) != null;
            text.append("resource ")
                    .append(resource)
                    .append(found ? " (present) " : " (missing) ")
                    .append("on the class path. ");
            if (!platform.equals(LINUX_X86_64)) {
                text.append("There are natives for ")
                        .append(LINUX_X86_64)
                        .append(" only; build native/ for this platform and set -D")
                        .append(PATH)
                        .append(".");
            } else if (!found) {
                text.append("Add the dependency dev.facet:facet-engine-native with classifier ")
                        .append(platform)
                        .append(" in the version of facet-engine.");
            } else {
                text.append("The library needs a 64-bit Linux with glibc; the cause tells what is missing.");
            }
            return text.toString();
        }
    }
}
