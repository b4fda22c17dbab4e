package dev.berth.server.results;

import java.util.Iterator;
import java.util.Optional;

/**
 * The objects of a store, to read. Thread-safe. Answers from memory, without touching the disk, so event loops may ask.
 */
public interface ResultObjects {
    /** Whether there is an object in this bucket. */
    boolean hasBucket(String bucket);

    /** The object with exactly this key. */
    Optional<ResultObject> find(String bucket, String key);

    /**
     * Objects in the order of their keys' UTF-8 bytes. What is kept or removed meanwhile may be among them or not; all others
     * are, once.
     *
     * @param prefix what the keys start with; may be empty
     * @param from where to begin
     */
    Iterator<ResultObject> list(String bucket, String prefix, KeyPosition from);
}
