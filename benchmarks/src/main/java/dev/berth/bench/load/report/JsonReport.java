package dev.berth.bench.load.report;

import dev.berth.bench.load.audit.AuditResult;
import dev.berth.bench.load.traffic.Interval;
import dev.berth.bench.load.traffic.Measurements;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.HdrHistogram.Histogram;

/** The result of a run as JSON. Latencies are milliseconds, times seconds, rates requests per second. */
public final class JsonReport {
    private static final int VERSION = 1;
    private static final double NANOS_PER_MILLI = 1e6;

    private JsonReport() {}

    /** One object, in several lines. */
    public static String of(RunResult result) {
        RunResult.RunFacts facts = result.facts();
        JsonObject json = new JsonObject()
                .put("version", VERSION)
                .put("loop", facts.loop())
                .put("endpoint", facts.endpoint())
                .put("scenario", facts.scenario())
                .put("seed", facts.seed())
                .put("runId", facts.runId())
                .put("connections", facts.connections())
                .put("signed", facts.isSigned())
                .put("plannedSeconds", facts.plannedSeconds())
                .put("plannedRequests", facts.plannedRequests())
                .put("warmUpSeconds", facts.warmUpSeconds());
        addMeasurements(json, result.measurements());
        json.put("generator", generator(result)).put("audit", audit(result.audit()));
        json.put("restarts", restarts(result));
        result.limit().ifPresent(limit -> json.put("limit", limit(limit)));
        return json.put("notes", new JsonArray(result.notes())).encodePrettily() + "\n";
    }

    private static void addMeasurements(JsonObject json, Measurements measured) {
        JsonObject operations = new JsonObject();
        measured.perOperation().forEach((kind, histogram) -> operations.put(kind.key(), latency(histogram)));
        JsonObject outcomes = new JsonObject();
        measured.outcomes().forEach((kind, reasons) -> {
            JsonObject counts = new JsonObject();
            reasons.forEach(counts::put);
            outcomes.put(kind.key(), counts);
        });
        JsonArray timeline = new JsonArray();
        measured.timeline().forEach(interval -> timeline.add(interval(interval)));
        json.put("requests", measured.requests())
                .put("ok", measured.ok())
                .put("unanswered", measured.unanswered())
                .put("warmUpRequests", measured.warmUpRequests())
                .put("seconds", measured.seconds())
                .put("rate", measured.rate())
                .put("latencyFromIntendedStart", latency(measured.corrected()))
                .put("latencyFromSending", latency(measured.naive()))
                .put("connectionWait", latency(measured.connectionWait()))
                .put("operations", operations)
                .put("outcomes", outcomes)
                .put("timeline", timeline);
    }

    private static JsonObject latency(Histogram histogram) {
        JsonObject latency = new JsonObject().put("count", histogram.getTotalCount());
        Latencies.PERCENTILES.forEach(
                percentile -> latency.put(Latencies.name(percentile), Latencies.millis(histogram, percentile)));
        return latency;
    }

    private static JsonObject interval(Interval interval) {
        return new JsonObject()
                .put("endSeconds", interval.endSeconds())
                .put("seconds", interval.seconds())
                .put("ok", interval.ok())
                .put("refused", interval.refused())
                .put("unanswered", interval.unanswered())
                .put("p50", interval.p50Nanos() / NANOS_PER_MILLI)
                .put("p99", interval.p99Nanos() / NANOS_PER_MILLI)
                .put("max", interval.maxNanos() / NANOS_PER_MILLI)
                .put("naiveP99", interval.naiveP99Nanos() / NANOS_PER_MILLI);
    }

    private static JsonObject generator(RunResult result) {
        return new JsonObject()
                .put("wasLimit", result.generator().isLimit())
                .put("p99Lateness", result.generator().p99LatenessNanos() / NANOS_PER_MILLI)
                .put("maxLateness", result.generator().maxLatenessNanos() / NANOS_PER_MILLI)
                .put("busyShare", result.generator().busyShare());
    }

    private static JsonObject audit(AuditResult audit) {
        JsonArray budgets = new JsonArray();
        audit.budgets()
                .forEach(budget -> budgets.add(new JsonObject()
                        .put("budget", budget.budget())
                        .put(
                                "limitDpus",
                                budget.limitDpus().isPresent()
                                        ? budget.limitDpus().getAsInt()
                                        : null)
                        .put("peakDpus", budget.peakDpus())
                        .put("verdict", budget.verdict().name())));
        JsonArray violations = new JsonArray();
        audit.violations()
                .forEach(violation -> violations.add(
                        new JsonObject().put("kind", violation.kind().name()).put("text", violation.text())));
        return new JsonObject()
                .put("passed", audit.isPassed())
                .put("tokens", audit.tokens())
                .put("sessions", audit.sessions())
                .put("calculations", audit.calculations())
                .put("budgets", budgets)
                .put("violationCount", audit.violationCount())
                .put("violations", violations);
    }

    private static JsonArray restarts(RunResult result) {
        JsonArray restarts = new JsonArray();
        result.restarts()
                .forEach(restart -> restarts.add(new JsonObject()
                        .put("atSeconds", restart.atSeconds())
                        .put("downSeconds", restart.downSeconds())
                        .put("acknowledged", restart.sessions().acknowledged())
                        .put("verified", restart.sessions().verified())
                        .put("acknowledgedCalculations", restart.calculations().acknowledged())
                        .put("verifiedCalculations", restart.calculations().verified())));
        return restarts;
    }

    private static JsonObject limit(LimitResult limit) {
        JsonArray probes = new JsonArray();
        limit.probes()
                .forEach(probe -> probes.add(new JsonObject()
                        .put("rate", probe.rate())
                        .put("p99", probe.p99Nanos() / NANOS_PER_MILLI)
                        .put("unanswered", probe.unanswered())
                        .put("refusedShare", probe.refusedShare())
                        .put("generatorWasLimit", probe.isGeneratorLimited())));
        return new JsonObject()
                .put("p99Bound", limit.p99BoundNanos() / NANOS_PER_MILLI)
                .put("rate", limit.rate())
                .put("confidence", limit.confidence())
                .put("generatorWasLimit", limit.isGenerators())
                .put("probes", probes);
    }
}
