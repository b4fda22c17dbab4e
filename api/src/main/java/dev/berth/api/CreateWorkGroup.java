package dev.berth.api;

import java.util.OptionalInt;

/**
 * A request to create a work group.
 *
 * @param name its name, not empty, unique among the work groups
 * @param engineVersion the engine version of its sessions; decides which runtime launches them
 * @param limitDpus the limit of its budget, at least 0, or empty if only the account limits it
 * @param sessionDpus the DPUs of a session whose start names none, at least 1; empty leaves that to the scheduler
 * @param attributes what else the caller wants kept with it, never interpreted
 * @param tags its tags, never interpreted
 */
public record CreateWorkGroup(
        String name,
        String engineVersion,
        OptionalInt limitDpus,
        OptionalInt sessionDpus,
        OpaqueBytes attributes,
        OpaqueBytes tags) {

    /** Checks the ranges given above. */
    public CreateWorkGroup {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a work group's name must not be empty");
        }
        if (limitDpus.isPresent() && limitDpus.getAsInt() < 0) {
            throw new IllegalArgumentException("must be >= 0: limitDpus=" + limitDpus.getAsInt());
        }
        StartSession.checkDpus(sessionDpus, "sessionDpus");
    }

    /** A work group without a limit of its own, without a default for its sessions, attributes and tags. */
    public static CreateWorkGroup named(String name, String engineVersion) {
        return new CreateWorkGroup(
                name, engineVersion, OptionalInt.empty(), OptionalInt.empty(), OpaqueBytes.EMPTY, OpaqueBytes.EMPTY);
    }

    /** This work group with a limit of its own. */
    public CreateWorkGroup withLimitDpus(int newLimitDpus) {
        return new CreateWorkGroup(name, engineVersion, OptionalInt.of(newLimitDpus), sessionDpus, attributes, tags);
    }

    /** This work group with a number of DPUs for sessions whose start names none. */
    public CreateWorkGroup withSessionDpus(int newSessionDpus) {
        return new CreateWorkGroup(name, engineVersion, limitDpus, OptionalInt.of(newSessionDpus), attributes, tags);
    }

    /** This work group with other attributes. */
    public CreateWorkGroup withAttributes(OpaqueBytes newAttributes) {
        return new CreateWorkGroup(name, engineVersion, limitDpus, sessionDpus, newAttributes, tags);
    }

    /** This work group with other tags. */
    public CreateWorkGroup withTags(OpaqueBytes newTags) {
        return new CreateWorkGroup(name, engineVersion, limitDpus, sessionDpus, attributes, newTags);
    }
}
