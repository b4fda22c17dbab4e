package dev.berth.server.metrics;

import dev.berth.api.SessionScheduler;
import dev.berth.engine.EngineSnapshot;
import dev.berth.server.http.FrontEnd;
import dev.berth.spi.SchedulerStats;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.core.metrics.Info;
import io.vertx.core.metrics.MetricsOptions;
import io.vertx.core.spi.VertxMetricsFactory;
import io.vertx.micrometer.Label;
import io.vertx.micrometer.MetricsDomain;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import java.util.EnumSet;
import java.util.function.Supplier;

/** The metrics of one server, in a registry of their own. Thread-safe. */
public final class ServerMetrics implements AutoCloseable {
    /** The label of the budgets that have none of their own. */
    static final String OTHER_BUDGETS = "other";

    private static final String OPEN_METRICS = "application/openmetrics-text";
    private static final String OPEN_METRICS_CONTENT_TYPE =
            "application/openmetrics-text; version=1.0.0; charset=utf-8";
    private static final String TEXT_CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics gcMetrics = new JvmGcMetrics();
    private final SchedulerStats stats;
    private final int maxWorkGroups;

    /**
     * Metrics that show the JVM and the build from now on, and a scheduler once it is {@linkplain #watch watched}.
     *
     * @param maxWorkGroups how many work groups' budgets become labels
     * @param version the version of this build
     */
    public ServerMetrics(int maxWorkGroups, String version) {
        this.maxWorkGroups = maxWorkGroups;
        this.stats = new MicrometerStats(registry, maxWorkGroups);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
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

    /** Shows the levels of a scheduler in every scrape from now on. Call once. */
    public void watch(SessionScheduler scheduler, Supplier<EngineSnapshot> snapshot) {
        registry.getPrometheusRegistry().register(new SchedulerLevels(scheduler::budgets, snapshot, maxWorkGroups));
    }

    /** Shows the connections of a front end in every scrape from now on. Call once. */
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
