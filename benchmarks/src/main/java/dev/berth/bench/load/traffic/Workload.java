package dev.berth.bench.load.traffic;

import dev.berth.bench.load.audit.Audit;
import dev.berth.bench.load.audit.StartedCalculation;
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
        Call call = callAboutKnown(draw, whenDone);
        if (call != null) {
            return List.of(call);
        }
        StartedSession fresh = newSession(draw);
        List<Call> calls = new ArrayList<>();
        calls.add(new Call(OperationKind.START, fresh, whenDone));
        if (draw.kind() == OperationKind.CONCURRENT_DUPLICATE) {
            calls.add(new Call(OperationKind.CONCURRENT_DUPLICATE, fresh, whenDone));
        }
        return calls;
    }

    private @Nullable Call callAboutKnown(Draw draw, BiConsumer<Call, Answer> whenDone) {
        return switch (draw.kind()) {
            case START, CONCURRENT_DUPLICATE -> null;
            case DUPLICATE, STATUS -> call(draw.kind(), audit.anyRecent(draw.choice()), whenDone);
            case TERMINATE -> call(draw.kind(), audit.anyLive(draw.choice()), whenDone);
            case CALCULATION -> call(draw.kind(), newCalculation(audit.anyLive(draw.choice())), whenDone);
            case CALCULATION_DUPLICATE, CALCULATION_STATUS, CALCULATION_LIST ->
                call(draw.kind(), audit.calculations().anyRecent(draw.choice()), whenDone);
        };
    }

    private static @Nullable Call call(
            OperationKind kind, @Nullable StartedSession session, BiConsumer<Call, Answer> whenDone) {
        return session == null ? null : new Call(kind, session, whenDone);
    }

    private static @Nullable Call call(
            OperationKind kind, @Nullable StartedCalculation calculation, BiConsumer<Call, Answer> whenDone) {
        return calculation == null ? null : new Call(kind, calculation, whenDone);
    }

    private @Nullable StartedCalculation newCalculation(@Nullable StartedSession session) {
        return session == null ? null : audit.calculations().newToken(newToken(), session);
    }

    private StartedSession newSession(Draw draw) {
        return audit.newToken(newToken(), draw.workGroup(), draw.dpus());
    }

    private String newToken() {
        return "load-" + runId + "-" + (FIRST_NUMBER + tokens++);
    }
}
