package dev.berth.server.identity;

/**
 * How many requests an identity may send. Immutable.
 *
 * @param requestsPerSecond how many in the long run; 0 for any number
 * @param burst how many at once, after a pause; at least 1, if there is a limit
 */
public record RateLimit(int requestsPerSecond, int burst) {
    /** Any number of requests. */
    public static final RateLimit NONE = new RateLimit(0, 0);

    /** The most requests, in a second and at once: beyond it a request would take no time. */
    public static final int MAX = 1_000_000;

    /** Checks the ranges given above. */
    public RateLimit {
        if (requestsPerSecond < 0 || requestsPerSecond > MAX) {
            throw new IllegalArgumentException("must be from 0 to " + MAX + ": requestsPerSecond=" + requestsPerSecond);
        }
        if (requestsPerSecond > 0 && (burst < 1 || burst > MAX)) {
            throw new IllegalArgumentException("must be from 1 to " + MAX + ": burst=" + burst);
        }
    }

    /** Whether there is a limit. */
    public boolean isLimited() {
        return requestsPerSecond > 0;
    }
}
