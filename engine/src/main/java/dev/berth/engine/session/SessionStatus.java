package dev.berth.engine.session;

import dev.berth.api.SessionState;
import dev.berth.api.StateReason;
import org.jspecify.annotations.Nullable;

/**
 * The changing part of a session, replaced as a whole so that readers see one instant.
 *
 * @param state the state
 * @param reason why the session is ending, ended or unhealthy; {@code null} otherwise
 * @param sinceMillis when the state was entered, in milliseconds since the epoch
 */
public record SessionStatus(SessionState state, @Nullable StateReason reason, long sinceMillis) {}
