package dev.berth.engine.idempotency;

import dev.berth.api.SessionId;
import dev.berth.api.StartSession;

/** A session that was started with the given request. */
record StartedWith(StartSession request, SessionId id) implements TokenHolder {
    @Override
    public boolean wasAskedForBy(StartSession repetition) {
        return request.asksTheSameAs(repetition);
    }
}
