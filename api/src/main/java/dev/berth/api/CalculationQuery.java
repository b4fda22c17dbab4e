package dev.berth.api;

import org.jspecify.annotations.Nullable;

/**
 * Which page of a session's calculations to list, newest first.
 *
 * @param session the session
 * @param state only calculations in this state, or {@code null} for all
 * @param after the last calculation of the previous page, or {@code null} for the first page; it need not exist any more
 * @param limit the most calculations to return, at least 1
 */
public record CalculationQuery(
        SessionId session,
        @Nullable CalculationState state,
        @Nullable CalculationId after,
        int limit) {

    /** Checks the range given above. */
    public CalculationQuery {
        if (limit < 1) {
            throw new IllegalArgumentException("must be >= 1: limit=" + limit);
        }
    }
}
