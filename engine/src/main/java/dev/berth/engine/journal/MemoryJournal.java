package dev.berth.engine.journal;

import dev.berth.spi.Journal;

/** A journal that keeps nothing: every batch is acknowledged at once and forgotten. Stateless. */
public final class MemoryJournal implements Journal {

    @Override
    public String description() {
        return "memory";
    }

    @Override
    public void recover(BatchReader reader) {}

    @Override
    public void append(Batch batch, AppendListener listener) {
        listener.durable();
    }

    @Override
    public void close() {}
}
