package dev.berth.server.identity;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A bucket that fills with tokens at an even rate, and from which each request takes one. Thread-safe, lock-free, and without
 * allocation. It keeps a single number: the time at which the bucket will be full again. A request moves that time on by what
 * one token takes to come, and is refused if that would be further away than a whole bucket takes.
 */
final class TokenBucket {
    private final RateLimit limit;
    private final long tokenNanos;
    private final long bucketNanos;
    private final AtomicLong fullAtNanos;

    /**
     * A bucket that is full.
     *
     * @param limit one that limits
     * @param nowNanos the time, in nanoseconds since any moment
     */
    TokenBucket(RateLimit limit, long nowNanos) {
        this.limit = limit;
        this.tokenNanos = TimeUnit.SECONDS.toNanos(1) / limit.requestsPerSecond();
        this.bucketNanos = tokenNanos * limit.burst();
        this.fullAtNanos = new AtomicLong(nowNanos);
    }

    RateLimit limit() {
        return limit;
    }

    /**
     * Takes a token, if there is one.
     *
     * @param nowNanos the time, on the same clock as before; may be a little behind that of other threads
     */
    boolean tryTake(long nowNanos) {
        while (true) {
            long fullAt = fullAtNanos.get();
            long fullAfter = (fullAt - nowNanos > 0 ? fullAt : nowNanos) + tokenNanos;
            if (fullAfter - nowNanos > bucketNanos) {
                return false;
            }
            if (fullAtNanos.compareAndSet(fullAt, fullAfter)) {
                return true;
            }
        }
    }
}
