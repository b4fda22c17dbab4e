package dev.berth.server;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Every setting there is: its path in the YAML file and the text of its default. The environment variable follows from
 * the path: {@code http.max-body-bytes} is {@code BERTH_HTTP_MAX_BODY_BYTES}. An empty default is worked out when the
 * configuration is read.
 */
enum Setting {
    HOST("host", "127.0.0.1"),
    PORT("port", "8181"),
    DATA("data", "./berth-data"),
    INSECURE("insecure", "false"),
    REGION("region", "us-east-1"),
    ACCOUNT_ID("account-id", "000000000000"),
    ACCOUNT_DPUS("account-dpus", "160"),
    SESSION_DPUS("session-dpus", "60"),
    MAX_SESSIONS("max-sessions", ""),
    MAX_WORK_GROUPS("max-work-groups", "1000"),
    WORK_GROUPS("work-groups", "[{name: spark-primary, engine: PySpark engine version 3}]"),
    LAUNCH_DEADLINE("launch-deadline", "10m"),
    TERMINATE_DEADLINE("terminate-deadline", "1m"),
    JOURNAL_DURABILITY("journal.durability", "sync"),
    JOURNAL_MAX_BATCH_BYTES("journal.max-batch-bytes", "1048576"),
    JOURNAL_SEGMENT_BYTES("journal.segment-bytes", "67108864"),
    JOURNAL_SNAPSHOT_BYTES("journal.snapshot-bytes", "268435456"),
    IDEMPOTENCY_TOKEN_REQUIRED("idempotency.token-required", "false"),
    IDEMPOTENCY_RETENTION("idempotency.retention", "24h"),
    IDEMPOTENCY_MAX_TOKENS("idempotency.max-tokens", "5000000"),
    SESSIONS_RETENTION("sessions.retention", "24h"),
    SESSIONS_MAX_ENDED("sessions.max-ended", "1000000"),
    QUEUE_MAX_CHANGES("queue.max-changes", "65536"),
    QUEUE_MAX_BATCH("queue.max-batch", "4096"),
    QUEUE_MAX_BATCH_DELAY("queue.max-batch-delay", "1ms"),
    RUNTIME_NAME("runtime.name", "auto"),
    RUNTIME_ON_STOP("runtime.on-stop", ""),
    JUPYTER_KERNEL("runtime.jupyter.kernel", "python3"),
    JUPYTER_LAUNCHES_AT_ONCE("runtime.jupyter.launches-at-once", ""),
    JUPYTER_MAX_KERNELS("runtime.jupyter.max-kernels", ""),
    JUPYTER_MEMORY_LIMIT_BYTES("runtime.jupyter.memory-limit-bytes", "0"),
    JUPYTER_STOP_GRACE("runtime.jupyter.stop-grace", "10s"),
    JUPYTER_OUTPUT_BYTES("runtime.jupyter.output-bytes", "16777216"),
    JUPYTER_DPU_SCALE("runtime.jupyter.dpu-scale", ""),
    JUPYTER_SPARK_DEFAULTS("runtime.jupyter.spark-defaults", "{}"),
    SIMULATED_LAUNCH_MEDIAN("runtime.simulated.launch-median", "300ms"),
    SIMULATED_LAUNCH_P99("runtime.simulated.launch-p99", ""),
    SIMULATED_TERMINATE_MEDIAN("runtime.simulated.terminate-median", "50ms"),
    SIMULATED_TERMINATE_P99("runtime.simulated.terminate-p99", ""),
    SIMULATED_CALCULATION_MEDIAN("runtime.simulated.calculation-median", "100ms"),
    SIMULATED_CALCULATION_P99("runtime.simulated.calculation-p99", ""),
    SIMULATED_LAUNCH_FAILURE_RATE("runtime.simulated.launch-failure-rate", "0"),
    SIMULATED_DEGRADATION_RATE("runtime.simulated.degradation-rate", "0"),
    SIMULATED_DEGRADATION_AFTER("runtime.simulated.degradation-after", "1m"),
    SIMULATED_SEED("runtime.simulated.seed", "1"),
    RESULTS_STORE("results.store", "files"),
    RESULTS_S3_ENDPOINT("results.s3.endpoint", ""),
    RESULTS_S3_REGION("results.s3.region", ""),
    RESULTS_S3_PATH_STYLE("results.s3.path-style", "true"),
    RESULTS_S3_ACCESS_KEY_ID("results.s3.access-key-id", ""),
    RESULTS_S3_SECRET_ACCESS_KEY("results.s3.secret-access-key", ""),
    HTTP_MAX_BODY_BYTES("http.max-body-bytes", "1048576"),
    HTTP_MAX_HEADER_BYTES("http.max-header-bytes", "16384"),
    HTTP_IDLE_TIMEOUT("http.idle-timeout", "60s"),
    HTTP_MAX_CONNECTIONS("http.max-connections", "16384"),
    HTTP_MAX_CONNECTIONS_PER_SOURCE("http.max-connections-per-source", "4096"),
    HTTP_MAX_IN_FLIGHT("http.max-in-flight", "1024"),
    HTTP_EVENT_LOOPS("http.event-loops", ""),
    HTTP_TRANSPORT("http.transport", "auto"),
    HTTP_DRAIN_TIMEOUT("http.drain-timeout", "10s"),
    HTTP_TLS_CERTIFICATE("http.tls.certificate", ""),
    HTTP_TLS_KEY("http.tls.key", ""),
    AUDIT_LOG("audit.log", "on"),
    AUDIT_MAX_FILE_BYTES("audit.max-file-bytes", "67108864"),
    AUDIT_MAX_FILES("audit.max-files", "8"),
    ADMIN_HOST("admin.host", "127.0.0.1"),
    ADMIN_PORT("admin.port", ""),
    CONSOLE_URL("console.url", ""),
    RATE_LIMIT_REQUESTS_PER_SECOND("rate-limit.requests-per-second", "0"),
    RATE_LIMIT_BURST("rate-limit.burst", ""),
    METRICS_MAX_WORK_GROUPS("metrics.max-work-groups", "1000"),
    METRICS_MAX_IDENTITIES("metrics.max-identities", "200"),
    METRICS_HTTP("metrics.http", "false"),
    LOG_LEVEL("log.level", "info"),
    LOG_FORMAT("log.format", "text");

    /** What the environment variables of all settings begin with. */
    static final String VARIABLE_PREFIX = "BERTH_";

    private final String path;
    private final String defaultText;

    Setting(String path, String defaultText) {
        this.path = path;
        this.defaultText = defaultText;
    }

    /** Whether the value is a list or a map rather than a single text; where a text is given, it is YAML. */
    boolean isStructured() {
        return this == WORK_GROUPS || this == JUPYTER_SPARK_DEFAULTS;
    }

    /** The path in the YAML file, one dot for each level. */
    String path() {
        return path;
    }

    String defaultText() {
        return defaultText;
    }

    String variable() {
        return VARIABLE_PREFIX + path.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    static Optional<Setting> ofPath(String path) {
        return Arrays.stream(values())
                .filter(setting -> setting.path.equals(path))
                .findAny();
    }

    static List<String> paths() {
        return Arrays.stream(values()).map(Setting::path).toList();
    }

    static List<String> variables() {
        return Arrays.stream(values()).map(Setting::variable).toList();
    }

    /** Whether the path leads to settings without being one. */
    static boolean isSection(String path) {
        return Arrays.stream(values()).anyMatch(setting -> setting.path.startsWith(path + "."));
    }
}
