package dev.berth.api;

import java.time.Instant;
import java.util.OptionalInt;

/**
 * A named group of sessions with an engine version and a budget of its own.
 *
 * @param name its name
 * @param engineVersion the engine version of its sessions
 * @param createdAt when it was created
 * @param enabled whether it admits new sessions; those that run continue either way
 * @param sessionDpus the DPUs of a session whose start names none, at least 1; empty leaves that to the scheduler
 * @param attributes what else its creator wanted kept with it, never interpreted
 * @param tags its tags, never interpreted; kept apart because they change on their own
 */
public record WorkGroup(
        String name,
        String engineVersion,
        Instant createdAt,
        boolean enabled,
        OptionalInt sessionDpus,
        OpaqueBytes attributes,
        OpaqueBytes tags) {

    /** Checks the range given above. */
    public WorkGroup {
        StartSession.checkDpus(sessionDpus, "sessionDpus");
    }

    /** This work group, admitting new sessions or not. */
    public WorkGroup withEnabled(boolean newEnabled) {
        return new WorkGroup(name, engineVersion, createdAt, newEnabled, sessionDpus, attributes, tags);
    }

    /** This work group with other tags. */
    public WorkGroup withTags(OpaqueBytes newTags) {
        return new WorkGroup(name, engineVersion, createdAt, enabled, sessionDpus, attributes, newTags);
    }
}
