package dev.berth.engine.pipeline;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The future that a caller holds. The applier decides it; the caller's {@link Lane} completes it, in a bunch with others.
 *
 * @param <T> what is answered
 */
public class Answer<T> extends CompletableFuture<T> {
    private final Lane lane;
    private @Nullable T value;
    private @Nullable Throwable fault;

    /** An open answer to a caller of the given lane. */
    public Answer(Lane lane) {
        this.lane = lane;
    }

    /** The lane of whoever waits for it. */
    public final Lane lane() {
        return lane;
    }

    /** Decides the answer; the lane delivers it with its next flush. Applier thread only. */
    final void decide(T decided) {
        value = decided;
        lane.add(this);
    }

    /** Decides, unless it is decided already, that there is no answer; the lane delivers that. Applier thread only. */
    final void decideFault(Throwable cause) {
        if (value == null && fault == null) {
            fault = cause;
            lane.add(this);
        }
    }

    /** Completes the future with what was decided. Called once, by the lane. */
    final void deliver() {
        Throwable failed = fault;
        T decided = value;
        if (failed != null) {
            failHere(failed);
        } else if (decided != null) {
            completeHere(decided);
        }
    }

    /** Completes the future on this thread. */
    final void completeHere(T outcome) {
        try {
            beforeComplete(outcome);
        } finally {
            complete(outcome);
        }
    }

    /** Fails the future on this thread. */
    final void failHere(Throwable cause) {
        try {
            beforeFault(cause);
        } finally {
            completeExceptionally(cause);
        }
    }

    /** Called on the lane's thread right before the future completes. */
    protected void beforeComplete(T decided) {}

    /** Called on the lane's thread right before the future fails. */
    protected void beforeFault(Throwable failed) {}
}
