package dev.berth.engine.idempotency;

import dev.berth.api.SchedulerException;
import dev.berth.api.StartOutcome;

/** Somebody who repeated a request and waits for the outcome of its first use. Told exactly once, without blocking. */
public interface Waiter {
    /** The outcome is known. */
    void settled(StartOutcome outcome);

    /** The outcome will not be known. */
    void unsettled(SchedulerException cause);
}
