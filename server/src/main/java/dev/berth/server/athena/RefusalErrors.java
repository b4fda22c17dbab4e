package dev.berth.server.athena;

import dev.berth.api.Refusal;
import dev.berth.server.awsjson.WireException;

/** What the service answers when the scheduler refuses a start. */
final class RefusalErrors {
    private final AthenaConfig config;

    RefusalErrors(AthenaConfig config) {
        this.config = config;
    }

    WireException of(Refusal refusal) {
        if (refusal instanceof Refusal.BudgetFull
                || refusal instanceof Refusal.TooManySessions
                || refusal instanceof Refusal.RuntimeFull) {
            return Errors.tooManyRequests("Maximum allowed sessions reached: " + refusal.message() + ".");
        }
        if (refusal instanceof Refusal.ExceedsBudget || refusal instanceof Refusal.ExceedsSessionCeiling) {
            return Errors.invalidRequest(refusal.message() + ".");
        }
        if (refusal instanceof Refusal.NoRuntime noRuntime) {
            return Errors.invalidRequest("No runtime serves " + noRuntime.engineVersion() + ".");
        }
        if (refusal instanceof Refusal.UnknownWorkGroup unknown) {
            return unknownWorkGroup(unknown.workGroup());
        }
        if (refusal instanceof Refusal.WorkGroupDisabled disabled) {
            return Errors.invalidRequest("WorkGroup " + disabled.workGroup() + " is disabled.");
        }
        if (refusal instanceof Refusal.WorkGroupClosing || refusal instanceof Refusal.Overloaded) {
            return Errors.throttling();
        }
        if (refusal instanceof Refusal.ExclusiveKeyTaken) {
            return Errors.sessionAlreadyExists();
        }
        if (refusal instanceof Refusal.TokenReused) {
            return Errors.idempotentParameterMismatch();
        }
        if (refusal instanceof Refusal.TokenMissing) {
            return Errors.invalidRequest("ClientRequestToken is required by this server.");
        }
        if (refusal instanceof Refusal.TooLarge tooLarge) {
            return Errors.tooLarge(tooLarge.limitBytes());
        }
        if (refusal instanceof Refusal.NoRoom) {
            return Errors.internalServer("No session can be started: " + refusal.message() + ".");
        }
        throw new IllegalArgumentException("no error for this refusal: " + refusal);
    }

    /** For operations on what a work group holds; those on the work group itself answer InvalidRequestException. */
    WireException unknownWorkGroup(String name) {
        return Errors.resourceNotFound(Errors.WORK_GROUP_NOT_FOUND, config.workGroupArn(name));
    }
}
