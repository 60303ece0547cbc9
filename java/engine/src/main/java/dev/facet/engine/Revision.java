package dev.facet.engine;

import java.util.concurrent.atomic.AtomicLong;

/** Counts the changes of a block of memory, so that what was computed of it is known to be out of date. */
final class Revision {
    private final AtomicLong changes = new AtomicLong();
    private volatile boolean exposed;

    /** The contents were changed. */
    void changed() {
        changes.incrementAndGet();
    }

    /** Somebody holds a buffer through which the contents may change unseen. */
    void expose() {
        exposed = true;
    }

    /** A number that is another one after every change, and in every call after {@link #expose}. */
    long current() {
        return exposed ? changes.incrementAndGet() : changes.get();
    }
}
