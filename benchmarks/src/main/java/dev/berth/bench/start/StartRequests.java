package dev.berth.bench.start;

import dev.berth.api.RequestToken;
import dev.berth.api.StartSession;
import java.util.SplittableRandom;
import java.util.UUID;

/** One caller's requests: alike but for their tokens, which are fresh and 36 characters long, as SDKs make them. */
public final class StartRequests {
    private static final StartSession PLAIN = StartSession.in(Engines.WORK_GROUP, 20);

    private final SplittableRandom random;
    private final boolean withToken;

    /** Requests with tokens that follow from the seed, or without tokens. */
    public StartRequests(long seed, boolean withToken) {
        this.random = new SplittableRandom(seed);
        this.withToken = withToken;
    }

    /** The next request, built anew if it has a token. */
    public StartSession next() {
        if (!withToken) {
            return PLAIN;
        }
        UUID uuid = new UUID(random.nextLong(), random.nextLong());
        return PLAIN.withToken(new RequestToken(uuid.toString()));
    }
}
