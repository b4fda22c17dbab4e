package dev.berth.server.results;

import java.time.Duration;

/**
 * How what is left of sessions is removed.
 *
 * @param interval the time between the end of one sweep and the begin of the next, positive
 * @param sessionsPerSecond of how many sessions at most the rest is removed in a second, from 1 to 1,000
 * @param minAge how long ago a folder must have been changed, not negative: a younger one may be of a session that is starting
 */
public record SweepConfig(Duration interval, int sessionsPerSecond, Duration minAge) {
    private static final int MAX_PER_SECOND = 1_000;

    /** Checks the ranges given above. */
    public SweepConfig {
        if (interval.isZero() || interval.isNegative()) {
            throw new IllegalArgumentException("must be positive: interval=" + interval);
        }
        if (sessionsPerSecond < 1 || sessionsPerSecond > MAX_PER_SECOND) {
            throw new IllegalArgumentException(
                    "must be from 1 to " + MAX_PER_SECOND + ": sessionsPerSecond=" + sessionsPerSecond);
        }
        if (minAge.isNegative()) {
            throw new IllegalArgumentException("must not be negative: minAge=" + minAge);
        }
    }

    Duration pauseBetweenSessions() {
        return Duration.ofSeconds(1).dividedBy(sessionsPerSecond);
    }
}
