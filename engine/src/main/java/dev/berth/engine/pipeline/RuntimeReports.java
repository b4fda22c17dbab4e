package dev.berth.engine.pipeline;

import dev.berth.api.CalculationId;
import dev.berth.api.OpaqueBytes;
import dev.berth.api.SessionId;
import dev.berth.api.SessionState;
import dev.berth.api.StateReason;
import dev.berth.api.StateReason.Cause;
import dev.berth.engine.journal.Fact;
import dev.berth.engine.session.CalculationRecord;
import dev.berth.engine.session.SessionRecord;
import dev.berth.engine.session.SessionTable;
import dev.berth.spi.SessionRuntime;
import dev.berth.spi.TimeSource;
import org.jspecify.annotations.Nullable;

/**
 * Turns what runtimes report into changes. Thread-safe, never blocks; what is reported twice counts once.
 *
 * <p>A runtime that is called about a session gets reports that have that one at hand. Looked up among a million, after the
 * time that a launch takes, it is in no processor's cache any more, and that look-up was half of the work of a report.
 */
public final class RuntimeReports implements SessionRuntime.Listener {
    /** With these bounds what a runtime reports fits into every journal, and an end never fails to. */
    private static final int MAX_HANDLE_BYTES = 2_048;

    private static final int MAX_DETAIL_CHARS = 1_024;

    private final SessionTable table;
    private final ChangeQueue queue;
    private final TimeSource time;
    private final @Nullable SessionRecord atHand;

    /** Reports that go to the given queue. */
    public RuntimeReports(SessionTable table, ChangeQueue queue, TimeSource time) {
        this(table, queue, time, null);
    }

    private RuntimeReports(SessionTable table, ChangeQueue queue, TimeSource time, @Nullable SessionRecord atHand) {
        this.table = table;
        this.queue = queue;
        this.time = time;
        this.atHand = atHand;
    }

    /** Reports for a call about the given session. */
    RuntimeReports about(SessionRecord session) {
        return new RuntimeReports(table, queue, time, session);
    }

    private @Nullable SessionRecord session(SessionId id) {
        return atHand != null && atHand.hasId(id) ? atHand : table.session(id);
    }

    @Override
    public void launched(SessionId id, OpaqueBytes handle) {
        SessionRecord session = session(id);
        if (session != null && session.claimLaunchReport()) {
            if (handle.size() > MAX_HANDLE_BYTES) {
                failed(
                        session,
                        Cause.LAUNCH_FAILED,
                        "the runtime's handle has " + handle.size() + " bytes, and " + MAX_HANDLE_BYTES
                                + " are allowed");
                return;
            }
            long nowMillis = time.epochMillis();
            Fact fact = new Fact.SessionLaunched(id, nowMillis, handle);
            queue.offerReport(new SessionChanges.Launched(session, fact, handle, nowMillis));
        }
    }

    @Override
    public void ready(SessionId id) {
        observed(id, SessionState.IDLE, null);
    }

    @Override
    public void busy(SessionId id) {
        observed(id, SessionState.BUSY, null);
    }

    @Override
    public void calculationStarted(CalculationId id) {
        CalculationRecord calculation = table.calculations().calculation(id);
        if (calculation != null) {
            queue.offer(new CalculationChanges.Started(calculation, time.epochMillis()));
        }
    }

    @Override
    public void calculationFinished(CalculationId id, SessionRuntime.CalculationEnd end) {
        CalculationRecord calculation = table.calculations().calculation(id);
        if (calculation != null) {
            finished(calculation, end);
        }
    }

    /** A calculation ended, unless that was reported before. */
    void finished(CalculationRecord calculation, SessionRuntime.CalculationEnd end) {
        if (calculation.claimEnd()) {
            SessionRuntime.CalculationEnd journaled =
                    new SessionRuntime.CalculationEnd(end.state(), shortened(end.detail()), end.hasOutput());
            queue.offer(new CalculationChanges.Finished(calculation, journaled, time.epochMillis()));
        }
    }

    @Override
    public void degraded(SessionId id, String detail) {
        observed(id, SessionState.DEGRADED, new StateReason(Cause.DEGRADED, shortened(detail)));
    }

    @Override
    public void failed(SessionId id, String detail) {
        SessionRecord session = session(id);
        if (session != null) {
            boolean launching = session.state() == SessionState.CREATING || session.state() == SessionState.CREATED;
            failed(session, launching ? Cause.LAUNCH_FAILED : Cause.RUNTIME_FAILED, detail);
        }
    }

    @Override
    public void ended(SessionId id) {
        SessionRecord session = session(id);
        if (session != null) {
            failed(session, Cause.RUNTIME_FAILED, "the runtime ended the session without being asked");
        }
    }

    /** A session's compute is gone; if it had been told to end, that is the end it was told to make. */
    void failed(SessionRecord session, Cause cause, String detail) {
        if (session.claimEnd()) {
            StateReason reason = new StateReason(cause, shortened(detail));
            queue.offer(SessionChanges.Ended.reportedByRuntime(session, time.epochMillis(), reason));
        }
    }

    private static String shortened(String detail) {
        return detail.length() <= MAX_DETAIL_CHARS ? detail : detail.substring(0, MAX_DETAIL_CHARS);
    }

    private void observed(SessionId id, SessionState state, @Nullable StateReason reason) {
        SessionRecord session = session(id);
        if (session != null) {
            queue.offerReport(new SessionChanges.Observed(session, state, reason, time.epochMillis()));
        }
    }
}
