package dev.facet.engine.internal;

import dev.facet.engine.DeviceException;
import dev.facet.engine.FacetException;
import dev.facet.engine.InvalidProgramException;
import dev.facet.engine.KernelException;
import dev.facet.engine.OutOfNativeMemoryException;
import dev.facet.engine.UnsupportedOpException;
import dev.facet.engine.nativelib.NativeException;

/** Turns native statuses into the engine's exceptions. */
public final class Failures {
    private Failures() {}

    /**
     * The exception for a failed native call.
     *
     * @param doing what failed, for the message
     */
    public static RuntimeException of(String doing, NativeException e) {
        String message = doing + ": " + e.getMessage();
        return switch (e.status()) {
            case INVALID_PROGRAM -> new InvalidProgramException(message);
            case UNSUPPORTED -> new UnsupportedOpException(message);
            case OUT_OF_MEMORY -> new OutOfNativeMemoryException(message);
            case BUSY -> new IllegalStateException(message);
            case NO_DEVICE -> new DeviceException(message);
            case KERNEL_FAILED -> new KernelException(message);
            case OK, INVALID_ARGUMENT, INTERNAL -> new FacetException(message, e);
        };
    }
}
