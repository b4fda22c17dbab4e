package dev.berth.server.identity;

import dev.berth.server.sigv4.SignatureException.Reason;

/**
 * Counts the requests that are turned away before anybody looks at what they ask for. Called on event loops, for every protocol:
 * implementations must be thread-safe, must not block and must not throw.
 */
public interface AccessStats {
    /** Counts nothing. */
    AccessStats DISABLED = new AccessStats() {};

    /** Nobody is proven to be the sender of a request. */
    default void unauthenticated(Reason reason) {}

    /** An identity has sent more requests than it may. */
    default void throttled(String identity) {}
}
