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
    private final @Nullable Fact fact;
    private final int factBytes;

    /** A change that is journaled as the given fact, or, with {@code null}, an observation that only takes its turn. */
    protected Change(@Nullable Fact fact) {
        this.fact = fact;
        this.factBytes = fact == null ? 0 : FactCodec.byteCount(fact);
    }

    /** Whether a journal takes what is journaled, a batch of it alone. */
    public final boolean fits(Journal journal) {
        return FactCodec.HEADER_BYTES + factBytes <= journal.maxBatchBytes();
    }

    /** How many bytes of a batch the fact takes; 0 if there is none. */
    final int factBytes() {
        return factBytes;
    }

    /** What is journaled, or {@code null}. */
    final @Nullable Fact fact() {
        return fact;
    }

    /** Makes the change, after its fact is durable. Applier thread only. */
    protected abstract void apply(Applier applier);

    /** Learns that nobody knows whether the fact is durable. Applier thread only. */
    protected void fail(SchedulerException cause) {}
}
