package dev.berth.bench.load.traffic;

import dev.berth.bench.load.audit.Audit;
import dev.berth.bench.load.audit.StartedSession;
import dev.berth.bench.load.scenario.Draw;
import dev.berth.bench.load.scenario.Draws;
import dev.berth.bench.load.scenario.OperationKind;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Turns what chance draws into requests. What has nothing to be about yet becomes a start. Belongs to the event loop.
 */
final class Workload {
    /** All tokens are equally long, and longer than the API's minimum of 32 characters. */
    private static final long FIRST_NUMBER = 1_000_000_000_000L;

    private final Draws draws;
    private final Audit audit;
    private final String runId;
    private long tokens;

    /**
     * @param runId what tokens of this run begin with, so that no other run has the same
     */
    Workload(Draws draws, Audit audit, String runId) {
        this.draws = draws;
        this.audit = audit;
        this.runId = runId;
    }

    /** The calls of the next draw: one, or two that are to be sent at the same moment. */
    List<Call> next(BiConsumer<Call, Answer> whenDone) {
        Draw draw = draws.next();
        StartedSession known = sessionFor(draw);
        if (known != null) {
            return List.of(new Call(draw.kind(), known, whenDone));
        }
        StartedSession fresh = newToken(draw);
        List<Call> calls = new ArrayList<>();
        calls.add(new Call(OperationKind.START, fresh, whenDone));
        if (draw.kind() == OperationKind.CONCURRENT_DUPLICATE) {
            calls.add(new Call(OperationKind.CONCURRENT_DUPLICATE, fresh, whenDone));
        }
        return calls;
    }

    private @Nullable StartedSession sessionFor(Draw draw) {
        return switch (draw.kind()) {
            case START, CONCURRENT_DUPLICATE -> null;
            case DUPLICATE, STATUS -> audit.anyRecent(draw.choice());
            case TERMINATE, CALCULATION -> audit.anyLive(draw.choice());
        };
    }

    private StartedSession newToken(Draw draw) {
        String token = "load-" + runId + "-" + Long.toString(FIRST_NUMBER + tokens++);
        return audit.newToken(token, draw.workGroup(), draw.dpus());
    }
}
