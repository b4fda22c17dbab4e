package dev.berth.engine.pipeline;

import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The right to change the state. One thread has it at a time: the applier's own, or that of a caller who finds it free and does
 * himself what the applier would have to be woken for. Nobody waits for it but the applier. Thread-safe, lock-free.
 *
 * <p>Linearization points: the successful compare-and-set of {@link #tryTake}, and the write of {@link #giveBack}. What a
 * holder wrote before the one is seen by who succeeds in the other, so the state itself needs no synchronization.
 *
 * <p>No wish is lost: the applier notes that it wants the turn before it tries a second time, and who gives the turn back
 * looks for the note after that. One of the two sees the other.
 */
final class Turn {
    private final AtomicBoolean taken = new AtomicBoolean();
    private volatile boolean wanted;

    /** Takes the turn if it is free. What the caller has offered before is seen by whoever has it, if not by himself. */
    boolean tryTake() {
        // Who has offered something, and fails here, relies on the holder to look at the queue after giving back.
        VarHandle.fullFence();
        return !taken.get() && taken.compareAndSet(false, true);
    }

    /** Whether somebody has it, who will look at the queue once more after giving it back. */
    boolean isTaken() {
        return taken.get();
    }

    /** Takes the turn if it is free; otherwise whoever has it will be told, by {@link #giveBack}, to signal the applier. */
    boolean takeOrWant() {
        if (tryTake()) {
            return true;
        }
        wanted = true;
        if (!tryTake()) {
            return false;
        }
        wanted = false;
        return true;
    }

    /** Gives the turn back; whether the applier waits for it, and is to be signalled. */
    boolean giveBack() {
        taken.set(false);
        if (!wanted) {
            return false;
        }
        wanted = false;
        return true;
    }
}
