package dev.berth.server.metrics;

import dev.berth.engine.BudgetUse;
import dev.berth.engine.Engine;
import dev.berth.server.audit.AuditLog;
import dev.berth.server.http.FrontEnd;
import dev.berth.server.identity.AccessStats;
import dev.berth.spi.JournalStats;
import dev.berth.spi.SchedulerStats;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.core.metrics.Info;
import io.vertx.core.metrics.MetricsOptions;
import io.vertx.core.spi.VertxMetricsFactory;
import io.vertx.micrometer.Label;
import io.vertx.micrometer.MetricsDomain;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The metrics of one server, in a registry of their own. Thread-safe. */
public final class ServerMetrics implements AutoCloseable {
    /** The label of those that have none of their own. */
    static final String OTHERS = "other";

    private static final String OPEN_METRICS = "application/openmetrics-text";
    private static final String OPEN_METRICS_CONTENT_TYPE =
            "application/openmetrics-text; version=1.0.0; charset=utf-8";
    private static final String TEXT_CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private static final Duration[] LOOP_BUCKETS = Buckets.ofTime(Duration.ofMillis(1), Duration.ofSeconds(10));

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics gcMetrics = new JvmGcMetrics();
    private final MicrometerStats stats;
    private final JournalMeters journal;
    private final AccessMeters access;
    private final int maxWorkGroups;
    private final int maxIdentities;

    /**
     * Metrics that show the JVM and the build from now on, and a scheduler once it is {@linkplain #watch watched}.
     *
     * @param maxWorkGroups how many work groups' budgets become labels
     * @param maxIdentities how many identities become labels
     * @param version the version of this build
     */
    public ServerMetrics(int maxWorkGroups, int maxIdentities, String version) {
        this.maxWorkGroups = maxWorkGroups;
        this.maxIdentities = maxIdentities;
        this.stats = new MicrometerStats(registry, maxWorkGroups);
        this.journal = new JournalMeters(registry, System::nanoTime);
        this.access = new AccessMeters(registry, maxIdentities);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        gcMetrics.bindTo(registry);
        Info.builder()
                .name("berth_build_info")
                .help("The version of Berth and of the JDK it runs on")
                .labelNames("version", "jdk")
                .register(registry.getPrometheusRegistry())
                .setLabelValues(version, System.getProperty("java.version"));
    }

    /** What counts a scheduler's doings in these metrics. */
    public SchedulerStats stats() {
        return stats;
    }

    /** What counts a journal's doings in these metrics. */
    public JournalStats journalStats() {
        return journal;
    }

    /** What counts in these metrics the requests that are turned away. */
    public AccessStats accessStats() {
        return access;
    }

    /** How starts were answered so far. */
    public StartFigures starts() {
        return StartFigures.read(registry);
    }

    /** What makes Vert.x measure into these metrics, given {@link #httpOptions}. */
    public VertxMetricsFactory vertxFactory() {
        return new MicrometerMetricsFactory(registry);
    }

    /** What Vert.x is to measure: HTTP requests by status, and nothing else. */
    public static MetricsOptions httpOptions() {
        MicrometerMetricsOptions options =
                new MicrometerMetricsOptions().setEnabled(true).setLabels(EnumSet.of(Label.HTTP_CODE));
        EnumSet.complementOf(EnumSet.of(MetricsDomain.HTTP_SERVER)).forEach(options::addDisabledMetricsCategory);
        return options;
    }

    /** Shows the levels of an engine in every scrape from now on. Call once. */
    public void watch(Engine engine) {
        SchedulerLevels levels = new SchedulerLevels(
                () -> budgetUses(engine), engine::snapshot, engine::holdings, maxWorkGroups, maxIdentities);
        registry.getPrometheusRegistry().register(levels);
    }

    private List<BudgetUse> budgetUses(Engine engine) {
        List<BudgetUse> uses = engine.budgetUses();
        uses.stream()
                .map(BudgetUse::budget)
                .filter(budget -> budget.limitDpus().isPresent())
                .forEach(budget -> stats.expectRefusalsOf(budget.name()));
        return uses;
    }

    /** Shows what an audit log has lost in every scrape from now on. Call once. */
    public void watch(AuditLog audit) {
        FunctionCounter.builder("berth.audit.log.lines.lost", audit, AuditLog::linesLost)
                .description("Lines of the audit log that its disk or its queue could not take")
                .register(registry);
    }

    /** Shows the connections, requests and event loops of a front end in every scrape from now on. Call once. */
    public void watch(FrontEnd frontEnd) {
        Gauge.builder("berth.http.connections", frontEnd, FrontEnd::openConnections)
                .description("Connections that are open")
                .register(registry);
        Gauge.builder("berth.http.buffered.body.bytes", frontEnd, FrontEnd::bufferedBodyBytes)
                .description("Bytes of request bodies that are still arriving")
                .register(registry);
        FunctionCounter.builder("berth.http.connections.refused", frontEnd, FrontEnd::refusedConnections)
                .description("Connections that were closed because there were too many")
                .register(registry);
        Gauge.builder("berth.http.requests.in.flight", frontEnd, FrontEnd::requestsInFlight)
                .description("Requests of the API that are under way")
                .register(registry);
        Gauge.builder("berth.http.requests.held.back", frontEnd, FrontEnd::requestsHeldBack)
                .description("Requests of the API that wait until there are fewer under way")
                .register(registry);
        Timer loopDelay = Timer.builder("berth.event.loop.delay")
                .description("How much later than it should an event loop does what is due")
                .serviceLevelObjectives(LOOP_BUCKETS)
                .register(registry);
        frontEnd.watchLoops(nanos -> loopDelay.record(nanos, TimeUnit.NANOSECONDS));
    }

    /** The type of the text for a client that accepts the given: OpenMetrics if it says so, else Prometheus text. */
    public static String contentTypeFor(String acceptHeader) {
        return acceptHeader.contains(OPEN_METRICS) ? OPEN_METRICS_CONTENT_TYPE : TEXT_CONTENT_TYPE;
    }

    /** Every metric as it stands, as text of the given type. */
    public String scrape(String contentType) {
        return registry.scrape(contentType);
    }

    @Override
    public void close() {
        gcMetrics.close();
        registry.close();
    }
}
