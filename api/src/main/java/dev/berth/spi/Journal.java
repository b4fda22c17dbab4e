package dev.berth.spi;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Keeps the facts of a scheduler, in order. It sees opaque batches; the encoding of the facts in them is the scheduler's,
 * so every journal shares it.
 *
 * <p>The scheduler calls from one thread at a time, and has at most one batch in flight: it appends the next one only
 * after the listener has heard of the last. It calls {@link #recover} once, before anything else.
 */
public interface Journal extends AutoCloseable {

    /** What the journal is, for a start-up line: {@code memory}, or a folder. */
    String description();

    /**
     * Hands over every batch that was reported durable, and perhaps the last one that was not, oldest first, each as the
     * bytes that {@link Batch#bytes()} gave. A journal that keeps nothing hands over nothing.
     *
     * @throws IOException if what is there cannot be read; the scheduler then does not start
     */
    void recover(BatchReader reader) throws IOException;

    /**
     * Writes a batch, and tells the listener once, on any thread, even before this method returns. A batch that failed
     * may or may not be there when the journal is next read; the scheduler never appends again after one.
     */
    void append(Batch batch, AppendListener listener);

    /** Releases everything. Called after the last append was reported. */
    @Override
    void close() throws IOException;

    /** Facts that become durable together. */
    interface Batch {
        /** 1 for the first batch after recovery or ever, then one more each time. */
        long sequence();

        /** How many facts the batch holds, at least 1. */
        int factCount();

        /** The encoded facts. Encodes on each call, so a journal that keeps nothing does not pay for it. */
        ByteBuffer bytes();
    }

    /** Takes the batches of a recovery. */
    interface BatchReader {
        /** The bytes of the next batch, between position and limit. */
        void read(ByteBuffer batch);
    }

    /** Hears how an append went, exactly once. */
    interface AppendListener {
        /** The batch survives whatever the journal promises to survive. */
        void durable();

        /** The write or the sync failed; the outcome is unknown. */
        void failed(Throwable cause);
    }
}
