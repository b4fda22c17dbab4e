package dev.berth.server.s3;

import dev.berth.server.identity.Caller;

/** Decides who may read what. Thread-safe; called on event loops, so it must not wait. */
public interface ObjectReaders {
    /**
     * Whether somebody may read an object, or learn that there is none.
     *
     * @param key the object's key, of an object that is there or not
     */
    boolean mayRead(Caller caller, String key);

    /** Whether there may be anything that somebody may read, and so whether buckets are anything to them. */
    boolean mayReadAnything(Caller caller);
}
