package dev.facet.engine.nativelib;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/** A {@code facet_arena}: a zeroed block of device memory. Destroying it is up to the owner. */
public final class NativeArena {
    private final facet_arena handle = new facet_arena();
    private final Pointer address = new Pointer((Pointer) null);

    private NativeArena() {}

    /** Allocates; bytes > 0. */
    public static NativeArena create(NativeDevice device, long bytes) {
        NativeArena arena = new NativeArena();
        NativeStatus.check(FacetAbi.facet_arena_create(device.handle(), bytes, arena.handle));
        int status = FacetAbi.facet_arena_host_address(arena.handle, arena.address);
        if (status != FacetAbi.FACET_OK) {
            arena.destroy();
        }
        NativeStatus.check(status);
        return arena;
    }

    /** True if {@link #view} works: the memory is the host's. */
    public boolean isHost() {
        return !address.isNull();
    }

    /** A direct view in native byte order, valid until the arena is destroyed. */
    public ByteBuffer view(long offset, long bytes) {
        BytePointer start = new BytePointer(address);
        return start.position(offset).limit(offset + bytes).asByteBuffer().order(ByteOrder.nativeOrder());
    }

    /** Copies the remaining bytes of a direct buffer to the arena. */
    public void write(long offset, ByteBuffer direct) {
        BytePointer source = new BytePointer(direct);
        NativeStatus.check(FacetAbi.facet_arena_write(handle, offset, source, direct.remaining()));
    }

    /** Fills the remaining bytes of a direct buffer from the arena. */
    public void read(long offset, ByteBuffer direct) {
        BytePointer target = new BytePointer(direct);
        NativeStatus.check(FacetAbi.facet_arena_read(handle, offset, target, direct.remaining()));
    }

    public void destroy() {
        NativeStatus.check(FacetAbi.facet_arena_destroy(handle));
    }

    facet_arena handle() {
        return handle;
    }
}
