package dev.berth.server;

import dev.berth.api.SessionId;
import dev.berth.engine.Engine;
import dev.berth.engine.EngineConfig;
import dev.berth.server.athena.AthenaDialect;
import dev.berth.server.athena.AthenaLaunchReader;
import dev.berth.server.athena.AthenaSessionReader;
import dev.berth.server.athena.ResultReaders;
import dev.berth.server.athena.SessionHolders;
import dev.berth.server.audit.AuditLog;
import dev.berth.server.audit.FileAuditLog;
import dev.berth.server.awsjson.ServiceModel;
import dev.berth.server.console.Console;
import dev.berth.server.http.Administration;
import dev.berth.server.http.FrontEnd;
import dev.berth.server.identity.AccessStats;
import dev.berth.server.identity.AdminAccess;
import dev.berth.server.identity.Authenticator;
import dev.berth.server.identity.Identities;
import dev.berth.server.identity.RequestRates;
import dev.berth.server.metrics.ServerMetrics;
import dev.berth.server.sigv4.SignedService;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A running server: data folder, engine, runtime, metrics and front end, started together and ended together. Several
 * may run in one process, each with a data folder of its own.
 */
public final class BerthServer implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(BerthServer.class.getName());

    /** Where in the data folder the journal has its files. */
    static final String JOURNAL_FOLDER = "journal";

    private static final String MODEL = "athena-model.json";
    private static final long MAX_START_SECONDS = 60;
    /** What the front end may take beyond the time it was given to drain. */
    private static final Duration DRAIN_GRACE = Duration.ofSeconds(2);

    private static final long MAX_VERTX_CLOSE_SECONDS = 10;

    private final Instant startedAt = Instant.now();
    private final ServerConfig config;
    private final CloseStack opened = new CloseStack();
    private final DataFolder dataFolder;
    private final Identities identities;
    private final RequestRates rates;
    private final AccessStats accessStats;
    private final AuditLog audit;
    private final EventLoops eventLoops;
    private final Compute compute;
    private final WatchedJournal journal;
    private final EngineConfig engineConfig;
    private final Engine engine;
    private final Duration engineStart;
    private final FrontEnd frontEnd;
    private volatile boolean endsCompute;

    private BerthServer(ServerConfig config, Consumer<Throwable> onFailure) {
        this.config = config;
        try {
            this.dataFolder = opened.push(DataFolder.open(config.data()));
            this.identities = opened.push(
                    Identities.open(dataFolder.path(), config.access().identitiesRequired()));
            this.rates = new RequestRates(config.access().rateLimit());
            this.audit = openAudit();
            ServerMetrics metrics = opened.push(new ServerMetrics(
                    config.metrics().maxWorkGroups(), config.metrics().maxIdentities(), Build.version()));
            this.accessStats = metrics.accessStats();
            this.eventLoops = openEventLoops(metrics);
            ServiceModel model = loadModel();
            this.compute = opened.push(
                    Compute.open(config, dataFolder.path(), System.getenv(), new AthenaLaunchReader(model)));
            EngineConfig.Builder settings = engineSettings(metrics, onFailure);
            this.journal = new WatchedJournal(
                    config.journal().open(journalFolder(), metrics.journalStats()),
                    System::nanoTime,
                    line -> LOG.log(System.Logger.Level.INFO, line));
            this.engineConfig = settings.journal(journal).build();
            long startBegun = System.nanoTime();
            this.engine = opened.push(Engine.start(engineConfig));
            this.engineStart = Duration.ofNanos(System.nanoTime() - startBegun);
            this.endsCompute = config.runtimes().onStop() == ServerConfig.OnStop.TERMINATE;
            opened.push(this::endComputeIfTold);
            compute.endOrphans(this::isLive);
            opened.push(compute.sweep(id -> engine.session(id).isPresent()));
            metrics.watch(engine);
            metrics.watch(audit);
            this.frontEnd = openFrontEnd(eventLoops.vertx(), metrics, model);
        } catch (IOException failure) {
            opened.closeAll();
            throw new StartException("cannot start: " + reasonOf(failure), failure);
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

    /** Where it serves metrics, health, administration and the console, such as {@code http://127.0.0.1:9181}; {@code null} if there too. */
    public @Nullable String adminUrl() {
        return frontEnd.adminUrl();
    }

    /** Its scheduler. */
    public Engine engine() {
        return engine;
    }

    /**
     * Stops to accept connections, and lets the requests under way be answered, within the given time. The rest goes on;
     * for a server whose engine has failed.
     */
    void drain(Duration atMost) {
        try {
            await(frontEnd.drainAndClose(atMost), atMost.plus(DRAIN_GRACE).toSeconds());
        } catch (Exception unfinished) {
            LOG.log(System.Logger.Level.WARNING, "not all requests under way could be answered", unfinished);
        }
    }

    /**
     * Ends the server in order: it accepts nothing more, finishes what is in flight within the configured time, closes
     * the engine, and gives up the data folder. Calling it again does nothing.
     */
    @Override
    public synchronized void close() {
        opened.closeAll();
    }

    /** Lets {@link #close} end all compute, whatever the configuration says. */
    void endComputeOnClose() {
        endsCompute = true;
    }

    private void endComputeIfTold() {
        if (endsCompute) {
            compute.endAll(engine);
        }
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

    /** Who may use the server. */
    Identities identities() {
        return identities;
    }

    /** What serves requests. */
    EventLoops eventLoops() {
        return eventLoops;
    }

    /** What sessions run on. */
    Compute compute() {
        return compute;
    }

    /** What the journal is, and what was read of it at the start. */
    WatchedJournal journal() {
        return journal;
    }

    /** How long the engine took to start: to read the journal, and to go on from there. */
    Duration engineStart() {
        return engineStart;
    }

    private boolean isLive(SessionId id) {
        return engine.session(id).filter(session -> !session.state().isEnded()).isPresent();
    }

    private Path journalFolder() {
        return dataFolder.path().resolve(JOURNAL_FOLDER);
    }

    /** Exceptions of the journal tell it all; others have names that say more than their messages. */
    private static String reasonOf(IOException failure) {
        return failure instanceof FileSystemException || failure.getMessage() == null
                ? failure.toString()
                : failure.getMessage();
    }

    private AuditLog openAudit() {
        ServerConfig.Audit settings = config.audit();
        return settings.isOn()
                ? opened.push(FileAuditLog.open(dataFolder.path(), settings.maxFileBytes(), settings.maxFiles()))
                : AuditLog.NONE;
    }

    private EventLoops openEventLoops(ServerMetrics metrics) {
        VertxOptions options =
                new VertxOptions().setEventLoopPoolSize(config.http().eventLoops());
        VertxBuilder builder = Vertx.builder().with(options);
        if (config.metrics().http()) {
            options.setMetricsOptions(ServerMetrics.httpOptions());
            builder.withMetrics(metrics.vertxFactory());
        }
        EventLoops opening = EventLoops.open(
                config.http().transport(),
                transport -> builder.withTransport(transport).build());
        opened.push(() -> await(opening.vertx().close(), MAX_VERTX_CLOSE_SECONDS));
        return opening;
    }

    /** All settings but the journal, known to make a configuration. */
    private EngineConfig.Builder engineSettings(ServerMetrics metrics, Consumer<Throwable> onFailure) {
        EngineConfig.Builder builder = config.engine()
                .stats(metrics.stats())
                .holderOf(new SessionHolders())
                .onFailure(onFailure);
        compute.runtimes().forEach(builder::runtime);
        try {
            builder.build();
            return builder;
        } catch (IllegalArgumentException contradiction) {
            throw new ConfigException("the configuration contradicts itself: " + contradiction.getMessage());
        }
    }

    private FrontEnd openFrontEnd(Vertx vertx, ServerMetrics metrics, ServiceModel model) throws IOException {
        Console console = Console.open(
                vertx,
                engine,
                new AthenaSessionReader(model),
                new ConsoleFigures(config, metrics, engine, compute, identities, startedAt));
        FrontEnd started = awaitListening(FrontEnd.start(
                vertx,
                config.http(),
                engine,
                scheduler -> new AthenaDialect(config.athena(), model, scheduler, authenticator(), audit),
                new ServerProbes(metrics, engine),
                new Administration(new AdminAccess(this::authenticator, config.athena()::userArn), audit, console),
                compute.results()
                        .endpoint(
                                vertx,
                                config.athena().region(),
                                this::authenticatorOfResults,
                                new ResultReaders(engine))));
        metrics.watch(started);
        Duration drain = config.drainTimeout();
        opened.push(() ->
                await(started.drainAndClose(drain), drain.plus(DRAIN_GRACE).toSeconds()));
        return started;
    }

    /** For one event loop or one request. The administration is signed for the same service. */
    private Authenticator authenticator() {
        return new Authenticator(
                identities,
                SignedService.json(AthenaDialect.SERVICE, config.access().region()),
                rates,
                accessStats);
    }

    private Authenticator authenticatorOfResults() {
        return new Authenticator(identities, SignedService.s3(config.access().region()), rates, accessStats);
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
