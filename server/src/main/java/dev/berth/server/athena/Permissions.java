package dev.berth.server.athena;

import static java.util.Objects.requireNonNull;

import dev.berth.api.CalculationView;
import dev.berth.api.SessionScheduler;
import dev.berth.server.awsjson.Operation;
import dev.berth.server.awsjson.Structure;
import dev.berth.server.awsjson.WireException;
import dev.berth.server.identity.Caller;
import dev.berth.server.identity.Resource;
import org.jspecify.annotations.Nullable;

/**
 * Refuses operations to those who may not carry them out. A request is about the work group that it names, or that of the
 * session or calculation that it names, or the one in its ARN; else about none.
 */
final class Permissions {
    private static final String ACTION_PREFIX = "athena:";
    private static final String CREATE_WORK_GROUP = "CreateWorkGroup";

    private final AthenaConfig config;
    private final SessionScheduler scheduler;
    private final SessionLookup sessions;

    Permissions(AthenaConfig config, SessionScheduler scheduler) {
        this.config = config;
        this.scheduler = scheduler;
        this.sessions = new SessionLookup(scheduler);
    }

    /**
     * Lets a request pass, or not.
     *
     * @param request meets the model
     * @throws WireException if the caller may not do this; or if the session or calculation, whose work group would say so, is
     *     not known
     */
    void require(Caller caller, Operation operation, Structure request) throws WireException {
        String name = caller.name();
        if (name == null) {
            return;
        }
        String action = ACTION_PREFIX + operation.name();
        String workGroup = workGroupOf(operation, request);
        if (!caller.may(action, workGroup == null ? Resource.ALL : Resource.workGroup(workGroup))) {
            throw Errors.accessDenied(
                    config.userArn(name), action, workGroup == null ? Resource.ALL : config.workGroupArn(workGroup));
        }
    }

    private @Nullable String workGroupOf(Operation operation, Structure request) throws WireException {
        if (isGiven("WorkGroup", request)) {
            return request.string("WorkGroup");
        }
        if (operation.name().equals(CREATE_WORK_GROUP)) {
            return request.string("Name");
        }
        if (isGiven("SessionId", request)) {
            return sessions.session(request).workGroup();
        }
        if (isGiven("CalculationExecutionId", request)) {
            CalculationView calculation = CalculationOperations.find(scheduler, request);
            return scheduler
                    .session(calculation.session())
                    .orElseThrow(() -> CalculationOperations.unknown(request))
                    .workGroup();
        }
        return isGiven("ResourceARN", request)
                ? Resources.workGroupIn(requireNonNull(request.string("ResourceARN")))
                : null;
    }

    private static boolean isGiven(String member, Structure request) {
        return request.shape().has(member) && request.has(member);
    }
}
