package dev.berth.engine.testing;

import dev.berth.spi.Journal;
import java.io.IOException;

/** A journal that leaves everything to another one, for tests that change a part of that. */
public class ForwardingJournal implements Journal {
    private final Journal journal;

    /** A journal in front of the given one. */
    public ForwardingJournal(Journal journal) {
        this.journal = journal;
    }

    @Override
    public String description() {
        return journal.description();
    }

    @Override
    public int maxBatchBytes() {
        return journal.maxBatchBytes();
    }

    @Override
    public long recover(RecoveryReader reader) throws IOException {
        return journal.recover(reader);
    }

    @Override
    public void append(Batch batch, AppendListener listener) {
        journal.append(batch, listener);
    }

    @Override
    public boolean acceptsNewWork() {
        return journal.acceptsNewWork();
    }

    @Override
    public boolean wantsSnapshot() {
        return journal.wantsSnapshot();
    }

    @Override
    public SnapshotWriter beginSnapshot(long sequence, Runnable whenReady) {
        return journal.beginSnapshot(sequence, whenReady);
    }

    @Override
    public void close() throws IOException {
        journal.close();
    }
}
