package dev.facet.engine.internal;

import dev.facet.engine.Node;
import dev.facet.engine.Plan;

/** A range of an arena that holds one value at a time, alive from step {@code first} to step {@code last}, both included. */
public final class Storage {
    /** Alignment of every storage in its arena, in bytes. */
    public static final long ALIGNMENT = 64;

    private final Plan.Arena arena;
    private final Node owner;
    private final long bytes;
    private final int first;
    private int last;
    private long offset = -1;

    Storage(Plan.Arena arena, Node owner, int first, int last) {
        this.arena = arena;
        this.owner = owner;
        this.bytes = aligned(owner.type().bytes());
        this.first = first;
        this.last = last;
    }

    /** {@code bytes} rounded up to the alignment. */
    public static long aligned(long bytes) {
        return Math.addExact(bytes, ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    public Plan.Arena arena() {
        return arena;
    }

    /** The first value that it holds. */
    public Node owner() {
        return owner;
    }

    /** Size, a multiple of the alignment. */
    public long bytes() {
        return bytes;
    }

    public int first() {
        return first;
    }

    public int last() {
        return last;
    }

    /** Place in the arena; -1 for variables, whose place {@link dev.facet.engine.Variables} knows. */
    public long offset() {
        return offset;
    }

    void extend(int step) {
        last = Math.max(last, step);
    }

    void place(long newOffset) {
        offset = newOffset;
    }
}
