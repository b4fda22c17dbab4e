package dev.berth.api;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Watches the sessions of a scheduler. Called on one thread of its own, in journal order, so it may take its time; a
 * listener that falls further behind than the scheduler's configured bound misses changes and is told how many.
 */
public interface SessionListener {

    /** A session entered a state. */
    void sessionChanged(SessionChange change);

    /**
     * Changes were dropped because this listener was behind. Called before the next change that it does see.
     *
     * @param count how many changes were dropped since the last call
     */
    default void changesMissed(long count) {}

    /**
     * A session's move to a state. The first one, to {@link SessionState#CREATING}, announces the session.
     *
     * @param id the session
     * @param workGroup its work group
     * @param dpus the DPUs it holds
     * @param state the state it entered
     * @param reason why it is ending, ended or unhealthy; {@code null} otherwise
     * @param at when
     */
    record SessionChange(
            SessionId id,
            String workGroup,
            int dpus,
            SessionState state,
            @Nullable StateReason reason,
            Instant at) {}
}
