package dev.facet.engine;

import dev.facet.engine.nativelib.NativeArena;
import dev.facet.engine.nativelib.NativeProgram;
import java.nio.ByteBuffer;

/**
 * Where a tensor's bytes lie, and which way bytes of the host take there.
 *
 * @param offset of the tensor's first byte in the arena
 */
record Place(NativeArena arena, long offset, Upload upload) {
    /** Copies the remaining bytes of a direct buffer to an offset in the arena. */
    interface Upload {
        void copy(long offset, ByteBuffer direct);
    }

    static Place of(NativeArena arena, long offset) {
        return new Place(arena, offset, arena::write);
    }

    /**
     * A program's input, which may be written while the program runs.
     *
     * @param number of the arena in the program
     */
    static Place fed(NativeArena arena, long offset, NativeProgram program, int number) {
        return new Place(arena, offset, (at, bytes) -> program.feed(number, at, bytes));
    }
}
