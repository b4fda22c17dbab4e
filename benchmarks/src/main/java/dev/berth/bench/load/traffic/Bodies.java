package dev.berth.bench.load.traffic;

import static java.util.Objects.requireNonNull;

import dev.berth.bench.load.audit.StartedCalculation;
import dev.berth.bench.load.audit.StartedSession;
import dev.berth.bench.load.scenario.OperationKind;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** The bodies of requests. */
final class Bodies {
    private static final String CODE = "1 + 1";

    private Bodies() {}

    /**
     * @param calculation null if the kind is about a session
     */
    static Buffer of(OperationKind kind, StartedSession session, @Nullable StartedCalculation calculation) {
        return switch (kind) {
            case START, DUPLICATE, CONCURRENT_DUPLICATE -> start(session);
            case STATUS, TERMINATE, CALCULATION_LIST -> about(session).toBuffer();
            case CALCULATION, CALCULATION_DUPLICATE -> calculate(requireNonNull(calculation));
            case CALCULATION_STATUS -> about(requireNonNull(calculation)).toBuffer();
        };
    }

    /** Put together by hand, as most requests are starts: neither names of work groups nor tokens need escapes. */
    private static Buffer start(StartedSession session) {
        return Buffer.buffer(
                "{\"WorkGroup\":\"" + session.workGroup() + "\",\"EngineConfiguration\":{\"MaxConcurrentDpus\":"
                        + session.dpus() + "},\"ClientRequestToken\":\"" + session.token() + "\"}");
    }

    /** Lists do not tell tokens. The description tells which calculations of a list were started with this one. */
    private static Buffer calculate(StartedCalculation calculation) {
        return about(calculation.session())
                .put("CodeBlock", CODE)
                .put("Description", calculation.token())
                .put("ClientRequestToken", calculation.token())
                .toBuffer();
    }

    private static JsonObject about(StartedSession session) {
        return new JsonObject().put("SessionId", session.id());
    }

    private static JsonObject about(StartedCalculation calculation) {
        return new JsonObject().put("CalculationExecutionId", calculation.id());
    }
}
