package dev.berth.engine.session;

import dev.berth.api.OpaqueBytes;
import dev.berth.api.SessionId;
import dev.berth.api.SessionState;
import dev.berth.api.SessionView;
import dev.berth.api.StartSession;
import dev.berth.engine.time.TimerWheel;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Instant;

/**
 * A session. It is its own timer: whatever its state, at most one deadline runs.
 *
 * <p>The applier thread alone changes the status, the handle and the timer; anybody reads the status. What several threads
 * may want, each once, is claimed by a bit: reporting the launch, asking for termination, ending the session. A bit
 * is set before the change that it stands for is queued, and never cleared.
 */
public final class SessionRecord extends TimerWheel.Timer {
    private static final VarHandle CLAIMS;
    private static final int LAUNCH_REPORTED = 1;
    private static final int TERMINATION = 1 << 1;
    private static final int END = 1 << 2;

    static {
        try {
            CLAIMS = MethodHandles.lookup().findVarHandle(SessionRecord.class, "claims", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final SessionId id;
    private final StartSession request;
    private final WorkGroupRecord workGroup;
    private final long startedMillis;
    private volatile SessionStatus status;

    @SuppressWarnings("UnusedVariable") // written through CLAIMS only
    private volatile int claims;

    private OpaqueBytes handle = OpaqueBytes.EMPTY;
    private boolean launched;

    /** A session in state CREATING, not yet in any table. */
    public SessionRecord(SessionId id, StartSession request, WorkGroupRecord workGroup, long startedMillis) {
        this.id = id;
        this.request = request;
        this.workGroup = workGroup;
        this.startedMillis = startedMillis;
        this.status = new SessionStatus(SessionState.CREATING, null, startedMillis);
    }

    /** Claims the one report of a launch; false if it was claimed before. */
    public boolean claimLaunchReport() {
        return (claim(LAUNCH_REPORTED) & LAUNCH_REPORTED) == 0;
    }

    /** Claims the request to terminate; false if that or the end was claimed before. */
    public boolean claimTermination() {
        return (claim(TERMINATION) & (TERMINATION | END)) == 0;
    }

    /** Claims the end; false if it was claimed before. */
    public boolean claimEnd() {
        return (claim(END) & END) == 0;
    }

    /** The identity. */
    public SessionId id() {
        return id;
    }

    /** What was asked for. */
    public StartSession request() {
        return request;
    }

    /** The DPUs that the session holds until it has ended. */
    public int dpus() {
        return request.dpus();
    }

    /** The work group, which may have been deleted since. */
    public WorkGroupRecord workGroup() {
        return workGroup;
    }

    /** When the session was admitted, in milliseconds since the epoch. */
    public long startedMillis() {
        return startedMillis;
    }

    /** The status now. */
    public SessionStatus status() {
        return status;
    }

    /** The state now. */
    public SessionState state() {
        return status.state();
    }

    /** Notes that the session was launched, and how its runtime finds it again. Applier thread only. */
    public void setLaunched(OpaqueBytes newHandle) {
        handle = newHandle;
        launched = true;
    }

    /** Whether the launch was reported. Applier thread only. */
    public boolean launched() {
        return launched;
    }

    /** How the runtime finds the session again. Applier thread only. */
    public OpaqueBytes handle() {
        return handle;
    }

    /** The session as it is now. */
    public SessionView view(long nowMillis) {
        SessionStatus now = status;
        boolean ended = now.state().isEnded();
        Instant since = Instant.ofEpochMilli(now.sinceMillis());
        long heldMillis = Math.max(0, (ended ? now.sinceMillis() : nowMillis) - startedMillis);
        return new SessionView(
                id,
                workGroup.name(),
                workGroup.engineVersion(),
                request.dpus(),
                request.idleTimeout(),
                request.attributes(),
                now.state(),
                now.reason(),
                Instant.ofEpochMilli(startedMillis),
                since,
                now.state() == SessionState.IDLE ? since : null,
                ended ? since : null,
                heldMillis * request.dpus());
    }

    void setStatus(SessionStatus newStatus) {
        status = newStatus;
    }

    private int claim(int bit) {
        return (int) CLAIMS.getAndBitwiseOr(this, bit);
    }
}
