package dev.berth.server.identity;

import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Counts the requests of each identity against its limit, over all event loops and all that is served. Thread-safe; a request
 * costs one look-up, and allocates nothing.
 *
 * <p>A bucket stays with the name of its identity when the file is read again, so nobody gets a new one by a change elsewhere
 * in it; one whose limit has changed is made anew. There are as many as there have been identities with limits.
 */
public final class RequestRates {
    private final RateLimit usual;
    private final LongSupplier nanoClock;
    private final ConcurrentHashMap<String, TokenBucket> buckets = new ConcurrentHashMap<>();

    /**
     * Counts by the clock of this process.
     *
     * @param usual the limit of identities that have none of their own
     */
    public RequestRates(RateLimit usual) {
        this(usual, System::nanoTime);
    }

    /** Counts by a clock that gives nanoseconds since any moment. */
    RequestRates(RateLimit usual, LongSupplier nanoClock) {
        this.usual = usual;
        this.nanoClock = nanoClock;
    }

    /**
     * Counts a request.
     *
     * @return whether its sender may send it now
     */
    boolean tryTake(Caller caller) {
        String name = caller.name();
        RateLimit limit = name == null ? RateLimit.NONE : limitOf(caller);
        return name == null || !limit.isLimited() || bucket(name, limit).tryTake(nanoClock.getAsLong());
    }

    private RateLimit limitOf(Caller caller) {
        RateLimit own = caller.rateLimit();
        return own == null ? usual : own;
    }

    private TokenBucket bucket(String name, RateLimit limit) {
        TokenBucket bucket = buckets.get(name);
        return bucket != null && bucket.limit().equals(limit) ? bucket : newBucket(name, limit);
    }

    private TokenBucket newBucket(String name, RateLimit limit) {
        TokenBucket bucket = buckets.compute(
                name,
                (same, known) -> known != null && known.limit().equals(limit)
                        ? known
                        : new TokenBucket(limit, nanoClock.getAsLong()));
        return bucket;
    }
}
