package dev.berth.server.athena;

import static java.util.Objects.requireNonNull;

import dev.berth.api.CalculationView;
import dev.berth.api.SessionScheduler;
import dev.berth.server.awsjson.Operation;
import dev.berth.server.awsjson.Structure;
import dev.berth.server.awsjson.WireException;
import dev.berth.server.identity.Resource;
import org.jspecify.annotations.Nullable;

/**
 * Tells what requests are about: the work group that one names, or that of the session or calculation that it names, or the
 * one in its ARN; else none. For one event loop, not thread-safe.
 */
final class Subjects {
    private static final String CREATE_WORK_GROUP = "CreateWorkGroup";

    private final SessionScheduler scheduler;
    private final SessionLookup sessions;
    private String lastWorkGroup = "";
    private String lastResource = Resource.workGroup(lastWorkGroup);

    Subjects(SessionScheduler scheduler) {
        this.scheduler = scheduler;
        this.sessions = new SessionLookup(scheduler);
    }

    /**
     * What a request is about, as {@link Resource} names it.
     *
     * @throws WireException as {@link #workGroupOf}
     */
    String resourceOf(Operation operation, Structure request) throws WireException {
        return resource(workGroupOf(operation, request));
    }

    /** The resource that a work group is, or all of them. Most requests are about the same one. */
    String resource(@Nullable String workGroup) {
        if (workGroup == null) {
            return Resource.ALL;
        }
        if (!workGroup.equals(lastWorkGroup)) {
            lastResource = Resource.workGroup(workGroup);
            lastWorkGroup = workGroup;
        }
        return lastResource;
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
