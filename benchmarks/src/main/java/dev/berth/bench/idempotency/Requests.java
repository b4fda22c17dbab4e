package dev.berth.bench.idempotency;

import dev.berth.api.RequestToken;
import dev.berth.api.StartSession;
import java.util.SplittableRandom;
import java.util.UUID;

/** Requests with tokens of 36 characters, as SDKs make them, from a seed. */
final class Requests {
    private Requests() {}

    static StartSession next(SplittableRandom random) {
        String text = new UUID(random.nextLong(), random.nextLong()).toString();
        return StartSession.in("primary", 20).withToken(new RequestToken(text));
    }

    /** The same request in objects of its own, as a repetition arrives. */
    static StartSession copyOf(StartSession request, RequestToken token) {
        return request.withToken(new RequestToken(new String(token.value().toCharArray())));
    }
}
