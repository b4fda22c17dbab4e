package dev.berth.spi;

import dev.berth.api.CalculationState;
import dev.berth.api.SessionState;
import dev.berth.api.StartOutcome;
import dev.berth.api.StateReason;
import org.jspecify.annotations.Nullable;

/**
 * Counts what a scheduler does. Called on its hot path from several threads at once: implementations must be thread-safe,
 * must not block and must not throw. Levels, such as how much is held, are read from the scheduler instead.
 */
public interface SchedulerStats {
    /** Counts nothing. */
    SchedulerStats DISABLED = new SchedulerStats() {};

    /**
     * A request to start a session was answered.
     *
     * @param nanos from the call to the answer
     */
    default void startAnswered(StartOutcome outcome, long nanos) {}

    /** A request to start a session failed with an exception. */
    default void startFailed() {}

    /** A batch of changes was applied. */
    default void batchApplied(int changes) {}

    /**
     * A session went from one state to another, to a final one too. Not told of a state that it was in before a restart.
     *
     * @param millis how long it was in the first, by the clock that people read; a session is in CREATING from its admission
     */
    default void sessionMoved(SessionState from, SessionState to, long millis) {}

    /**
     * A session ended.
     *
     * @param state its final state
     * @param cause why, or {@code null} if nobody said
     */
    default void sessionEnded(SessionState state, StateReason.@Nullable Cause cause) {}

    /**
     * A calculation ended.
     *
     * @param state its final state
     * @param millis how long after it was submitted
     */
    default void calculationEnded(CalculationState state, long millis) {}

    /** A slow listener missed changes. */
    default void changesMissed(long count) {}
}
