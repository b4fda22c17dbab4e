package dev.berth.server.audit;

import org.jspecify.annotations.Nullable;

/**
 * A call that has ended. Immutable. The values may be of any length and content: they come from strangers.
 *
 * @param timeMillis when it ended, in milliseconds since 1970
 * @param identity who called; {@code null} where that is not known
 * @param source the address that the request came from
 * @param action what was to be done, such as {@code athena:StartSession}
 * @param resource what with, such as {@code workgroup/analytics}; {@code null} where that is not known
 * @param session the id of the session that it was about, or that it has started; {@code null} where there is none
 * @param calculation the id of the calculation, likewise
 * @param outcome {@link #OK}, {@link #UNKNOWN}, or the name of an error
 * @param requestId the id that the answer has
 */
public record AuditEntry(
        long timeMillis,
        @Nullable String identity,
        String source,
        String action,
        @Nullable String resource,
        @Nullable String session,
        @Nullable String calculation,
        String outcome,
        String requestId) {
    /** The outcome of a call that was carried out. */
    public static final String OK = "ok";

    /** The outcome of a call of which nobody knows whether it took effect. */
    public static final String UNKNOWN = "unknown";
}
