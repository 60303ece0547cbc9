package dev.facet.engine.internal;

import dev.facet.engine.DeviceException;
import dev.facet.engine.OpCode;
import dev.facet.engine.nativelib.NativeLibrary;
import dev.facet.engine.nativelib.NativeLibraryException;

/** Loads the native library and checks that it numbers the ops as {@link OpCode} does. */
public final class OpTable {
    private OpTable() {}

    /**
     * @throws DeviceException if the library cannot be loaded or has other ops
     */
    public static void verify() {
        try {
            NativeLibrary.load();
        } catch (NativeLibraryException e) {
            throw new DeviceException(e.getMessage(), e);
        }
        OpCode[] codes = OpCode.values();
        boolean same = NativeLibrary.opCount() == codes.length;
        for (OpCode code : codes) {
            same = same && code.opName().equals(NativeLibrary.opName(code.ordinal()));
        }
        if (!same) {
            throw new DeviceException("The native library has another op table than these classes ("
                    + NativeLibrary.opCount() + " ops, expected " + codes.length
                    + "): use facet-engine and facet-engine-native of one version, and no old " + NativeLibrary.PATH);
        }
    }
}
