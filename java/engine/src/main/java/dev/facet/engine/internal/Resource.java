package dev.facet.engine.internal;

import java.lang.ref.Cleaner;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The open or closed state of an object that owns native memory. If the object is collected while open, its leak is reported with the
 * place where it was made, and the memory is freed as a last resort.
 */
public final class Resource {
    private static final Cleaner CLEANER = Cleaner.create();

    private final Object owner;
    private final String name;
    private final Memory memory;
    private final Cleaner.Cleanable alarm;

    /**
     * @param owner the object that is watched
     * @param name what it is, for messages
     * @param free frees the native memory; must not refer to {@code owner}
     */
    public Resource(Object owner, String name, Runnable free) {
        this.owner = owner;
        this.name = name;
        this.memory = new Memory(name, free);
        this.alarm = CLEANER.register(owner, memory);
    }

    public String name() {
        return name;
    }

    /** The object that owns the memory; referring to it keeps it from being collected. */
    public Object owner() {
        return owner;
    }

    /** Throws an IllegalStateException that names the resource if it is closed. */
    public void requireOpen() {
        if (memory.freed) {
            throw new IllegalStateException(name + " is closed");
        }
    }

    /** Frees the memory; again is a no-op. If freeing fails, the resource stays open. */
    public void close() {
        memory.free();
        alarm.clean();
    }

    private static final class Memory implements Runnable {
        private static final Logger LOG = LoggerFactory.getLogger(Resource.class);

        private final String name;
        private final Runnable free;
        private final Throwable site;
        private volatile boolean freed;

        Memory(String name, Runnable free) {
            this.name = name;
            this.free = free;
            this.site = new Throwable(name + " was made here");
        }

        synchronized void free() {
            if (!freed) {
                free.run();
                freed = true;
            }
        }

        /** Called by the collector, or after an explicit close. */
        @Override
        public void run() {
            if (freed) {
                return;
            }
            LOG.warn("{} was never closed; close it, best by try-with-resources", name, site);
            try {
                free();
            } catch (RuntimeException e) {
                LOG.warn("{} could not be freed", name, e);
            }
        }
    }
}
