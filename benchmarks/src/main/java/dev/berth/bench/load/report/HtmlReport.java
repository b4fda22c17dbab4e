package dev.berth.bench.load.report;

import dev.berth.bench.load.audit.AuditResult;
import dev.berth.bench.load.traffic.Measurements;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/** The result of a run as one page of HTML: styles and charts are in it, and it loads nothing. */
public final class HtmlReport {
    private static final String STYLE = """
            :root{color-scheme:light dark;--page:#fff;--ink:#1b2430;--soft:#5b6675;--rule:#dfe4ea;--panel:#f5f7f9;
            --good:#1a7f4b;--bad:#c0272d;--s1:#1f6feb;--s2:#8a94a3;--s3:#d9822b;--s4:#c0272d}
            @media(prefers-color-scheme:dark){:root{--page:#12171d;--ink:#e6ebf1;--soft:#9aa6b4;--rule:#2a333d;--panel:#1a2129;
            --good:#4cc38a;--bad:#ff6b6b;--s1:#6cb0ff;--s2:#8b97a6;--s3:#f0a35e;--s4:#ff6b6b}}
            body{margin:2rem auto;max-width:60rem;padding:0 1rem;background:var(--page);color:var(--ink);
            font:15px/1.5 system-ui,sans-serif}
            h1{font-size:1.5rem;margin:0}h1,p{overflow-wrap:anywhere}h2{font-size:1.1rem;margin:2rem 0 .5rem}.soft{color:var(--soft)}
            .tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(7.5rem,1fr));gap:.75rem;margin:1.25rem 0}
            .tile{background:var(--panel);border:1px solid var(--rule);border-radius:8px;padding:.6rem .9rem}
            .tile b{display:block;font-size:1.2rem;font-variant-numeric:tabular-nums}
            .good{color:var(--good)}.bad{color:var(--bad)}
            .scroll{overflow-x:auto}table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
            th,td{text-align:right;padding:.3rem .6rem;border-bottom:1px solid var(--rule)}
            th:first-child,td:first-child,td.text,th.text{text-align:left}th{color:var(--soft);font-weight:600}
            figure{margin:1.5rem 0}figcaption{font-weight:600}.legend{margin:.2rem 0;color:var(--soft);font-size:.85rem}
            svg{width:100%;min-width:44rem;height:auto;display:block}svg text{fill:var(--soft);font:12px system-ui,sans-serif}
            .grid{stroke:var(--rule);fill:none}.line{fill:none;stroke-width:2;stroke-linejoin:round}
            .key{display:inline-block;width:.8rem;height:.25rem;margin:0 .35rem .2rem .6rem;border-radius:2px}
            .s1{stroke:var(--s1)}.s2{stroke:var(--s2);stroke-dasharray:5 4}.s3{stroke:var(--s3)}.s4{stroke:var(--s4)}
            .key.s1{background:var(--s1)}.key.s2{background:var(--s2)}.key.s3{background:var(--s3)}.key.s4{background:var(--s4)}
            """;
    private static final int PERCENT = 100;

    private final StringBuilder page = new StringBuilder();

    private HtmlReport() {}

    /** The whole page. */
    public static String of(RunResult result) {
        HtmlReport report = new HtmlReport();
        report.addHead(result);
        report.addTiles(result);
        if (result.measurements().requests() > 0) {
            report.addLatency(result);
            report.addCharts(result);
            report.addOutcomes(result.measurements());
        }
        result.limit().ifPresent(report::addLimit);
        report.addRestarts(result);
        report.addAudit(result.audit());
        report.addNotes(result);
        return report.page.append("</body></html>\n").toString();
    }

    private void addHead(RunResult result) {
        RunResult.RunFacts facts = result.facts();
        page.append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">")
                .append("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">")
                .append("<title>Load on " + Html.escape(facts.endpoint()) + "</title>\n<style>\n" + STYLE)
                .append("</style></head><body>\n");
        add("<h1>Load on %s</h1>", Html.escape(facts.endpoint()));
        add(
                "<p class=\"soft\"><b>%s</b>, scenario %s, seed %d, run %s, %d connections%s, %.0f s planned, the first %.1f s are"
                        + " warm-up with %,d requests that are in no figure but the charts over time</p>",
                Html.escape(facts.loop()),
                Html.escape(facts.scenario()),
                facts.seed(),
                facts.runId(),
                facts.connections(),
                facts.isSigned() ? ", signed" : "",
                facts.plannedSeconds(),
                facts.warmUpSeconds(),
                result.measurements().warmUpRequests());
    }

    private void addTiles(RunResult result) {
        Measurements measured = result.measurements();
        page.append("<div class=\"tiles\">");
        tile(result.audit().isPassed() ? "good" : "bad", result.audit().isPassed() ? "passed" : "FAILED", "audit");
        boolean isGenerators = result.generator().isLimit();
        tile(isGenerators ? "bad" : "good", isGenerators ? "was the limit" : "kept up", "generator");
        tile("", number(measured.rate()), "requests per second");
        tile("", number(measured.requests()), "requests");
        tile("", number(measured.requests() - measured.ok() - measured.unanswered()), "refused");
        tile(measured.unanswered() == 0 ? "" : "bad", number(measured.unanswered()), "without an answer");
        page.append("</div>\n");
        add(
                "<p class=\"soft\">Generator: %s</p>",
                Html.escape(result.generator().describe()));
    }

    private void tile(String style, String value, String name) {
        add("<div class=\"tile\"><b class=\"%s\">%s</b>%s</div>", style, value, name);
    }

    private void addLatency(RunResult result) {
        Measurements measured = result.measurements();
        add("<h2>Latency, ms (%s)</h2>", Html.escape(result.facts().loop()));
        page.append("<div class=\"scroll\"><table><tr><th></th><th>requests</th>");
        Latencies.PERCENTILES.forEach(percentile -> page.append("<th>" + Latencies.name(percentile) + "</th>"));
        page.append("</tr>\n");
        if (isOpen(result)) {
            latencyRow("from the intended start", measured.corrected());
        }
        latencyRow(isOpen(result) ? "from the sending (naive)" : "from the sending", measured.naive());
        measured.perOperation().forEach((kind, histogram) -> latencyRow(kind.key(), histogram));
        if (isOpen(result)) {
            latencyRow("wait for a free connection", measured.connectionWait());
            latencyRow("lateness of the generator", measured.lateness());
        }
        page.append("</table></div>\n");
        if (!isOpen(result)) {
            add(
                    "<p class=\"soft\">A closed loop sends nothing while it waits, so that it hides how long a wait would have been for"
                            + " others. Its latencies say nothing about a server at a given rate.</p>");
        }
    }

    private void latencyRow(String name, Histogram histogram) {
        add("<tr><td>%s</td><td>%s</td>", Html.escape(name), number(histogram.getTotalCount()));
        Latencies.PERCENTILES.forEach(
                percentile -> page.append("<td>" + Latencies.text(Latencies.millis(histogram, percentile)) + "</td>"));
        page.append("</tr>\n");
    }

    private void addCharts(RunResult result) {
        page.append(Charts.percentiles(result.measurements(), isOpen(result)));
        page.append(Charts.rates(result.measurements()));
        page.append(Charts.latencies(result.measurements(), isOpen(result)));
    }

    private void addOutcomes(Measurements measured) {
        page.append("<h2>Outcomes</h2>\n<div class=\"scroll\"><table>")
                .append("<tr><th>operation</th><th class=\"text\">outcome</th><th>requests</th><th>share</th></tr>\n");
        measured.outcomes()
                .forEach((kind, reasons) -> reasons.forEach((reason, count) -> add(
                        "<tr><td>%s</td><td class=\"text\">%s</td><td>%s</td><td>%.1f %%</td></tr>",
                        kind.key(),
                        Html.escape(reason),
                        number(count),
                        PERCENT * count / (double) measured.requests())));
        page.append("</table></div>\n");
    }

    private void addLimit(LimitResult limit) {
        add("<h2>Highest rate with p99 within %s ms</h2>", Latencies.text(limit.p99BoundNanos()));
        add("<p><b>%s/s</b>; %s</p>", number(limit.rate()), Html.escape(limit.confidence()));
        page.append(
                        "<div class=\"scroll\"><table><tr><th>rate</th><th>p99, ms</th><th>without an answer</th><th>refused</th>")
                .append("<th>generator</th></tr>\n");
        limit.probes()
                .forEach(probe -> add(
                        "<tr><td>%s</td><td class=\"%s\">%s</td><td>%s</td><td>%.1f %%</td><td>%s</td></tr>",
                        number(probe.rate()),
                        probe.keeps(limit.p99BoundNanos()) ? "good" : "bad",
                        Latencies.text(probe.p99Nanos()),
                        number(probe.unanswered()),
                        PERCENT * probe.refusedShare(),
                        probe.isGeneratorLimited() ? "did not keep up" : "kept up"));
        page.append("</table></div>\n");
    }

    private void addRestarts(RunResult result) {
        if (result.restarts().isEmpty()) {
            return;
        }
        page.append("<h2>Kills of the server</h2>\n<div class=\"scroll\"><table><tr><th>at, s</th><th>down, s</th>")
                .append("<th>sessions acknowledged</th><th>asked for afterwards</th>")
                .append("<th>calculations acknowledged</th><th>asked for afterwards</th></tr>\n");
        result.restarts()
                .forEach(restart -> add(
                        "<tr><td>%.1f</td><td>%.1f</td><td>%s</td><td>%s</td><td>%s</td><td>%s</td></tr>",
                        restart.atSeconds(),
                        restart.downSeconds(),
                        number(restart.sessions().acknowledged()),
                        number(restart.sessions().verified()),
                        number(restart.calculations().acknowledged()),
                        number(restart.calculations().verified())));
        page.append("</table></div>\n");
    }

    private void addAudit(AuditResult audit) {
        add(
                "<h2>Audit</h2><p class=\"%s\">%s; %s tokens of sessions, %s sessions and %s calculations acknowledged</p>",
                audit.isPassed() ? "good" : "bad",
                audit.isPassed() ? "passed" : "FAILED, " + number(audit.violationCount()) + " violations",
                number(audit.tokens()),
                number(audit.sessions()),
                number(audit.calculations()));
        page.append("<div class=\"scroll\"><table><tr><th>budget</th><th>DPUs at most held</th><th>limit</th>")
                .append("<th class=\"text\">verdict</th></tr>\n");
        audit.budgets()
                .forEach(budget -> add(
                        "<tr><td>%s</td><td>%s</td><td>%s</td><td class=\"text\">%s</td></tr>",
                        Html.escape(budget.budget()),
                        number(budget.peakDpus()),
                        budget.limitDpus().isPresent()
                                ? number(budget.limitDpus().getAsInt())
                                : "",
                        budget.verdict()));
        page.append("</table></div>\n");
        audit.violations()
                .forEach(violation ->
                        add("<p class=\"bad\">%s: %s</p>", violation.kind(), Html.escape(violation.text())));
        long unsaid = audit.violationCount() - audit.violations().size();
        if (unsaid > 0) {
            add("<p class=\"bad\">and %s more</p>", number(unsaid));
        }
    }

    private void addNotes(RunResult result) {
        result.notes().forEach(note -> add("<p class=\"soft\">%s</p>", Html.escape(note)));
    }

    private static boolean isOpen(RunResult result) {
        return result.facts().loop().startsWith("open");
    }

    private static String number(double value) {
        return number(Math.round(value));
    }

    private static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    @SuppressWarnings("AnnotateFormatMethod") // that annotation is in a library that nothing else here needs
    private void add(String format, Object... values) {
        page.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
