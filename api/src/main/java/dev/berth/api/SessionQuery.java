package dev.berth.api;

import org.jspecify.annotations.Nullable;

/**
 * Which page of a work group's sessions to list, newest first.
 *
 * @param workGroup the work group
 * @param state only sessions in this state, or {@code null} for the {@linkplain SessionState#ACTIVE active} ones
 * @param after the last session of the previous page, or {@code null} for the first page; it need not exist any more
 * @param limit the most sessions to return, at least 1
 */
public record SessionQuery(
        String workGroup,
        @Nullable SessionState state,
        @Nullable SessionId after,
        int limit) {

    /** Checks the range given above. */
    public SessionQuery {
        if (limit < 1) {
            throw new IllegalArgumentException("must be >= 1: limit=" + limit);
        }
    }
}
