package dev.berth.engine.idempotency;

import dev.berth.api.RequestToken;
import dev.berth.api.SessionId;
import dev.berth.api.StartOutcome;
import dev.berth.api.StartSession;

/** The token of a session that has ended, in the compact form in which it is kept for a while. Immutable. */
final class RetainedToken implements TokenEntry {
    private final RequestToken token;
    private final SessionId session;
    private final RequestDigest digest;
    private final long endedNanos;

    /** @param endedNanos when the session ended, by the clock of the cache */
    RetainedToken(RequestToken token, SessionId session, RequestDigest digest, long endedNanos) {
        this.token = token;
        this.session = session;
        this.digest = digest;
        this.endedNanos = endedNanos;
    }

    RequestToken token() {
        return token;
    }

    SessionId session() {
        return session;
    }

    RequestDigest digest() {
        return digest;
    }

    long endedNanos() {
        return endedNanos;
    }

    @Override
    public void answer(StartSession request, Waiter waiter) {
        boolean same = digest.equals(RequestDigest.of(request));
        waiter.settled(same ? new StartOutcome.Replayed(session) : TokenReuse.refusalOf(request));
    }
}
