package dev.berth.server;

import dev.berth.engine.Engine;
import dev.berth.engine.EngineConfig;
import dev.berth.server.athena.AthenaDialect;
import dev.berth.server.athena.EngineVersions;
import dev.berth.server.awsjson.ServiceModel;
import dev.berth.server.http.FrontEnd;
import dev.berth.server.metrics.ServerMetrics;
import dev.berth.server.runtime.simulated.SimulatedRuntime;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * A running server: data folder, engine, runtime, metrics and front end, started together and ended together. Several
 * may run in one process, each with a data folder of its own.
 */
public final class BerthServer implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(BerthServer.class.getName());

    private static final String MODEL = "athena-model.json";
    /** The engine versions that a session can run on; every one of them is simulated. */
    private static final List<String> SPARK_VERSIONS = List.of(EngineVersions.PYSPARK_3, EngineVersions.SPARK_3_5);

    private static final long MAX_START_SECONDS = 60;
    /** What the front end may take beyond the time it was given to drain. */
    private static final Duration DRAIN_GRACE = Duration.ofSeconds(2);

    private static final long MAX_VERTX_CLOSE_SECONDS = 10;

    private final ServerConfig config;
    private final CloseStack opened = new CloseStack();
    private final DataFolder dataFolder;
    private final EngineConfig engineConfig;
    private final Engine engine;
    private final FrontEnd frontEnd;

    private BerthServer(ServerConfig config, Consumer<Throwable> onFailure) {
        this.config = config;
        try {
            this.dataFolder = opened.push(DataFolder.open(config.data()));
            ServerMetrics metrics =
                    opened.push(new ServerMetrics(config.metrics().maxWorkGroups(), Build.version()));
            Vertx vertx = openVertx(metrics);
            SimulatedRuntime runtime = opened.push(SimulatedRuntime.onWheel(config.simulated()));
            this.engineConfig = engineConfig(runtime, metrics, onFailure);
            this.engine = opened.push(Engine.start(engineConfig));
            metrics.watch(engine, engine::snapshot);
            this.frontEnd = openFrontEnd(vertx, metrics);
        } catch (IOException failure) {
            opened.closeAll();
            throw new StartException("cannot start: " + failure, failure);
        } catch (RuntimeException failure) {
            opened.closeAll();
            throw failure;
        }
    }

    /**
     * Starts a server, and waits until it accepts requests.
     *
     * @throws ConfigException if settings contradict each other
     * @throws StartException if the port or the data folder cannot be had
     */
    public static BerthServer start(ServerConfig config) {
        return start(config, failure -> LOG.log(System.Logger.Level.ERROR, "the engine has failed", failure));
    }

    /**
     * Starts a server, and waits until it accepts requests.
     *
     * @param onFailure told once, on an engine thread, when the engine can no longer acknowledge anything; the server
     *     then is of no more use
     * @throws ConfigException if settings contradict each other
     * @throws StartException if the port or the data folder cannot be had
     */
    public static BerthServer start(ServerConfig config, Consumer<Throwable> onFailure) {
        return new BerthServer(config, onFailure);
    }

    /** Where it listens, such as {@code http://127.0.0.1:8181}. */
    public String url() {
        return frontEnd.url();
    }

    /** The port it listens on. */
    public int port() {
        return frontEnd.port();
    }

    /** Its scheduler. */
    public Engine engine() {
        return engine;
    }

    /**
     * Ends the server in order: it accepts nothing more, finishes what is in flight within the configured time, closes
     * the engine, and gives up the data folder. Calling it again does nothing.
     */
    @Override
    public synchronized void close() {
        opened.closeAll();
    }

    ServerConfig config() {
        return config;
    }

    EngineConfig engineConfig() {
        return engineConfig;
    }

    DataFolder dataFolder() {
        return dataFolder;
    }

    private Vertx openVertx(ServerMetrics metrics) {
        VertxOptions options = new VertxOptions()
                .setEventLoopPoolSize(config.http().eventLoops())
                .setPreferNativeTransport(true);
        VertxBuilder builder = Vertx.builder().with(options);
        if (config.metrics().http()) {
            options.setMetricsOptions(ServerMetrics.httpOptions());
            builder.withMetrics(metrics.vertxFactory());
        }
        Vertx vertx = builder.build();
        opened.push(() -> await(vertx.close(), MAX_VERTX_CLOSE_SECONDS));
        return vertx;
    }

    private EngineConfig engineConfig(SimulatedRuntime runtime, ServerMetrics metrics, Consumer<Throwable> onFailure) {
        EngineConfig.Builder builder = config.engine().stats(metrics.stats()).onFailure(onFailure);
        SPARK_VERSIONS.forEach(version -> builder.runtime(version, runtime));
        try {
            return builder.build();
        } catch (IllegalArgumentException contradiction) {
            throw new ConfigException("the configuration contradicts itself: " + contradiction.getMessage());
        }
    }

    private FrontEnd openFrontEnd(Vertx vertx, ServerMetrics metrics) throws IOException {
        ServiceModel model = loadModel();
        FrontEnd started = awaitListening(FrontEnd.start(
                vertx,
                config.http(),
                engine,
                scheduler -> new AthenaDialect(config.athena(), model, scheduler),
                new ServerProbes(metrics, engine)));
        metrics.watch(started);
        Duration drain = config.drainTimeout();
        opened.push(() ->
                await(started.drainAndClose(drain), drain.plus(DRAIN_GRACE).toSeconds()));
        return started;
    }

    private FrontEnd awaitListening(Future<FrontEnd> starting) {
        try {
            return await(starting, MAX_START_SECONDS);
        } catch (Exception failure) {
            Throwable cause =
                    failure instanceof ExecutionException && failure.getCause() != null ? failure.getCause() : failure;
            throw new StartException(
                    "cannot listen on " + config.http().host() + ":"
                            + config.http().port() + ": " + cause.getMessage(),
                    cause);
        }
    }

    private static ServiceModel loadModel() throws IOException {
        try (InputStream json = AthenaDialect.class.getResourceAsStream(MODEL)) {
            if (json == null) {
                throw new IOException(MODEL + " is missing in the jar");
            }
            return ServiceModel.load(json);
        }
    }

    private static <T> T await(Future<T> future, long seconds)
            throws InterruptedException, ExecutionException, TimeoutException {
        return future.toCompletionStage().toCompletableFuture().get(seconds, TimeUnit.SECONDS);
    }
}
