package dev.berth.server.endtoend;

import dev.berth.spi.Journal;
import java.io.IOException;

/** A journal in memory whose disk the test can break or fill, and whose acknowledgements it can hold back. */
final class SwitchableJournal implements Journal {
    private boolean broken;
    private volatile boolean full;
    private boolean held;
    private AppendListener waiting;

    synchronized void breakDisk() {
        broken = true;
    }

    void fill() {
        full = true;
    }

    synchronized void hold() {
        held = true;
    }

    /** Whether a batch waits to be released. */
    synchronized boolean isWaiting() {
        return waiting != null;
    }

    void release() {
        AppendListener listener;
        synchronized (this) {
            held = false;
            listener = waiting;
            waiting = null;
        }
        if (listener != null) {
            listener.durable();
        }
    }

    @Override
    public String description() {
        return "switchable";
    }

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
        synchronized (this) {
            if (held) {
                waiting = listener;
                return;
            }
        }
        if (isBroken()) {
            listener.failed(new IOException("the disk is gone"));
        } else {
            listener.durable();
        }
    }

    @Override
    public boolean acceptsNewWork() {
        return !full;
    }

    @Override
    public void close() {}

    private synchronized boolean isBroken() {
        return broken;
    }
}
