package dev.facet.engine.nativelib;

/** The statuses of facet.h, in its order. */
public enum NativeStatus {
    OK,
    INVALID_ARGUMENT,
    INVALID_PROGRAM,
    UNSUPPORTED,
    OUT_OF_MEMORY,
    BUSY,
    NO_DEVICE,
    KERNEL_FAILED,
    INTERNAL;

    /** Throws unless the code is OK; the only place where statuses become exceptions. */
    static void check(int code) {
        if (code != FacetAbi.FACET_OK) {
            throw failure(code);
        }
    }

    private static NativeException failure(int code) {
        NativeStatus[] all = values();
        NativeStatus status = code > 0 && code < all.length ? all[code] : INTERNAL;
        String message = NativeLibrary.text(FacetAbi.facet_last_error());
        return new NativeException(status, message.isEmpty() ? status + " (status " + code + ")" : message);
    }
}
