package dev.facet.engine.nativelib;

import java.util.List;
import org.bytedeco.javacpp.Loader;

/**
 * cuBLAS and cuDNN from JavaCPP's jars, where they are on the class path. Once they are loaded the native side finds them by their
 * names; without them it looks on the system, and does without.
 */
final class VendorLibraries {
    /** JavaCPP's lists of what belongs to each library, in the order in which it must be loaded. */
    private static final List<String> PRESETS =
            List.of("org.bytedeco.cuda.global.cublas", "org.bytedeco.cuda.global.cudnn");

    private VendorLibraries() {}

    /** Loads what there is; again is a no-op. */
    static void load() {
        Loaded.attempt();
    }

    private static final class Loaded {
        static {
            PRESETS.forEach(Loaded::load);
        }

        private static void attempt() {}

        private static void load(String preset) {
            try {
                Loader.load(Class.forName(preset, false, VendorLibraries.class.getClassLoader()));
            } catch (ClassNotFoundException | LinkageError e) {
                // The jars are not there, or not all of them (JavaCPP loads libraries by way of its bindings, which
                // need
                // the driver), and the native side says for every step what it lacks.
            }
        }
    }
}
