package dev.berth.api;

/**
 * Why a session is ending, ended or unhealthy.
 *
 * @param cause the kind of reason, for counting and for a dialect to word
 * @param detail a sentence for a person, possibly empty; text that came from a runtime is passed on as it is
 */
public record StateReason(Cause cause, String detail) {

    /** The kinds of reasons. */
    public enum Cause {
        /** A caller asked for the end. */
        REQUESTED,
        /** IDLE for longer than the session's idle timeout. */
        IDLE_TIMEOUT,
        /** Its work group was deleted together with its sessions. */
        WORK_GROUP_DELETED,
        /** The runtime reported that the session is unhealthy. */
        DEGRADED,
        /** DEGRADED for longer than the session's idle timeout. */
        DEGRADED_TIMEOUT,
        /** The runtime could not launch the session. */
        LAUNCH_FAILED,
        /** The session was not ready within the launch deadline. */
        LAUNCH_DEADLINE,
        /** The session's compute died after it had been launched. */
        RUNTIME_FAILED
    }
}
