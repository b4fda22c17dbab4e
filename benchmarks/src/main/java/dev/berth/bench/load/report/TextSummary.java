package dev.berth.bench.load.report;

import dev.berth.bench.load.audit.AuditResult;
import dev.berth.bench.load.traffic.Measurements;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/** The result of a run as text for a terminal. */
public final class TextSummary {
    private static final int PERCENT = 100;

    private final StringBuilder text = new StringBuilder();

    private TextSummary() {}

    /** Several lines, the last one ended. */
    public static String of(RunResult result) {
        TextSummary summary = new TextSummary();
        summary.addFacts(result);
        if (result.measurements().requests() > 0) {
            summary.addLatency(result.measurements(), result.facts().loop());
            summary.addOutcomes(result.measurements());
        }
        result.limit().ifPresent(summary::addLimit);
        for (Restart restart : result.restarts()) {
            summary.line(
                    "killed at %.1f s, back after %.1f s, asked for %,d of %,d acknowledged sessions, %,d of %,d calculations",
                    restart.atSeconds(),
                    restart.downSeconds(),
                    restart.sessions().verified(),
                    restart.sessions().acknowledged(),
                    restart.calculations().verified(),
                    restart.calculations().acknowledged());
        }
        summary.line("generator: %s", result.generator().describe());
        summary.addAudit(result.audit());
        result.notes().forEach(note -> summary.line("note: %s", note));
        return summary.text.toString();
    }

    private void addFacts(RunResult result) {
        RunResult.RunFacts facts = result.facts();
        Measurements measured = result.measurements();
        line(
                "%s, scenario %s, seed %d, run %s, %s, %d connections%s",
                facts.loop().toUpperCase(Locale.ROOT),
                facts.scenario(),
                facts.seed(),
                facts.runId(),
                facts.endpoint(),
                facts.connections(),
                facts.isSigned() ? ", signed" : "");
        line(
                "%,d requests in %.1f s: %,.1f/s, %,d ok, %,d refused, %,d without an answer; before them %,d of the warm-up,"
                        + " not measured",
                measured.requests(),
                measured.seconds(),
                measured.rate(),
                measured.ok(),
                measured.requests() - measured.ok() - measured.unanswered(),
                measured.unanswered(),
                measured.warmUpRequests());
    }

    private void addLatency(Measurements measured, String loop) {
        boolean isOpen = loop.startsWith("open");
        line("%-34s %s", "latency, ms (" + loop + ")", header());
        if (isOpen) {
            line("%-34s %s", "from the intended start", row(measured.corrected()));
        }
        line("%-34s %s", isOpen ? "from the sending (naive)" : "from the sending", row(measured.naive()));
        measured.perOperation().forEach((kind, histogram) -> line("%-34s %s", "  " + kind.key(), row(histogram)));
        if (isOpen) {
            line("%-34s %s", "wait for a free connection", row(measured.connectionWait()));
        }
    }

    private void addOutcomes(Measurements measured) {
        line("outcomes");
        measured.outcomes()
                .forEach((kind, reasons) -> reasons.forEach((reason, count) -> line(
                        "  %-22s %-60s %,12d  %5.1f %%",
                        kind.key(), reason, count, PERCENT * count / (double) measured.requests())));
    }

    private void addLimit(LimitResult limit) {
        line("highest rate with p99 <= %s ms: %,.0f/s", Latencies.text(limit.p99BoundNanos()), limit.rate());
        line("  %s", limit.confidence());
        for (LimitResult.Probe probe : limit.probes()) {
            line(
                    "  %,10.0f/s  p99 %s ms, %,d unanswered, %.1f %% refused%s",
                    probe.rate(),
                    Latencies.text(probe.p99Nanos()),
                    probe.unanswered(),
                    PERCENT * probe.refusedShare(),
                    probe.isGeneratorLimited() ? ", generator did not keep up" : "");
        }
    }

    private void addAudit(AuditResult audit) {
        line(
                "audit: %s; %,d tokens of sessions, %,d sessions and %,d calculations acknowledged",
                audit.isPassed() ? "passed" : "FAILED, " + audit.violationCount() + " violations",
                audit.tokens(),
                audit.sessions(),
                audit.calculations());
        audit.budgets()
                .forEach(budget -> line(
                        "  budget %s: at most %,d DPUs held%s: %s",
                        budget.budget(),
                        budget.peakDpus(),
                        budget.limitDpus().isPresent()
                                ? String.format(
                                        Locale.ROOT,
                                        " of %,d",
                                        budget.limitDpus().getAsInt())
                                : "",
                        budget.verdict()));
        audit.violations().forEach(violation -> line("  VIOLATION %s: %s", violation.kind(), violation.text()));
        long unsaid = audit.violationCount() - audit.violations().size();
        if (unsaid > 0) {
            line("  and %,d more", unsaid);
        }
    }

    private static String header() {
        StringBuilder header = new StringBuilder();
        Latencies.PERCENTILES.forEach(percentile -> header.append(String.format("%10s", Latencies.name(percentile))));
        return header.toString();
    }

    private static String row(Histogram histogram) {
        StringBuilder row = new StringBuilder();
        Latencies.PERCENTILES.forEach(percentile ->
                row.append(String.format("%10s", Latencies.text(Latencies.millis(histogram, percentile)))));
        return row.toString();
    }

    @SuppressWarnings("AnnotateFormatMethod") // that annotation is in a library that nothing else here needs
    private void line(String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
