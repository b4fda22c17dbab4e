package dev.berth.engine.pipeline;

import dev.berth.api.CalculationState;
import dev.berth.api.OpaqueBytes;
import dev.berth.api.StateReason.Cause;
import dev.berth.engine.session.CalculationRecord;
import dev.berth.engine.session.SessionRecord;
import dev.berth.spi.SessionRuntime;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Calls runtimes, in journal order, once a batch is applied: those that return at once from here, the others on an executor of
 * its own, to which the calls of a batch go together. A runtime that throws, or that is slow and does not deny it, harms nobody
 * but its sessions. For whoever has the {@link Turn}.
 */
final class RuntimeCalls {
    private static final Logger LOG = System.getLogger(RuntimeCalls.class.getName());

    private final Executor executor;
    private final RuntimeReports reports;
    private final List<Runnable> promptCalls = new ArrayList<>();
    private List<Runnable> calls = new ArrayList<>();

    RuntimeCalls(Executor executor, RuntimeReports reports) {
        this.executor = executor;
        this.reports = reports;
    }

    void launch(SessionRecord session) {
        add(
                session,
                () -> guarded(session, Cause.LAUNCH_FAILED, () -> {
                    // A runtime that was slow may come to sessions that were given up in the meantime.
                    if (session.state().isActive()) {
                        runtimeOf(session).launch(launchOf(session), reports.about(session));
                    }
                }));
    }

    void attach(SessionRecord session) {
        CalculationRecord running = session.unfinished();
        SessionRuntime.Calculation unfinished = running == null ? null : running.toRun();
        OpaqueBytes handle = session.handle();
        add(
                session,
                () -> guarded(
                        session,
                        Cause.RUNTIME_FAILED,
                        () -> runtimeOf(session)
                                .attach(launchOf(session), handle, unfinished, reports.about(session))));
    }

    void calculate(CalculationRecord calculation) {
        add(calculation.session(), () -> {
            if (calculation.isUnfinished()) {
                SessionRuntime.Launch launch = launchOf(calculation.session());
                guarded(calculation, runtime -> runtime.calculate(launch, calculation.toRun(), reports));
            }
        });
    }

    void stop(CalculationRecord calculation) {
        add(calculation.session(), () -> {
            if (calculation.isUnfinished()) {
                guarded(calculation, runtime -> runtime.stop(calculation.toRun(), reports));
            }
        });
    }

    void terminate(SessionRecord session) {
        add(session, () -> {
            if (session.workGroup().runtime() == null) {
                reports.ended(session.id());
                return;
            }
            try {
                runtimeOf(session).terminate(session.id(), reports.about(session));
            } catch (RuntimeException | Error e) {
                // The terminate deadline ends the session.
                LOG.log(Level.WARNING, "runtime threw while terminating session " + session.id(), e);
            }
        });
    }

    void flush() {
        promptCalls.forEach(Runnable::run);
        promptCalls.clear();
        if (!calls.isEmpty()) {
            List<Runnable> full = calls;
            calls = new ArrayList<>();
            executor.execute(() -> full.forEach(Runnable::run));
        }
    }

    private void add(SessionRecord session, Runnable call) {
        SessionRuntime runtime = session.workGroup().runtime();
        boolean isPrompt = runtime != null && runtime.returnsAtOnce();
        (isPrompt ? promptCalls : calls).add(call);
    }

    private void guarded(SessionRecord session, Cause cause, Runnable call) {
        try {
            call.run();
        } catch (RuntimeException | Error e) {
            LOG.log(Level.WARNING, "runtime threw for session " + session.id(), e);
            reports.failed(session, cause, String.valueOf(e.getMessage()));
        }
    }

    private void guarded(CalculationRecord calculation, Consumer<SessionRuntime> call) {
        try {
            call.accept(runtimeOf(calculation.session()));
        } catch (RuntimeException | Error e) {
            LOG.log(Level.WARNING, "runtime threw for calculation " + calculation.id(), e);
            reports.finished(
                    calculation,
                    new SessionRuntime.CalculationEnd(CalculationState.FAILED, String.valueOf(e.getMessage()), false));
        }
    }

    private static SessionRuntime runtimeOf(SessionRecord session) {
        SessionRuntime runtime = session.workGroup().runtime();
        if (runtime == null) {
            // Admitted by an earlier process that had one.
            throw new IllegalStateException(
                    "no runtime serves engine version " + session.workGroup().engineVersion() + " any more");
        }
        return runtime;
    }

    private static SessionRuntime.Launch launchOf(SessionRecord session) {
        return new SessionRuntime.Launch(
                session.id(),
                session.workGroup().name(),
                session.workGroup().engineVersion(),
                session.dpus(),
                session.idleTimeout(),
                session.attributes(),
                session.workGroupAtStart().attributes());
    }
}
