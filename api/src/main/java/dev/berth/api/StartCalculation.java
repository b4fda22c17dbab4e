package dev.berth.api;

import org.jspecify.annotations.Nullable;

/**
 * A request to run code in a session. Immutable.
 *
 * @param session the session, which must be IDLE
 * @param code what to run: kept, compared and given to the runtime, never interpreted
 * @param token the caller's idempotency token, or {@code null} for a request that is never a repetition. Tokens of
 *     different sessions have nothing to do with each other
 * @param attributes what else the caller asked for: kept and compared, never interpreted
 */
public record StartCalculation(
        SessionId session, String code, @Nullable RequestToken token, OpaqueBytes attributes) {

    /** A request without token or attributes. */
    public static StartCalculation in(SessionId session, String code) {
        return new StartCalculation(session, code, null, OpaqueBytes.EMPTY);
    }

    /** This request under the given idempotency token. */
    public StartCalculation withToken(RequestToken newToken) {
        return new StartCalculation(session, code, newToken, attributes);
    }

    /** This request with other attributes. */
    public StartCalculation withAttributes(OpaqueBytes newAttributes) {
        return new StartCalculation(session, code, token, newAttributes);
    }

    /** Whether the two requests ask for the same, whatever their tokens. */
    public boolean asksTheSameAs(StartCalculation other) {
        return session.equals(other.session) && code.equals(other.code) && attributes.equals(other.attributes);
    }
}
