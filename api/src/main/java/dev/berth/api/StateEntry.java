package dev.berth.api;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * That a session entered a state.
 *
 * @param state the state
 * @param at when
 * @param reason why, if it is known: where the session is ending, ended or unhealthy now; {@code null} otherwise
 */
public record StateEntry(
        SessionState state, Instant at, @Nullable StateReason reason) {}
