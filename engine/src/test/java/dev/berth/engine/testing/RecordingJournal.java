package dev.berth.engine.testing;

import dev.berth.engine.journal.Fact;
import dev.berth.engine.journal.FactCodec;
import dev.berth.spi.Journal;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A journal that keeps the bytes of its batches in memory, so that an engine can be started from them again. It can hold
 * back its answers, and fail. Meant for one thread.
 */
public final class RecordingJournal implements Journal {
    private int maxBatchBytes = Integer.MAX_VALUE;
    private final List<byte[]> durable = new ArrayList<>();
    private final List<Long> sequences = new ArrayList<>();
    private boolean isHolding;
    private @Nullable Throwable thrownOnAppend;
    private boolean isClosed;
    private boolean isFull;
    private byte @Nullable [] heldBytes;
    private @Nullable AppendListener held;

    /** An empty journal. */
    public RecordingJournal() {}

    /** What a restart finds: the durable batches of this journal, whatever was in flight being lost. */
    public RecordingJournal afterCrash() {
        RecordingJournal copy = new RecordingJournal();
        copy.durable.addAll(durable);
        return copy;
    }

    /** What a restart finds after a crash that only the given number of batches survived. */
    public RecordingJournal first(int batches) {
        RecordingJournal copy = new RecordingJournal();
        copy.durable.addAll(durable.subList(0, batches));
        return copy;
    }

    /** Makes a batch of facts durable, as an engine on this journal would have. */
    public void write(List<Fact> facts) {
        int bytes = FactCodec.HEADER_BYTES
                + facts.stream().mapToInt(FactCodec::byteCount).sum();
        ByteBuffer batch = ByteBuffer.allocate(bytes);
        FactCodec.encode(facts, batch);
        durable.add(batch.array());
    }

    /** Whether the answers to appends from now on wait for {@link #acknowledge} or {@link #fail}. */
    public void hold(boolean hold) {
        isHolding = hold;
    }

    /** Whether new work is refused from now on. */
    public void fill(boolean full) {
        isFull = full;
    }

    @Override
    public boolean acceptsNewWork() {
        return !isFull;
    }

    /** Lets appends throw that. */
    public void throwOnAppend(Throwable thrown) {
        thrownOnAppend = thrown;
    }

    /** Whether a batch waits for its answer. */
    public boolean isPending() {
        return held != null;
    }

    /** Makes the batch that waits durable, if one does. */
    public void acknowledge() {
        AppendListener waiting = held;
        byte[] bytes = heldBytes;
        if (waiting != null && bytes != null) {
            held = null;
            durable.add(bytes);
            waiting.durable();
        }
    }

    /** Fails the batch that waits. */
    public void fail(Throwable cause) {
        AppendListener waiting = held;
        if (waiting == null) {
            throw new IllegalStateException("no batch waits");
        }
        held = null;
        waiting.failed(cause);
    }

    /** The sequence numbers of all batches that were appended, in order. */
    public List<Long> sequences() {
        return List.copyOf(sequences);
    }

    /** How many batches are durable. */
    public int batches() {
        return durable.size();
    }

    /** Whether the journal was closed. */
    public boolean isClosed() {
        return isClosed;
    }

    /** Bounds the bytes of a batch. */
    public void takeBatchesUpTo(int bytes) {
        maxBatchBytes = bytes;
    }

    @Override
    public String description() {
        return "recording";
    }

    @Override
    public int maxBatchBytes() {
        return maxBatchBytes;
    }

    @Override
    public long recover(RecoveryReader reader) {
        durable.forEach(batch -> reader.readBatch(ByteBuffer.wrap(batch).asReadOnlyBuffer()));
        return durable.size();
    }

    @Override
    public void append(Batch batch, AppendListener listener) {
        if (held != null) {
            throw new AssertionError("two batches in flight");
        }
        if (batch.factCount() < 1) {
            throw new AssertionError("a batch without facts");
        }
        if (thrownOnAppend instanceof Error error) {
            throw error;
        } else if (thrownOnAppend instanceof RuntimeException exception) {
            throw exception;
        }
        sequences.add(batch.sequence());
        byte[] bytes = new byte[batch.byteCount()];
        batch.encodeTo(ByteBuffer.wrap(bytes));
        if (isHolding) {
            held = listener;
            heldBytes = bytes;
        } else {
            durable.add(bytes);
            listener.durable();
        }
    }

    @Override
    public void close() {
        isClosed = true;
    }
}
