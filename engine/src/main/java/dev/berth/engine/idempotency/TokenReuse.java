package dev.berth.engine.idempotency;

import dev.berth.api.Refusal;
import dev.berth.api.StartOutcome;
import dev.berth.api.StartSession;
import java.util.Objects;

/** The answer to a token that comes back with other parameters. */
final class TokenReuse {
    private TokenReuse() {}

    static StartOutcome refusalOf(StartSession repetition) {
        return new StartOutcome.Refused(new Refusal.TokenReused(Objects.requireNonNull(repetition.token())));
    }
}
