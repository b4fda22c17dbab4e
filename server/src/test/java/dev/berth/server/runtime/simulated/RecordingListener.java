package dev.berth.server.runtime.simulated;

import dev.berth.api.CalculationId;
import dev.berth.api.OpaqueBytes;
import dev.berth.api.SessionId;
import dev.berth.spi.SessionRuntime;
import java.util.ArrayList;
import java.util.List;

/** Keeps what a runtime reports as words such as {@code ready 7}, where 7 is the low half of the session's id. */
final class RecordingListener implements SessionRuntime.Listener {
    final List<String> reports = new ArrayList<>();
    private final Runnable onReport;

    RecordingListener(Runnable onReport) {
        this.onReport = onReport;
    }

    @Override
    public void launched(SessionId id, OpaqueBytes handle) {
        report("launched " + id.low());
    }

    @Override
    public void ready(SessionId id) {
        report("ready " + id.low());
    }

    @Override
    public void busy(SessionId id) {
        report("busy " + id.low());
    }

    @Override
    public void calculationStarted(CalculationId id) {
        report("started " + id.low());
    }

    @Override
    public void calculationFinished(CalculationId id, SessionRuntime.CalculationEnd end) {
        report(end.state() + " " + id.low());
    }

    @Override
    public void degraded(SessionId id, String detail) {
        report("degraded " + id.low());
    }

    @Override
    public void failed(SessionId id, String detail) {
        report("failed " + id.low());
    }

    @Override
    public void ended(SessionId id) {
        report("ended " + id.low());
    }

    private void report(String text) {
        reports.add(text);
        onReport.run();
    }
}
