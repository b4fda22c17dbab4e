package dev.berth.bench.idempotency;

import dev.berth.api.OpaqueBytes;
import dev.berth.api.RequestToken;
import dev.berth.api.SessionId;
import dev.berth.api.StartSession;
import dev.berth.api.WorkGroup;
import dev.berth.engine.capacity.CapacityAllocator;
import dev.berth.engine.session.SessionRecord;
import dev.berth.engine.session.WorkGroupFactory;
import dev.berth.engine.session.WorkGroupRecord;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.UUID;

/** Requests with tokens of 36 characters, as SDKs make them, from a seed. */
final class Requests {
    private static final WorkGroupRecord WORK_GROUP = new WorkGroupFactory(new CapacityAllocator(1, 1, 1), Map.of())
            .make(
                    new WorkGroup(
                            "primary",
                            "v1",
                            Instant.EPOCH,
                            true,
                            OptionalInt.empty(),
                            OpaqueBytes.EMPTY,
                            OpaqueBytes.EMPTY),
                    OptionalInt.empty());

    private Requests() {}

    static StartSession next(SplittableRandom random) {
        String text = new UUID(random.nextLong(), random.nextLong()).toString();
        return StartSession.in("primary", 20).withToken(new RequestToken(text));
    }

    /** The session that a request is to start, as it is when its token is claimed. */
    static SessionRecord sessionFor(StartSession request) {
        return new SessionRecord(
                new SessionId(1, 2), request, request.dpus().orElseThrow(), WORK_GROUP, WORK_GROUP.view(), 0);
    }

    /** The same request in objects of its own, as a repetition arrives. */
    static StartSession copyOf(StartSession request, RequestToken token) {
        return request.withToken(new RequestToken(new String(token.value().toCharArray())));
    }
}
