package dev.facet.engine.nativelib;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/** A {@code facet_device}. May be used from many threads; closing it is up to the owner. */
public final class NativeDevice {
    private final facet_device handle = new facet_device();

    private NativeDevice() {}

    /** Opens "cpu", "cuda:N" or "simt", with options as in facet.h; 0 threads means the default. */
    public static NativeDevice open(String name, int threads) {
        NativeLibrary.load();
        if (name.startsWith("cuda")) {
            NativeLibrary.offerCuda();
            VendorLibraries.load();
        }
        NativeDevice device = new NativeDevice();
        NativeStatus.check(FacetAbi.facet_device_open(name, threads, device.handle));
        return device;
    }

    /** A JSON array of the devices that can be opened here. */
    public static String list() {
        NativeLibrary.load();
        NativeLibrary.offerCuda();
        BytePointer text = new BytePointer((Pointer) null);
        NativeStatus.check(FacetAbi.facet_devices(text));
        return NativeLibrary.text(text);
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
