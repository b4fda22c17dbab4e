package dev.berth.server.runtime.jupyter;

import dev.berth.api.CalculationId;
import dev.berth.api.OpaqueBytes;
import dev.berth.api.SessionId;
import dev.berth.server.results.S3Uri;
import dev.berth.server.runtime.LaunchReader;
import dev.berth.server.testing.Eventually;
import dev.berth.spi.SessionRuntime.Calculation;
import dev.berth.spi.SessionRuntime.CalculationEnd;
import dev.berth.spi.SessionRuntime.Launch;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A runtime with real kernels for a test, in a folder of its own, and all that it talks to. */
final class Kernels implements AutoCloseable, LaunchReader {
    private static final AtomicLong IDS = new AtomicLong();

    final Path data;
    final FolderStore store;
    final Map<String, String> environment = new HashMap<>(System.getenv());
    final Map<String, String> sparkProperties = new HashMap<>();
    final Map<String, String> sparkDefaults = new HashMap<>();

    @Nullable
    String notebook;

    String kernel = "python3";
    int launchesAtOnce = 4;
    int outputBytes = JupyterConfig.OUTPUT_BYTES;
    long memoryLimitBytes;
    Duration launchTimeout = Duration.ofSeconds(30);
    Duration stopGrace = Duration.ofSeconds(20);
    Duration heartbeatInterval = Duration.ofMillis(500);
    Duration idleTimeout = Duration.ofMinutes(20);
    Reports reports = new Reports();

    private @Nullable JupyterRuntime runtime;

    Kernels(Path folder) {
        data = folder.resolve("data");
        store = new FolderStore(folder.resolve("kept"));
    }

    JupyterRuntime runtime() {
        JupyterRuntime running = runtime;
        if (running == null) {
            running = new JupyterRuntime(config(), this, store);
            runtime = running;
        }
        return running;
    }

    JupyterConfig config() {
        return new JupyterConfig(
                data,
                Kernelspecs.find(kernel, environment).orElseThrow(),
                environment,
                launchesAtOnce,
                64,
                memoryLimitBytes,
                launchTimeout,
                stopGrace,
                heartbeatInterval,
                outputBytes,
                sparkDefaults,
                0.25);
    }

    /** Lets the runtime go without a word to the kernels, as a crash does; the next one hears nothing of it. */
    void crash() {
        runtime().close();
        runtime = null;
        reports = new Reports();
    }

    static SessionId newSession() {
        UUID id = UUID.randomUUID();
        return new SessionId(IDS.incrementAndGet() << 16 | 0x7000, id.getLeastSignificantBits());
    }

    static Calculation calculation(SessionId session, String code) {
        UUID id = UUID.randomUUID();
        return new Calculation(
                new CalculationId(IDS.incrementAndGet() << 16 | 0x7000, id.getLeastSignificantBits()), session, code);
    }

    Launch launch(SessionId id) {
        return new Launch(id, "team", "PySpark engine version 3", 4, idleTimeout, OpaqueBytes.EMPTY, OpaqueBytes.EMPTY);
    }

    /** Begins to launch a session. */
    SessionId begin() {
        SessionId id = newSession();
        runtime().launch(launch(id), reports);
        return id;
    }

    /** A session that is ready. */
    SessionId ready() {
        SessionId id = begin();
        reports.awaitReady(id);
        return id;
    }

    /** Gives code to a session, and waits until it has begun. */
    Calculation start(SessionId session, String code) {
        Calculation calculation = calculation(session, code);
        runtime().calculate(launch(session), calculation, reports);
        reports.awaitStarted(calculation.id());
        return calculation;
    }

    /** Gives code to a session, and waits until it has printed something. */
    Calculation startPrinting(SessionId session, String code) {
        Calculation calculation = start(session, code);
        Path stdout =
                new SessionFolder(data, session).calculation(calculation.id()).resolve("stdout");
        Eventually.holds("it has printed", () -> stdout.toFile().length() > 0);
        return calculation;
    }

    /** Runs code in a session to its end. */
    Ran run(SessionId session, String code) {
        Calculation calculation = calculation(session, code);
        runtime().calculate(launch(session), calculation, reports);
        return ran(calculation);
    }

    Ran ran(Calculation calculation) {
        CalculationEnd end = reports.awaitEnd(calculation.id());
        return new Ran(
                end, store.stdout(calculation.id()), store.stderr(calculation.id()), store.result(calculation.id()));
    }

    void terminate(SessionId id) {
        runtime().terminate(id, reports);
        reports.awaitEnded(id);
    }

    KernelIdentity identity(SessionId id) {
        return new SessionFolder(data, id).readIdentity().orElseThrow();
    }

    /** What became of a calculation. */
    record Ran(CalculationEnd end, String stdout, String stderr, String result) {}

    @Override
    public S3Uri results(Launch launch) {
        return S3Uri.parse("s3://berth-results/team");
    }

    @Override
    public Map<String, String> sparkProperties(Launch launch) {
        return sparkProperties;
    }

    @Override
    public @Nullable S3Uri notebook(Launch launch) {
        return notebook == null ? null : S3Uri.parse(notebook);
    }

    @Override
    public void close() {
        runtime().endAll();
        runtime().close();
    }
}
