package dev.berth.engine.testing;

import dev.berth.engine.Journals;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;

/** A journal in memory that fails while a flag is set. */
public final class BreakableJournal extends ForwardingJournal {
    private final AtomicBoolean broken;
    private volatile boolean closed;

    /** A journal that fails while the given flag is set. */
    public BreakableJournal(AtomicBoolean broken) {
        super(Journals.memory());
        this.broken = broken;
    }

    @Override
    public void append(Batch batch, AppendListener listener) {
        if (broken.get()) {
            listener.failed(new IOException("the disk is gone"));
        } else {
            super.append(batch, listener);
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        super.close();
    }

    /** Whether it was closed. */
    public boolean isClosed() {
        return closed;
    }
}
