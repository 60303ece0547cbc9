package dev.facet.engine.nativelib;

import java.nio.ByteBuffer;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/** A {@code facet_program}. One thread at a time; destroying it is up to the owner. */
public final class NativeProgram {
    private final facet_program handle = new facet_program();

    private NativeProgram() {}

    /** Decodes, verifies and binds kernels. */
    public static NativeProgram create(NativeDevice device, byte[] encoded) {
        NativeProgram program = new NativeProgram();
        try (BytePointer bytes = new BytePointer(encoded)) {
            NativeStatus.check(FacetAbi.facet_program_create(device.handle(), bytes, encoded.length, program.handle));
        }
        return program;
    }

    /** Gives the program the memory of its arena number {@code index}. */
    public void bind(int index, NativeArena arena) {
        NativeStatus.check(FacetAbi.facet_program_bind(handle, index, arena.handle()));
    }

    /** Runs all steps. Allocates nothing. */
    public void run() {
        NativeStatus.check(FacetAbi.facet_program_run(handle));
    }

    /** Starts all steps; between this and {@link #finish} the program can only be fed and destroyed. */
    public void start() {
        NativeStatus.check(FacetAbi.facet_program_start(handle));
    }

    /** Waits for what was started. */
    public void finish() {
        NativeStatus.check(FacetAbi.facet_program_finish(handle));
    }

    /** Copies the remaining bytes of a direct buffer to the arena bound as {@code index}; a run that was started sees nothing of it. */
    public void feed(int index, long offset, ByteBuffer direct) {
        BytePointer source = new BytePointer(direct);
        NativeStatus.check(FacetAbi.facet_program_feed(handle, index, offset, source, direct.remaining()));
    }

    /** Says that what constant arenas hold was changed. */
    public void renew() {
        NativeStatus.check(FacetAbi.facet_program_renew(handle));
    }

    /** A JSON array, one object a step. */
    public String describe() {
        BytePointer text = new BytePointer((Pointer) null);
        NativeStatus.check(FacetAbi.facet_program_describe(handle, text));
        return NativeLibrary.text(text);
    }

    /** Switches the timing of steps. */
    public void profile(boolean on) {
        NativeStatus.check(FacetAbi.facet_program_profile(handle, on ? 1 : 0));
    }

    public void destroy() {
        NativeStatus.check(FacetAbi.facet_program_destroy(handle));
    }
}
