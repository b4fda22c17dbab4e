package dev.berth.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.api.CreateWorkGroup;
import dev.berth.engine.EngineConfig;
import dev.berth.engine.LocalJournalConfig;
import dev.berth.server.athena.AthenaConfig;
import dev.berth.server.athena.EngineVersions;
import dev.berth.server.http.AdminAddress;
import dev.berth.server.http.HttpConfig;
import dev.berth.server.http.SocketTransport;
import dev.berth.server.http.TlsFiles;
import dev.berth.server.identity.RateLimit;
import dev.berth.server.results.S3StoreConfig;
import dev.berth.server.runtime.simulated.Delay;
import dev.berth.server.runtime.simulated.SimulatedConfig;
import dev.berth.spi.Journal;
import dev.berth.spi.JournalStats;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ServerConfigTest {
    private static final CreateWorkGroup PRIMARY = CreateWorkGroup.named("primary", EngineVersions.SQL_3);
    private static final CreateWorkGroup SPARK_PRIMARY =
            CreateWorkGroup.named("spark-primary", EngineVersions.PYSPARK_3);

    @TempDir
    private Path folder;

    @Test
    void defaults_areThese() {
        ServerConfig config = load(Map.of(), Map.of());

        assertThat(config)
                .isEqualTo(new ServerConfig(
                        Path.of("./berth-data"),
                        new HttpConfig(
                                "127.0.0.1",
                                8181,
                                Runtime.getRuntime().availableProcessors(),
                                SocketTransport.AUTO,
                                1_048_576,
                                16_384,
                                Duration.ofSeconds(60),
                                16_384,
                                4_096,
                                1_024,
                                true,
                                null,
                                null,
                                null),
                        new ServerConfig.Access(false, null, RateLimit.NONE),
                        Duration.ofSeconds(10),
                        new AthenaConfig("us-east-1", "000000000000"),
                        new ServerConfig.Capacity(
                                OptionalInt.empty(),
                                60,
                                OptionalInt.empty(),
                                1_000,
                                new ServerConfig.WorkGroups(List.of(), List.of(PRIMARY, SPARK_PRIMARY))),
                        new ServerConfig.Deadlines(Duration.ofMinutes(10), Duration.ofMinutes(1)),
                        new ServerConfig.JournalFiles(ServerConfig.Durability.SYNC, 1 << 20, 64 << 20, 256L << 20),
                        new ServerConfig.Idempotency(false, Duration.ofHours(24), 5_000_000),
                        new ServerConfig.EndedSessions(Duration.ofHours(24), 1_000_000),
                        new ServerConfig.Queue(65_536, 4_096, Duration.ofMillis(1)),
                        new ServerConfig.Runtimes(
                                ServerConfig.RuntimeName.AUTO,
                                ServerConfig.OnStop.KEEP,
                                config.runtimes().kernels(),
                                new SimulatedConfig(
                                        new Delay(Duration.ofMillis(300), Duration.ofSeconds(1)),
                                        new Delay(Duration.ofMillis(50), Duration.ofMillis(200)),
                                        new Delay(Duration.ofMillis(100), Duration.ofMillis(500)),
                                        0,
                                        0,
                                        Duration.ofMinutes(1),
                                        1)),
                        null,
                        new ServerConfig.Audit(true, 64L << 20, 8),
                        new ServerConfig.Metrics(1_000, 200, false),
                        new LogConfig(LogConfig.Level.INFO, LogConfig.Format.TEXT)));
    }

    @Test
    void burst_isAsManyAsInASecond_unlessItIsGiven() {
        assertThat(load(Map.of("rate-limit.requests-per-second", "5"), Map.of())
                        .access()
                        .rateLimit())
                .isEqualTo(new RateLimit(5, 5));
        assertThat(load(Map.of("rate-limit.requests-per-second", "5", "rate-limit.burst", "9"), Map.of())
                        .access()
                        .rateLimit())
                .isEqualTo(new RateLimit(5, 9));
    }

    @Test
    void certificate_needsItsKey() {
        assertThat(load(Map.of("http.tls.certificate", "c.pem", "http.tls.key", "k.pem"), Map.of())
                        .http()
                        .tls())
                .isEqualTo(new TlsFiles(Path.of("c.pem"), Path.of("k.pem")));
        assertThatThrownBy(() -> load(Map.of("http.tls.certificate", "c.pem"), Map.of()))
                .hasMessage(
                        "http.tls.certificate: must be given together with http.tls.key, not \"c.pem\" (command line)");
    }

    @Test
    void consoleUrl_isAnOrigin() {
        assertThat(load(Map.of("console.url", "https://berth.example:8443/"), Map.of())
                        .http()
                        .consoleUrl())
                .isEqualTo("https://berth.example:8443");
        for (String url :
                List.of("berth.example", "ftp://a", "https://a/b", "https://a?b", "https://a#b", "https://u@a")) {
            assertThatThrownBy(() -> load(Map.of("console.url", url), Map.of()))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageStartingWith(
                            "console.url: must be an address such as https://berth.example, without a path");
        }
    }

    @Test
    void adminHost_mustBeLoopbackLikeTheOther() {
        assertThat(load(Map.of("admin.port", "0"), Map.of()).http().admin())
                .isEqualTo(new AdminAddress("127.0.0.1", 0));
        assertThatThrownBy(() -> load(Map.of("admin.port", "0", "admin.host", "0.0.0.0"), Map.of()))
                .hasMessageStartingWith("admin.host: must be a loopback address");
        assertThat(load(Map.of("admin.port", "9", "admin.host", "0.0.0.0", "insecure", "true"), Map.of())
                        .http()
                        .admin())
                .isEqualTo(new AdminAddress("0.0.0.0", 9));
    }

    @Test
    void settings_areThese() {
        assertThat(Setting.paths())
                .containsExactly(
                        "host",
                        "port",
                        "data",
                        "insecure",
                        "region",
                        "account-id",
                        "account-dpus",
                        "session-dpus",
                        "max-sessions",
                        "max-work-groups",
                        "work-groups",
                        "launch-deadline",
                        "terminate-deadline",
                        "journal.durability",
                        "journal.max-batch-bytes",
                        "journal.segment-bytes",
                        "journal.snapshot-bytes",
                        "idempotency.token-required",
                        "idempotency.retention",
                        "idempotency.max-tokens",
                        "sessions.retention",
                        "sessions.max-ended",
                        "queue.max-changes",
                        "queue.max-batch",
                        "queue.max-batch-delay",
                        "runtime.name",
                        "runtime.on-stop",
                        "runtime.jupyter.kernel",
                        "runtime.jupyter.launches-at-once",
                        "runtime.jupyter.max-kernels",
                        "runtime.jupyter.memory-limit-bytes",
                        "runtime.jupyter.stop-grace",
                        "runtime.jupyter.output-bytes",
                        "runtime.jupyter.dpu-scale",
                        "runtime.jupyter.spark-defaults",
                        "runtime.simulated.launch-median",
                        "runtime.simulated.launch-p99",
                        "runtime.simulated.terminate-median",
                        "runtime.simulated.terminate-p99",
                        "runtime.simulated.calculation-median",
                        "runtime.simulated.calculation-p99",
                        "runtime.simulated.launch-failure-rate",
                        "runtime.simulated.degradation-rate",
                        "runtime.simulated.degradation-after",
                        "runtime.simulated.seed",
                        "results.store",
                        "results.s3.endpoint",
                        "results.s3.region",
                        "results.s3.path-style",
                        "results.s3.access-key-id",
                        "results.s3.secret-access-key",
                        "http.max-body-bytes",
                        "http.max-header-bytes",
                        "http.idle-timeout",
                        "http.max-connections",
                        "http.max-connections-per-source",
                        "http.max-in-flight",
                        "http.event-loops",
                        "http.transport",
                        "http.drain-timeout",
                        "http.tls.certificate",
                        "http.tls.key",
                        "audit.log",
                        "audit.max-file-bytes",
                        "audit.max-files",
                        "admin.host",
                        "admin.port",
                        "console.url",
                        "rate-limit.requests-per-second",
                        "rate-limit.burst",
                        "metrics.max-work-groups",
                        "metrics.max-identities",
                        "metrics.http",
                        "log.level",
                        "log.format");
        assertThat(Setting.variables())
                .doesNotHaveDuplicates()
                .contains(
                        "BERTH_ACCOUNT_DPUS",
                        "BERTH_IDEMPOTENCY_TOKEN_REQUIRED",
                        "BERTH_RUNTIME_SIMULATED_LAUNCH_MEDIAN");
    }

    @Test
    void everyDefaultOfTheEngine_isTheEnginesOwn() {
        EngineConfig own = EngineConfig.builder().build();

        EngineConfig ours = load(Map.of(), Map.of()).engine().build();

        assertThat(ours)
                .usingRecursiveComparison()
                .ignoringFields("initialWorkGroups", "journal", "timeSource", "stats", "onFailure")
                .isEqualTo(own);
    }

    @Test
    void everyDefaultOfTheJournal_isTheEnginesOwn() {
        ServerConfig.JournalFiles ours = load(Map.of(), Map.of()).journal();
        LocalJournalConfig own = LocalJournalConfig.DEFAULT;

        assertThat(ours.durability()).isEqualTo(ServerConfig.Durability.SYNC);
        assertThat(own.durability()).isEqualTo(LocalJournalConfig.Durability.DISK);
        assertThat(ours.maxBatchBytes()).isEqualTo(own.maxBatchBytes());
        assertThat(ours.segmentBytes()).isEqualTo(own.segmentBytes());
        assertThat(ours.snapshotBytes()).isEqualTo(own.snapshotBytes());
    }

    @ParameterizedTest
    @EnumSource(ServerConfig.Durability.class)
    void durability_decidesWhatIsKept(ServerConfig.Durability durability) throws IOException {
        String name = durability.name().toLowerCase(Locale.ROOT);
        ServerConfig config = load(Map.of("journal.durability", name), Map.of());

        try (Journal journal = config.journal().open(folder.resolve("journal"), JournalStats.DISABLED)) {
            assertThat(config.journal().durability()).isEqualTo(durability);
            assertThat(journal.description())
                    .isEqualTo(
                            durability == ServerConfig.Durability.MEMORY
                                    ? "memory"
                                    : folder.resolve("journal").toString());
        }
    }

    @Test
    void flag_winsOverVariable_winsOverFile_winsOverDefault() throws IOException {
        Path file = write("""
                account-dpus: 100
                session-dpus: 50
                max-work-groups: 10
                """);

        ServerConfig config = load(
                Map.of("config", file.toString(), "account-dpus", "300"),
                Map.of("BERTH_ACCOUNT_DPUS", "200", "BERTH_SESSION_DPUS", "40"));

        assertThat(config.capacity().accountDpus()).hasValue(300);
        assertThat(config.capacity().sessionDpus()).isEqualTo(40);
        assertThat(config.capacity().maxWorkGroups()).isEqualTo(10);
        assertThat(config.queue().maxBatch()).isEqualTo(4_096);
    }

    @Test
    void file_canBeGivenByVariable_andEmptyVariablesAreIgnored() throws IOException {
        Path file = write("port: 9000");

        ServerConfig config =
                load(Map.of(), Map.of("BERTH_CONFIG", file.toString(), "BERTH_PORT", "", "BERTH_HOST", ""));

        assertThat(config.http().port()).isEqualTo(9_000);
        assertThat(config.http().host()).isEqualTo("127.0.0.1");
    }

    @Test
    void file_setsEverySection() throws IOException {
        Path file = write("""
                account-id: 000000000012
                idempotency:
                  token-required: true
                  retention: PT1H
                sessions: {retention: 7d, max-ended: 5}
                queue: {max-batch-delay: 0ms}
                runtime:
                  name: simulated
                  simulated:
                    launch-median: 0ms
                    launch-failure-rate: 0.25
                    degradation-rate: 1e-3
                log:
                  format: json
                """);

        ServerConfig config = load(Map.of("config", file.toString()), Map.of());

        assertThat(config.athena().accountId()).isEqualTo("000000000012");
        assertThat(config.idempotency()).isEqualTo(new ServerConfig.Idempotency(true, Duration.ofHours(1), 5_000_000));
        assertThat(config.endedSessions()).isEqualTo(new ServerConfig.EndedSessions(Duration.ofDays(7), 5));
        assertThat(config.queue().maxBatchDelay()).isZero();
        assertThat(config.engine().build().maxBatchDelay()).isZero();
        assertThat(config.runtimes().simulated().launch()).isEqualTo(Delay.fixed(Duration.ZERO));
        assertThat(config.runtimes().simulated().launchFailureRate()).isEqualTo(0.25);
        assertThat(config.runtimes().simulated().degradationRate()).isEqualTo(0.001);
        assertThat(config.log().format()).isEqualTo(LogConfig.Format.JSON);
    }

    @Test
    void emptyFile_changesNothing() throws IOException {
        assertThat(load(Map.of("config", write("# nothing\n").toString()), Map.of()))
                .isEqualTo(load(Map.of(), Map.of()));
    }

    @Test
    void workGroups_replaceTheDefaultButNotPrimary() throws IOException {
        Path file = write("""
                work-groups:
                  - name: etl
                    engine: Apache Spark version 3.5
                    limit-dpus: 40
                  - {name: notebooks, engine: PySpark engine version 3}
                """);

        assertThat(load(Map.of("config", file.toString()), Map.of()).capacity().workGroups())
                .isEqualTo(new ServerConfig.WorkGroups(
                        List.of(
                                CreateWorkGroup.named("etl", EngineVersions.SPARK_3_5)
                                        .withLimitDpus(40),
                                CreateWorkGroup.named("notebooks", EngineVersions.PYSPARK_3)),
                        List.of(PRIMARY)));
    }

    @Test
    void workGroups_canBeGivenByVariable() {
        Map<String, String> environment =
                Map.of("BERTH_WORK_GROUPS", "[{name: primary, engine: PySpark engine version 3, limit-dpus: 0}]");

        assertThat(load(Map.of(), environment).capacity().workGroups())
                .isEqualTo(new ServerConfig.WorkGroups(
                        List.of(CreateWorkGroup.named("primary", EngineVersions.PYSPARK_3)
                                .withLimitDpus(0)),
                        List.of()));
    }

    @Test
    void workGroups_andBudget_thatAreGiven_winOverTheJournal_andOthersDoNot() {
        String etl = "[{name: etl, engine: PySpark engine version 3, limit-dpus: 5}]";

        EngineConfig given = load(Map.of("work-groups", etl, "account-dpus", "160"), Map.of())
                .engine()
                .build();
        EngineConfig byDefault = load(Map.of(), Map.of()).engine().build();

        assertThat(given.accountDpus()).hasValue(160);
        assertThat(given.workGroups()).extracting(CreateWorkGroup::name).containsExactly("etl");
        assertThat(given.initialWorkGroups()).containsExactly(PRIMARY);
        assertThat(byDefault.accountDpus()).isEmpty();
        assertThat(byDefault.workGroups()).isEmpty();
        assertThat(byDefault.initialWorkGroups()).containsExactly(PRIMARY, SPARK_PRIMARY);
    }

    @ParameterizedTest
    @CsvSource({"sync, KEEP", "os, KEEP", "memory, TERMINATE"})
    void onStop_keepsKernelsWhereTheJournalKeepsSessions(String durability, ServerConfig.OnStop onStop) {
        Map<String, String> flags = Map.of("journal.durability", durability);

        assertThat(load(flags, Map.of()).runtimes().onStop()).isEqualTo(onStop);
        for (ServerConfig.OnStop given : ServerConfig.OnStop.values()) {
            Map<String, String> variable =
                    Map.of("BERTH_RUNTIME_ON_STOP", given.name().toLowerCase(Locale.ROOT));
            assertThat(load(flags, variable).runtimes().onStop()).isEqualTo(given);
        }
    }

    @Test
    void kernels_byDefault_followTheMachine() {
        Machine machine = Machine.here();

        assertThat(load(Map.of("session-dpus", "4"), Map.of()).runtimes().kernels())
                .isEqualTo(new ServerConfig.Kernels(
                        "python3",
                        2 * machine.processors(),
                        (int) Math.min(100_000, machine.memoryBytes() >> 28),
                        0,
                        Duration.ofSeconds(10),
                        16 << 20,
                        machine.shareOfADpu(4),
                        Map.of()));
    }

    @Test
    void kernels_areAsGiven() throws IOException {
        Path file = write("""
                runtime:
                  jupyter:
                    kernel: sparkmagic-3.1_x
                    launches-at-once: 3
                    max-kernels: 4
                    memory-limit-bytes: 5000000000
                    stop-grace: 6s
                    output-bytes: 7000
                    dpu-scale: 0.8
                    spark-defaults: {spark.ui.enabled: false, spark.executor.cores: 2}
                """);

        assertThat(load(Map.of("config", file.toString()), Map.of()).runtimes().kernels())
                .isEqualTo(new ServerConfig.Kernels(
                        "sparkmagic-3.1_x",
                        3,
                        4,
                        5_000_000_000L,
                        Duration.ofSeconds(6),
                        7_000,
                        0.8,
                        Map.of("spark.ui.enabled", "false", "spark.executor.cores", "2")));
    }

    @Test
    void results_inAnS3_areAsGiven() {
        Map<String, String> flags = Map.of(
                "results.store", "s3",
                "results.s3.endpoint", "https://store.example:9000",
                "results.s3.region", "eu-west-1",
                "results.s3.path-style", "false",
                "results.s3.access-key-id", "key");
        Map<String, String> environment = Map.of("BERTH_RESULTS_S3_SECRET_ACCESS_KEY", "secret");

        assertThat(load(flags, environment).results())
                .isEqualTo(new S3StoreConfig(
                        URI.create("https://store.example:9000"),
                        "eu-west-1",
                        false,
                        new S3StoreConfig.Credentials("key", "secret")));
        assertThat(load(flags, environment).toString()).contains("[key]").doesNotContain("secret");
    }

    @Test
    void results_inAnS3_areInAmazonsOfTheServersRegion_byDefault() {
        assertThat(load(Map.of("results.store", "s3", "region", "eu-north-1"), Map.of())
                        .results())
                .isEqualTo(new S3StoreConfig(null, "eu-north-1", true, null));
        assertThat(load(Map.of("results.s3.region", "eu-west-1"), Map.of()).results())
                .as("files need no S3")
                .isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "endpoint|store:9000|must be an address such as http://127.0.0.1:9000, not \"store:9000\"",
                "endpoint|ftp://store|must be an address such as http://127.0.0.1:9000, not \"ftp://store\"",
                "endpoint|http://a b|must be an address such as http://127.0.0.1:9000, not \"http://a b\"",
                "region|EU|must be the name of a region, such as us-east-1, not \"EU\"",
                "path-style|no|must be true or false, not \"no\"",
                "access-key-id|key|must be given together with results.s3.secret-access-key, not \"key\"",
            })
    void results_inAnUnusableS3_areRefused(String setting, String value, String message) {
        Map<String, String> flags = Map.of("results.store", "s3", "results.s3." + setting, value);

        assertThatThrownBy(() -> load(flags, Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessage("results.s3." + setting + ": " + message + " (command line)");
    }

    @Test
    void results_withASecretAlone_areRefused_withoutTellingIt() {
        Map<String, String> flags = Map.of("results.store", "s3", "results.s3.secret-access-key", "hush");

        assertThatThrownBy(() -> load(flags, Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("results.s3.access-key-id: must be given together with ")
                .hasMessageNotContaining("hush");
    }

    @Test
    void simulatedTime_ofWhichOnlyTheMedianIsGiven_isFixed() {
        SimulatedConfig simulated = load(Map.of("runtime.simulated.launch-median", "2s"), Map.of())
                .runtimes()
                .simulated();

        assertThat(simulated.launch()).isEqualTo(Delay.fixed(Duration.ofSeconds(2)));
        assertThat(simulated.terminate().p99()).isEqualTo(Duration.ofMillis(200));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "port|65536|port: must be a whole number from 0 to 65535, not \"65536\" (command line)",
                "port|http|port: must be a whole number from 0 to 65535, not \"http\" (command line)",
                "account-id|12|account-id: must be 12 digits, not \"12\" (command line)",
                "insecure|yes|insecure: must be true or false, not \"yes\" (command line)",
                "runtime.jupyter.dpu-scale|0|runtime.jupyter.dpu-scale: must be more than 0, not \"0\" (command line)",
                "runtime.jupyter.kernel|../python3|runtime.jupyter.kernel: must be the name of a kernel, such as python3, not \"../python3\" (command line)",
                "runtime.jupyter.max-kernels|0|runtime.jupyter.max-kernels: must be a whole number from 1 to 100000, not \"0\" (command line)",
                "runtime.jupyter.stop-grace|2d|runtime.jupyter.stop-grace: must be from 1ms to 1d, not \"2d\" (command line)",
                "runtime.jupyter.output-bytes|1023|runtime.jupyter.output-bytes: must be a whole number from 1024 to 1073741824, not \"1023\" (command line)",
                "runtime.jupyter.spark-defaults|{a: [1]}|runtime.jupyter.spark-defaults.a: must be a single value, not \"[1]\" (command line)",
                "runtime.jupyter.spark-defaults|x|runtime.jupyter.spark-defaults: must be keys and values, not \"x\" (command line)",
                "runtime.on-stop|never|runtime.on-stop: must be one of keep, terminate, not \"never\" (command line)",
                "results.store|disk|results.store: must be one of files, s3, not \"disk\" (command line)",
                "runtime.name|spark|runtime.name: must be one of auto, jupyter, simulated, not \"spark\" (command line)",
                "account-dpus|''|account-dpus: must be a whole number from 0 to 1000000000, not \"\" (command line)",
                "journal.durability|disk|journal.durability: must be one of sync, os, memory, not \"disk\" (command line)",
                "journal.max-batch-bytes|4095|journal.max-batch-bytes: must be a whole number from 4096 to 268435456, not \"4095\" (command line)",
                "journal.segment-bytes|4194303|journal.segment-bytes: must be at least 4 times journal.max-batch-bytes, which is 1048576, not \"4194303\" (command line)",
                "journal.snapshot-bytes|0|journal.snapshot-bytes: must be a whole number from 1 to 1125899906842624, not \"0\" (command line)",
                "log.level|loud|log.level: must be one of trace, debug, info, warn, error, off, not \"loud\" (command line)",
                "launch-deadline|0s|launch-deadline: must be from 1ms to 36500d, not \"0s\" (command line)",
                "http.idle-timeout|25d|http.idle-timeout: must be from 1ms to 24d, not \"25d\" (command line)",
                "launch-deadline|5 min|launch-deadline: must be a duration such as 250ms, 10s, 5m, 24h or PT1M30S, not \"5 min\" (command line)",
                "runtime.simulated.launch-failure-rate|2|runtime.simulated.launch-failure-rate: must be a number from 0 to 1, not \"2\" (command line)",
                "runtime.simulated.degradation-rate|NaN|runtime.simulated.degradation-rate: must be a number from 0 to 1, not \"NaN\" (command line)",
                "runtime.simulated.launch-p99|1ms|runtime.simulated.launch-p99: must be at least runtime.simulated.launch-median, and 0ms if that is; it is 300ms, not \"1ms\" (command line)",
                "acount-dpus|5|acount-dpus: there is no such setting; the nearest is account-dpus (command line)",
                "config|/no/such/file|config: cannot read the file \"/no/such/file\": java.nio.file.NoSuchFileException: /no/such/file",
                "work-groups|[|command line, line 1: expected the node content, but found '<stream end>'",
                "work-groups|{}|work-groups: must be a list of work groups, each with name and engine, not \"{}\" (command line)",
                "work-groups|[{name: a}]|work-groups[0].engine: must be one of PySpark engine version 3, Apache Spark version 3.5, Athena engine version 3, not \"\" (command line)",
            })
    void unusableValue_isNamedInOneLine(String path, String value, String message) {
        assertThatThrownBy(() -> load(Map.of(path, value), Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessage(message);
    }

    @Test
    void valueOfVariable_isNamedByIt() {
        assertThatThrownBy(() -> load(Map.of(), Map.of("BERTH_ACCOUNT_DPUS", "many")))
                .hasMessage(
                        "account-dpus: must be a whole number from 0 to 1000000000, not \"many\" (BERTH_ACCOUNT_DPUS)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http: {max-body-byte: 5}|http.max-body-byte: there is no such setting; the nearest is http.max-body-bytes (FILE)",
                "runtime: simulated|runtime must hold keys and values, not \"simulated\" (FILE)",
                "port: [1]|port: must be a single value, not \"[1]\" (FILE)",
                "port: 1\\nport: 2|FILE, line 2: found duplicate key port",
                "- port|must hold keys and values, not \"[port]\" (FILE)",
                "port:|port: must be a whole number from 0 to 65535, not \"\" (FILE)"
            })
    void unusableFile_isNamedInOneLine(String yaml, String message) throws IOException {
        Path file = write(yaml.replace("\\n", "\n"));

        assertThatThrownBy(() -> load(Map.of("config", file.toString()), Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessage(message.replace("FILE", file.toString()));
    }

    @Test
    void workGroups_thatContradict_areRefused() {
        String twice = "[{name: a, engine: PySpark engine version 3}, {name: a, engine: PySpark engine version 3}]";
        assertThatThrownBy(() -> load(Map.of("work-groups", twice), Map.of()))
                .hasMessageStartingWith("work-groups: must not name a work group twice");

        assertThatThrownBy(() -> load(Map.of("max-work-groups", "1"), Map.of()))
                .hasMessageStartingWith("work-groups: must not be more work groups than max-work-groups, which is 1");
    }

    @Test
    void hostBeyondLoopback_needsInsecure() {
        assertThatThrownBy(() -> load(Map.of("host", "0.0.0.0"), Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("must be a loopback address, because requests are not authenticated");

        HttpConfig insecure =
                load(Map.of("host", "0.0.0.0", "insecure", "true"), Map.of()).http();
        assertThat(insecure.host()).isEqualTo("0.0.0.0");
        assertThat(insecure.loopbackHostsOnly()).isFalse();
    }

    @Test
    void hostBeyondLoopback_isForThoseWithIdentitiesToo() throws IOException {
        Files.writeString(folder.resolve("identities.yaml"), "whatever it holds");

        ServerConfig config = load(Map.of("host", "0.0.0.0", "data", folder.toString()), Map.of());

        assertThat(config.http().host()).isEqualTo("0.0.0.0");
        assertThat(config.http().loopbackHostsOnly()).isFalse();
        assertThat(config.access().identitiesRequired()).isTrue();
    }

    @Test
    void regionOfSignatures_isTheOneThatWasGiven() {
        assertThat(load(Map.of("region", "us-east-1"), Map.of()).access().region())
                .isEqualTo("us-east-1");
        assertThat(load(Map.of(), Map.of()).access().region()).isNull();
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1", "127.0.0.2", "::1", "localhost"})
    void loopbackHost_isAccepted(String host) {
        assertThat(load(Map.of("host", host), Map.of()).http().loopbackHostsOnly())
                .isTrue();
    }

    @Test
    void unknownVariables_areToldWithTheNearest() {
        Map<String, String> environment =
                Map.of("BERTH_ACOUNT_DPUS", "5", "BERTH_PORT", "1", "BERTH_CONFIG", "x", "HOME", "/");

        assertThat(Settings.unknownVariables(environment))
                .containsExactly("BERTH_ACOUNT_DPUS is not a setting; the nearest is BERTH_ACCOUNT_DPUS");
    }

    private static ServerConfig load(Map<String, String> flags, Map<String, String> environment) {
        return ServerConfig.load(flags, environment);
    }

    private Path write(String yaml) throws IOException {
        return Files.writeString(folder.resolve("berth.yaml"), yaml);
    }
}
