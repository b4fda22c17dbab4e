package dev.berth.api;

import java.time.Duration;
import java.util.Objects;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A request to start a session. Immutable.
 *
 * @param workGroup the work group to start it in
 * @param dpus the DPUs that the session holds from its admission to its end, at least 1; empty for what its work group
 *     says, or the scheduler where that says nothing
 * @param idleTimeout how long the session may stay IDLE, or DEGRADED, before it is ended; positive
 * @param token the caller's idempotency token, or {@code null} for a request that is never a repetition
 * @param exclusiveKey at most one live session holds a given key; {@code null} if the session excludes no other
 * @param attributes what else the caller asked for: kept, compared and given to the runtime, never interpreted
 */
public record StartSession(
        String workGroup,
        OptionalInt dpus,
        Duration idleTimeout,
        @Nullable RequestToken token,
        @Nullable String exclusiveKey,
        OpaqueBytes attributes) {

    /** The idle timeout of a request that names none: 20 minutes. */
    public static final Duration DEFAULT_IDLE_TIMEOUT = Duration.ofMinutes(20);

    /** Checks the ranges given above. */
    public StartSession {
        checkDpus(dpus, "dpus");
        if (idleTimeout.isZero() || idleTimeout.isNegative()) {
            throw new IllegalArgumentException("must be positive: idleTimeout=" + idleTimeout);
        }
    }

    /** A request without token, key or attributes, and with the default idle timeout. */
    public static StartSession in(String workGroup, int dpus) {
        return in(workGroup, OptionalInt.of(dpus));
    }

    /** A request that also leaves the number of DPUs to its work group. */
    public static StartSession in(String workGroup) {
        return in(workGroup, OptionalInt.empty());
    }

    private static StartSession in(String workGroup, OptionalInt dpus) {
        return new StartSession(workGroup, dpus, DEFAULT_IDLE_TIMEOUT, null, null, OpaqueBytes.EMPTY);
    }

    /** This request under the given idempotency token. */
    public StartSession withToken(RequestToken newToken) {
        return new StartSession(workGroup, dpus, idleTimeout, newToken, exclusiveKey, attributes);
    }

    /** This request with another idle timeout. */
    public StartSession withIdleTimeout(Duration newIdleTimeout) {
        return new StartSession(workGroup, dpus, newIdleTimeout, token, exclusiveKey, attributes);
    }

    /** This request with a key that at most one live session may hold. */
    public StartSession withExclusiveKey(String newExclusiveKey) {
        return new StartSession(workGroup, dpus, idleTimeout, token, newExclusiveKey, attributes);
    }

    /** This request with other attributes. */
    public StartSession withAttributes(OpaqueBytes newAttributes) {
        return new StartSession(workGroup, dpus, idleTimeout, token, exclusiveKey, newAttributes);
    }

    /**
     * Whether the two requests ask for the same, whatever their tokens. One that names no DPUs asks for something else than
     * one that names what the first one got.
     */
    public boolean asksTheSameAs(StartSession other) {
        return dpus.equals(other.dpus)
                && workGroup.equals(other.workGroup)
                && idleTimeout.equals(other.idleTimeout)
                && Objects.equals(exclusiveKey, other.exclusiveKey)
                && attributes.equals(other.attributes);
    }

    static void checkDpus(OptionalInt dpus, String name) {
        if (dpus.isPresent() && dpus.getAsInt() < 1) {
            throw new IllegalArgumentException("must be >= 1: " + name + "=" + dpus.getAsInt());
        }
    }
}
