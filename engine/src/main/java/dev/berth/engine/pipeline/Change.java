package dev.berth.engine.pipeline;

import dev.berth.api.SchedulerException;
import dev.berth.engine.journal.Fact;
import dev.berth.engine.journal.FactCodec;
import dev.berth.spi.Journal;
import org.jspecify.annotations.Nullable;

/**
 * Something claimed, on its way through the queue and the journal to the applier. Whatever it needs was claimed before it
 * was queued, so applying it never refuses.
 */
public abstract class Change {
    private @Nullable Fact fact;
    private int factBytes;

    /** A change that is journaled as the given fact, or, with {@code null}, an observation that only takes its turn. */
    protected Change(@Nullable Fact fact) {
        setFact(fact);
    }

    /** Whether a journal takes what is journaled, a batch of it alone. */
    public final boolean fits(Journal journal) {
        return FactCodec.HEADER_BYTES + factBytes + extraFactBytes() <= journal.maxBatchBytes();
    }

    /** By how many bytes the fact may still grow when the change takes its place. */
    protected int extraFactBytes() {
        return 0;
    }

    /**
     * Takes its place in the order of the journal: all that comes before it has taken its own, though it may not be applied yet.
     * Called at least once before the fact is asked for, on the applier thread.
     */
    protected void takePlace() {}

    /** Replaces what is journaled. */
    final void setFact(@Nullable Fact newFact) {
        fact = newFact;
        factBytes = newFact == null ? 0 : FactCodec.byteCount(newFact);
    }

    /** How many bytes of a batch the fact takes; 0 if there is none. */
    final int factBytes() {
        return factBytes;
    }

    /** What is journaled, or {@code null}. */
    final @Nullable Fact fact() {
        return fact;
    }

    /** Whether a caller waits for it, who may be one of many. */
    protected boolean isAwaited() {
        return false;
    }

    /** Makes the change, after its fact is durable. Applier thread only. */
    protected abstract void apply(Applier applier);

    /** Learns that nobody knows whether the fact is durable. Applier thread only. */
    protected void fail(SchedulerException cause) {}
}
