package dev.berth.spi;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Keeps the facts of a scheduler, in order. It sees opaque batches and snapshots; the encoding of what is in them is the
 * scheduler's, so every journal shares it.
 *
 * <p>The scheduler calls from one thread at a time, except for {@link #acceptsNewWork}, which any thread may ask. It calls
 * {@link #recover} once, before anything else, and has at most one batch in flight: it appends the next one only after the
 * listener has heard of the last.
 */
public interface Journal extends AutoCloseable {

    /** What the journal is, for a start-up line: {@code memory}, or a folder. */
    String description();

    /** The most bytes that a batch may have; the scheduler takes no fact that is larger. Never changes. */
    int maxBatchBytes();

    /**
     * Hands over the newest snapshot, if there is one, and then every batch after it that was reported durable, and perhaps
     * the last one that was not, oldest first. A journal that keeps nothing hands over nothing.
     *
     * @return the sequence of the last batch that the state now includes; 0 if there never was one
     * @throws IOException if what is there cannot be read, or is not what was written; the scheduler then does not start
     */
    long recover(RecoveryReader reader) throws IOException;

    /**
     * Writes a batch, and tells the listener once, on any thread, even before this method returns. A batch that failed
     * may or may not be there when the journal is next read; the scheduler never appends again after one.
     */
    void append(Batch batch, AppendListener listener);

    /**
     * Whether there is room for new work. While there is not, the scheduler refuses whatever would start something, and
     * appends only what ends something. Any thread; called on the hot path.
     */
    default boolean acceptsNewWork() {
        return true;
    }

    /** Whether so much was appended since the last snapshot that another one is worth its cost. */
    default boolean wantsSnapshot() {
        return false;
    }

    /**
     * Begins a snapshot of the state as it was after a batch. It counts only once it is finished, and then replaces all
     * batches up to that one. At most one is under way.
     *
     * @param sequence the last batch that the state includes; durable
     * @param whenReady called on any thread when the writer may have become ready, and when it has finished
     * @throws UnsupportedOperationException if the journal never wants a snapshot
     */
    default SnapshotWriter beginSnapshot(long sequence, Runnable whenReady) {
        throw new UnsupportedOperationException(description() + " keeps no snapshots");
    }

    /**
     * Notes that nothing more will come, and releases everything. Called after the last append was reported. A journal that
     * is not closed, because its process died, loses nothing that was reported durable.
     */
    @Override
    void close() throws IOException;

    /** Facts that become durable together. */
    interface Batch {
        /** One more than that of the batch before. */
        long sequence();

        /** How many facts the batch holds, at least 1. */
        int factCount();

        /** How many bytes {@link #encodeTo} writes, at most {@link Journal#maxBatchBytes}. */
        int byteCount();

        /** Writes the encoded facts to the buffer, big-endian. Encodes on each call, on the thread that calls. */
        void encodeTo(ByteBuffer target);
    }

    /** Takes what a recovery finds. The bytes are between position and limit, and valid during the call only. */
    interface RecoveryReader {
        /** The next part of the snapshot, as it was given to {@link SnapshotWriter#write}. */
        void readSnapshot(ByteBuffer part);

        /** The next batch, as {@link Batch#encodeTo} wrote it. */
        void readBatch(ByteBuffer batch);
    }

    /** Hears how an append went, exactly once. */
    interface AppendListener {
        /** The batch survives whatever the journal promises to survive. */
        void durable();

        /** The write or the sync failed; the outcome is unknown. */
        void failed(Throwable cause);
    }

    /**
     * Takes a snapshot in parts. It never blocks: it writes behind, and a caller that minds how much waits in memory gives
     * the next part only when {@link #isReady}. Called by the scheduler's thread only.
     */
    interface SnapshotWriter {
        /** Whether everything given so far is written. */
        boolean isReady();

        /** Takes the next part over: the bytes between position and limit. */
        void write(ByteBuffer part);

        /** Notes that the last part was given. */
        void finish();

        /** Whether the snapshot is durable and in force, or has failed; nothing more will happen to it then. */
        boolean isDone();
    }
}
