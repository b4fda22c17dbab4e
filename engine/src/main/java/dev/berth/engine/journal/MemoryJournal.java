package dev.berth.engine.journal;

import dev.berth.spi.Journal;

/** A journal that keeps nothing: every batch is acknowledged at once and forgotten. Stateless. */
public final class MemoryJournal implements Journal {

    @Override
    public String description() {
        return "memory";
    }

    /** Nothing is written, so nothing is too large. */
    @Override
    public int maxBatchBytes() {
        return Integer.MAX_VALUE;
    }

    @Override
    public long recover(RecoveryReader reader) {
        return 0;
    }

    @Override
    public void append(Batch batch, AppendListener listener) {
        listener.durable();
    }

    @Override
    public void close() {}
}
