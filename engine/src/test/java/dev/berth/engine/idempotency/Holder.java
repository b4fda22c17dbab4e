package dev.berth.engine.idempotency;

import dev.berth.api.SessionId;
import dev.berth.api.StartSession;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The first use of a token by the given request. */
final class Holder implements TokenHolder {
    private final StartSession request;
    private final SessionId id;
    private final AtomicReference<@Nullable TokenState> state = new AtomicReference<>();

    Holder(StartSession request, SessionId id) {
        this.request = request;
        this.id = id;
    }

    @Override
    public SessionId id() {
        return id;
    }

    @Override
    public boolean wasAskedForBy(StartSession repetition) {
        return request.asksTheSameAs(repetition);
    }

    @Override
    public @Nullable TokenState tokenState() {
        return state.get();
    }

    @Override
    public boolean replaceTokenState(@Nullable TokenState seen, TokenState next) {
        return state.compareAndSet(seen, next);
    }
}
