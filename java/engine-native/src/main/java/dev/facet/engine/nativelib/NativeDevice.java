package dev.facet.engine.nativelib;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/** A {@code facet_device}. May be used from many threads; closing it is up to the owner. */
public final class NativeDevice {
    private final facet_device handle = new facet_device();

    private NativeDevice() {}

    /** Opens "cpu" or "cuda:N"; 0 threads means the default. */
    public static NativeDevice open(String name, int threads) {
        NativeLibrary.load();
        NativeDevice device = new NativeDevice();
        NativeStatus.check(FacetAbi.facet_device_open(name, threads, device.handle));
        return device;
    }

    /** A JSON object. */
    public String describe() {
        BytePointer text = new BytePointer((Pointer) null);
        NativeStatus.check(FacetAbi.facet_device_describe(handle, text));
        return NativeLibrary.text(text);
    }

    public void close() {
        NativeStatus.check(FacetAbi.facet_device_close(handle));
    }

    facet_device handle() {
        return handle;
    }
}
