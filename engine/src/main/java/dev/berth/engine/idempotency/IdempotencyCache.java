package dev.berth.engine.idempotency;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.berth.api.Refusal;
import dev.berth.api.RequestToken;
import dev.berth.api.SessionId;
import dev.berth.api.StartSession;
import dev.berth.engine.time.RetentionQueue;
import dev.berth.spi.TimeSource;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Remembers which request token started which session, over a Caffeine cache.
 *
 * <p>Claiming is one atomic operation on the cache, and thread-safe; so is freeing. {@link #sessionEnded} and
 * {@link #evict} belong to the applier thread.
 */
public final class IdempotencyCache {
    /*
     * Who stays how long. The claim of a live session never expires. A retained token expires after the retention time,
     * exactly to the clock, even if nobody evicts: whoever finds one that is too old takes it for none. Caffeine's own
     * expiration would do the same, but as it differs from entry to entry it costs each claim a place in a timer wheel, 72
     * bytes and a buffered event, though nearly all the claims never expire. The bound on the number of retained tokens is
     * kept by a queue in the order of their sessions' ends, not by Caffeine's maximum size: its policy (W-TinyLFU) may evict
     * what was added a second ago and keep something older, whereas a published retention promises that the oldest go first.
     */
    private final Cache<RequestToken, TokenEntry> entries;
    private final RetentionQueue<RetainedToken> retained;
    private final long retentionNanos;
    private final boolean retainsNone;
    private final TimeSource time;

    /**
     * An empty cache.
     *
     * @param maxRetained how many tokens of ended sessions are kept, the oldest go first
     * @param retention how long a token is kept after its session's end
     */
    public IdempotencyCache(int maxRetained, Duration retention, TimeSource time) {
        this.time = time;
        this.retentionNanos = retention.toNanos();
        this.retainsNone = maxRetained == 0 || retention.isZero();
        this.retained = new RetentionQueue<>(maxRetained, retentionNanos);
        this.entries = Caffeine.newBuilder().build();
    }

    /**
     * Claims the token for a first use, in one atomic step.
     *
     * @return {@code null} if the token was free and is now claimed, else what is remembered under it
     */
    public @Nullable TokenEntry claim(RequestToken token, TokenHolder holder) {
        while (true) {
            TokenEntry taken = entries.asMap().putIfAbsent(token, holder);
            if (taken == null || !isExpired(taken)) {
                return taken;
            }
            if (entries.asMap().replace(token, taken, holder)) {
                return null;
            }
        }
    }

    /** What is remembered under the token, or {@code null}. */
    public @Nullable TokenEntry find(RequestToken token) {
        TokenEntry found = entries.getIfPresent(token);
        return found == null || isExpired(found) ? null : found;
    }

    /** Frees the token of a first use that was refused, then tells the duplicates that waited. */
    public void free(RequestToken token, TokenHolder holder, Refusal refusal) {
        entries.asMap().remove(token, holder);
        TokenState.settle(holder, new TokenState.Refused(refusal));
    }

    /** Claims the token of a session that was started before a restart. */
    public void restore(RequestToken token, TokenHolder session) {
        session.settleStarted();
        entries.put(token, session);
    }

    /** Replaces a session that ended by its token's compact form, which is kept for a while. */
    public void sessionEnded(StartSession request, SessionId id, long endedNanos) {
        if (retainsNone) {
            // Its compact form, which costs a digest, would be gone in a moment.
            entries.invalidate(tokenOf(request));
            return;
        }
        RetainedToken compact = new RetainedToken(tokenOf(request), id, RequestDigest.of(request), endedNanos);
        entries.put(compact.token(), compact);
        retained.add(compact, endedNanos);
    }

    /**
     * Keeps the token of a session that ended before a restart. Those that ended earlier come first. A live session that has
     * the token again keeps it.
     */
    public void restoreRetained(RequestToken token, SessionId id, long digestHigh, long digestLow, long endedNanos) {
        RetainedToken compact = new RetainedToken(token, id, new RequestDigest(digestHigh, digestLow), endedNanos);
        if (entries.asMap().putIfAbsent(token, compact) == null) {
            retained.add(compact, endedNanos);
        }
    }

    /** Begins a tour of the retained tokens, in the order of their sessions' ends. */
    public void tourRetained(RetainedVisitor visitor) {
        retained.beginTour((each, endedNanos) -> {
            RequestDigest digest = each.digest();
            visitor.visit(each.token(), each.session(), digest.high(), digest.low(), endedNanos);
        });
    }

    /** Visits the next one of the tour; false if there is none left. */
    public boolean visitNextRetained() {
        return retained.visitNext();
    }

    /** Is shown retained tokens. */
    @FunctionalInterface
    public interface RetainedVisitor {
        /**
         * A token of a session that has ended.
         *
         * @param digestHigh the first half of the digest of what its request asked for
         * @param digestLow the second half
         * @param endedNanos when the session ended, by the clock of the cache
         */
        void visit(RequestToken token, SessionId session, long digestHigh, long digestLow, long endedNanos);
    }

    /** Gives up retained tokens that are too old or too many. */
    public void evict(long nowNanos) {
        retained.evict(nowNanos, each -> entries.asMap().remove(each.token(), each));
    }

    /** About how many tokens are remembered. */
    public long size() {
        return entries.estimatedSize();
    }

    /** How long ago the session of the oldest retained token ended; 0 if none is retained. */
    public long oldestRetainedNanos() {
        return retained.oldestAgeNanos(time.nanoTime());
    }

    private static RequestToken tokenOf(StartSession request) {
        return Objects.requireNonNull(request.token(), "the request has no token");
    }

    private boolean isExpired(TokenEntry entry) {
        return entry instanceof RetainedToken ended && time.nanoTime() - ended.endedNanos() >= retentionNanos;
    }
}
