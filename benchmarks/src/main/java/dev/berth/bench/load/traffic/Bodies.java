package dev.berth.bench.load.traffic;

import dev.berth.bench.load.audit.StartedSession;
import dev.berth.bench.load.scenario.OperationKind;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

/** The bodies of requests. */
final class Bodies {
    private static final String CODE = "1 + 1";

    private Bodies() {}

    static Buffer of(OperationKind kind, StartedSession session) {
        return switch (kind) {
            case START, DUPLICATE, CONCURRENT_DUPLICATE -> start(session);
            case STATUS, TERMINATE -> about(session).toBuffer();
            case CALCULATION -> about(session).put("CodeBlock", CODE).toBuffer();
        };
    }

    /** Put together by hand, as most requests are starts: neither names of work groups nor tokens need escapes. */
    private static Buffer start(StartedSession session) {
        return Buffer.buffer(
                "{\"WorkGroup\":\"" + session.workGroup() + "\",\"EngineConfiguration\":{\"MaxConcurrentDpus\":"
                        + session.dpus() + "},\"ClientRequestToken\":\"" + session.token() + "\"}");
    }

    private static JsonObject about(StartedSession session) {
        return new JsonObject().put("SessionId", session.id());
    }
}
