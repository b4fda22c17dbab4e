package dev.berth.server.console;

import dev.berth.engine.BudgetUse;
import dev.berth.engine.EngineSnapshot;
import dev.berth.server.http.BudgetJson;
import dev.berth.server.metrics.Durations;
import dev.berth.server.metrics.StartFigures;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** The state of the whole as JSON. Costs as much as there are budgets, whatever the number of sessions. Thread-safe. */
final class Overview {
    private final ServerFigures figures;

    Overview(ServerFigures figures) {
        this.figures = figures;
    }

    /**
     * One moment.
     *
     * @param json what is shown of it
     * @param nanos when that was, as of {@link System#nanoTime}
     * @param starts how starts had been answered until then
     */
    record Moment(JsonObject json, long nanos, StartFigures starts) {}

    /** This moment, with the latency of all starts so far. */
    Moment now() {
        StartFigures starts = figures.starts();
        return moment(System.nanoTime(), starts, null, starts.durations());
    }

    /** This moment, with the rate and the latency of the starts since an earlier one; without them if there is none. */
    Moment since(@Nullable Moment earlier) {
        StartFigures starts = figures.starts();
        long nanos = System.nanoTime();
        return earlier == null
                ? moment(nanos, starts, null, starts.durations().since(starts.durations()))
                : moment(
                        nanos,
                        starts,
                        perSecond(starts, nanos, earlier),
                        starts.durations().since(earlier.starts().durations()));
    }

    private Moment moment(long nanos, StartFigures starts, @Nullable Double startsPerSecond, Durations latency) {
        Instant at = Instant.now();
        EngineSnapshot levels = figures.levels();
        List<BudgetUse> uses = figures.budgets();
        JsonObject json = new JsonObject()
                .put("time", at.truncatedTo(ChronoUnit.MILLIS).toString())
                .put("version", figures.version())
                .put("uptimeSeconds", Duration.between(figures.startedAt(), at).toSeconds())
                .put("identitiesConfigured", figures.identitiesConfigured())
                .put("budgets", budgets(uses))
                .put("holders", holders(uses))
                .put("sessions", sessions(levels))
                .put("auditDifferenceDpus", levels.auditDifferenceDpus())
                .put("starts", starts(starts))
                .put("startsPerSecond", startsPerSecond)
                .put("latency", latency(latency));
        return new Moment(json, nanos, starts);
    }

    private static JsonArray budgets(List<BudgetUse> uses) {
        JsonArray all = new JsonArray();
        for (BudgetUse use : uses) {
            all.add(BudgetJson.of(use.budget())
                    .put("highWaterDpus", use.mostHeldDpus())
                    .put("sessions", use.liveSessions()));
        }
        return all;
    }

    private JsonObject holders(List<BudgetUse> uses) {
        Holders workGroups = Holders.workGroups(uses);
        Holders identities = Holders.identities(figures.holdings());
        return new JsonObject()
                .put("workGroups", workGroups.most("workGroup"))
                .put("otherWorkGroups", workGroups.rest())
                .put("identities", identities.most("identity"))
                .put("otherIdentities", identities.rest());
    }

    private static JsonObject sessions(EngineSnapshot levels) {
        JsonObject counts = new JsonObject();
        levels.sessions().forEach((state, count) -> counts.put(state.name(), count));
        return counts;
    }

    private static JsonObject starts(StartFigures starts) {
        JsonObject refused = new JsonObject();
        starts.refused().forEach(refused::put);
        return new JsonObject()
                .put("started", starts.started())
                .put("replayed", starts.replayed())
                .put("failed", starts.failed())
                .put("refused", refused);
    }

    private static double perSecond(StartFigures starts, long nanos, Moment earlier) {
        double seconds = Math.max(1e-3, (nanos - earlier.nanos()) / 1e9);
        return (starts.started() - earlier.starts().started()) / seconds;
    }

    private static JsonObject latency(Durations durations) {
        return new JsonObject()
                .put("p50", millis(durations.quantileMillis(0.50)))
                .put("p90", millis(durations.quantileMillis(0.90)))
                .put("p99", millis(durations.quantileMillis(0.99)));
    }

    private static @Nullable Double millis(OptionalDouble value) {
        return value.isPresent() ? value.getAsDouble() : null;
    }
}
