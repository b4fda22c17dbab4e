package dev.berth.api;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A session at one instant.
 *
 * @param id its identity
 * @param workGroup the work group it was started in
 * @param engineVersion the engine version of that work group
 * @param dpus the DPUs it holds, or held until its end
 * @param idleTimeout how long it may stay IDLE or DEGRADED
 * @param attributes what else its starter asked for, as given
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
        String workGroup,
        String engineVersion,
        int dpus,
        Duration idleTimeout,
        OpaqueBytes attributes,
        SessionState state,
        @Nullable StateReason reason,
        Instant startedAt,
        Instant modifiedAt,
        @Nullable Instant idleSince,
        @Nullable Instant endedAt,
        long dpuMillis) {}
