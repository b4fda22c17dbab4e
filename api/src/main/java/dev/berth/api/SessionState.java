package dev.berth.api;

import java.util.Set;

/**
 * The state of a session, with the one table of legal moves.
 *
 * <pre>{@code
 * CREATING ──► CREATED ──► IDLE ◄──► BUSY      (CREATED ──► BUSY where a restart finds it working)
 *     └───────────┴─────────┴────────┴──► DEGRADED ──┐
 *     └───────────┴─────────┴────────┴────────┴──────┴──► TERMINATING ──► TERMINATED
 *     └───────────┴─────────┴────────┴────────┴────────────────────────► FAILED
 * }</pre>
 *
 * <p>A session holds its DPUs in every state but the two {@linkplain #isEnded() ended} ones.
 */
public enum SessionState {
    /** Admitted and acknowledged; its compute is being launched. */
    CREATING,
    /** Its compute has started but does not accept work yet. */
    CREATED,
    /** Ready for work. The idle timeout runs in this state only. */
    IDLE,
    /** Working: a calculation runs. */
    BUSY,
    /** Told to end; its compute is shutting down. */
    TERMINATING,
    /** Ended as asked, or by its idle timeout. Final. */
    TERMINATED,
    /** Its compute is unhealthy. It can only end; it is ended when this lasts longer than the idle timeout. */
    DEGRADED,
    /** Ended by a fault. Final. */
    FAILED;

    /** The states in which a session is usable or about to be: what a plain list of sessions shows. */
    public static final Set<SessionState> ACTIVE = Set.of(CREATING, CREATED, IDLE, BUSY);

    /** Whether a session in this state may move to {@code target}. */
    public boolean canBecome(SessionState target) {
        return switch (this) {
            case CREATING -> target == CREATED || isOpenToActive(target);
            case CREATED -> target == IDLE || target == BUSY || isOpenToActive(target);
            case BUSY -> target == IDLE || isOpenToActive(target);
            case IDLE -> target == BUSY || isOpenToActive(target);
            case DEGRADED -> target == TERMINATING || target == FAILED;
            case TERMINATING -> target == TERMINATED;
            case TERMINATED, FAILED -> false;
        };
    }

    /** What every active state may become. */
    private static boolean isOpenToActive(SessionState target) {
        return target == DEGRADED || target == TERMINATING || target == FAILED;
    }

    /** Whether the session is over: final, and holding nothing. */
    public boolean isEnded() {
        return this == TERMINATED || this == FAILED;
    }

    /** Whether the session is usable or about to be. */
    public boolean isActive() {
        return this == CREATING || this == CREATED || this == IDLE || this == BUSY;
    }
}
