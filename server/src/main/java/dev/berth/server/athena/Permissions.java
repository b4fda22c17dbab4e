package dev.berth.server.athena;

import dev.berth.server.awsjson.Operation;
import dev.berth.server.awsjson.Structure;
import dev.berth.server.awsjson.WireException;
import dev.berth.server.identity.Caller;
import dev.berth.server.identity.Resource;

/** Refuses operations to those who may not carry them out. */
final class Permissions {
    private final AthenaConfig config;
    private final Subjects subjects;

    Permissions(AthenaConfig config, Subjects subjects) {
        this.config = config;
        this.subjects = subjects;
    }

    /**
     * Lets a request pass, or not.
     *
     * @param action what the operation is called where permissions are given
     * @param request meets the model
     * @throws WireException if the caller may not do this; or if the session or calculation, whose work group would say so, is
     *     not known
     */
    void require(Caller caller, String action, Operation operation, Structure request) throws WireException {
        String name = caller.name();
        if (name == null) {
            return;
        }
        String workGroup = subjects.workGroupOf(operation, request);
        if (!caller.may(action, subjects.resource(workGroup))) {
            throw Errors.accessDenied(
                    config.userArn(name), action, workGroup == null ? Resource.ALL : config.workGroupArn(workGroup));
        }
    }
}
