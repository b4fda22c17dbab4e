package dev.berth.server.athena;

import static java.util.Objects.requireNonNull;

import dev.berth.api.CalculationView;
import dev.berth.api.SessionScheduler;
import dev.berth.server.awsjson.Operation;
import dev.berth.server.awsjson.Structure;
import dev.berth.server.awsjson.WireException;
import org.jspecify.annotations.Nullable;

/**
 * Tells what requests are about: the work group that one names, or that of the session or calculation that it names, or the
 * one in its ARN; else none.
 */
final class Subjects {
    private static final String CREATE_WORK_GROUP = "CreateWorkGroup";

    private final SessionScheduler scheduler;
    private final SessionLookup sessions;

    Subjects(SessionScheduler scheduler) {
        this.scheduler = scheduler;
        this.sessions = new SessionLookup(scheduler);
    }

    /**
     * The work group that a request is about, existing or not; {@code null} if it is about none.
     *
     * @param request meets the model
     * @throws WireException if the session or calculation, whose work group it would be, is not known
     */
    @Nullable
    String workGroupOf(Operation operation, Structure request) throws WireException {
        String named = member("WorkGroup", request);
        if (named != null) {
            return named;
        }
        if (operation.name().equals(CREATE_WORK_GROUP)) {
            return request.string("Name");
        }
        if (member("SessionId", request) != null) {
            return sessions.session(request).workGroup();
        }
        if (member("CalculationExecutionId", request) != null) {
            CalculationView calculation = CalculationOperations.find(scheduler, request);
            return scheduler
                    .session(calculation.session())
                    .orElseThrow(() -> CalculationOperations.unknown(request))
                    .workGroup();
        }
        return member("ResourceARN", request) == null
                ? null
                : Resources.workGroupIn(requireNonNull(request.string("ResourceARN")));
    }

    /** A member that some operations have; {@code null} if it is not given, or this one has it not. */
    static @Nullable String member(String name, Structure request) {
        return request.shape().has(name) && request.has(name) ? request.string(name) : null;
    }
}
