package dev.berth.api;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A session at one instant.
 *
 * @param id its identity
 * @param workGroupAtStart the work group it was started in, as that was then: later changes do not touch the session
 * @param dpus the DPUs it holds, or held until its end
 * @param idleTimeout how long it may stay IDLE or DEGRADED
 * @param attributes what else its starter asked for, as given
 * @param tags its tags as they were last replaced; {@code null} as long as they never were
 * @param state its state
 * @param reason why it is ending, ended or unhealthy; {@code null} otherwise
 * @param startedAt when it was admitted
 * @param modifiedAt when it entered its state
 * @param idleSince when it became IDLE; {@code null} if it is not IDLE
 * @param endedAt when it ended; {@code null} while it is live
 * @param dpuMillis its DPUs multiplied by the milliseconds it has held them
 */
public record SessionView(
        SessionId id,
        WorkGroup workGroupAtStart,
        int dpus,
        Duration idleTimeout,
        OpaqueBytes attributes,
        @Nullable OpaqueBytes tags,
        SessionState state,
        @Nullable StateReason reason,
        Instant startedAt,
        Instant modifiedAt,
        @Nullable Instant idleSince,
        @Nullable Instant endedAt,
        long dpuMillis) {

    /** The name of the work group it was started in. */
    public String workGroup() {
        return workGroupAtStart.name();
    }

    /** The engine version of that work group. */
    public String engineVersion() {
        return workGroupAtStart.engineVersion();
    }
}
