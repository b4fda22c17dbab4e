package dev.berth.spi;

/**
 * Counts what a journal does. Called on the threads that write, one call at a time on each: implementations must be
 * thread-safe, must not block and must not throw.
 */
public interface JournalStats {
    /** Counts nothing. */
    JournalStats DISABLED = new JournalStats() {};

    /**
     * What there was at the start is read, and the journal goes on from there.
     *
     * @param snapshotBytes the size of the snapshot; 0 if there was none
     */
    default void recovered(long snapshotBytes) {}

    /**
     * A batch was written, and survives what the journal promises.
     *
     * @param bytes how much was written
     * @param nanos how long that took, the disk's confirmation included where one is waited for
     */
    default void batchWritten(long bytes, long nanos) {}

    /**
     * A snapshot is in force, and what it replaces is deleted.
     *
     * @param bytes its size
     */
    default void snapshotWritten(long bytes) {}

    /** A snapshot was given up; what it would have replaced is kept, and there is a next time. */
    default void snapshotFailed() {}
}
