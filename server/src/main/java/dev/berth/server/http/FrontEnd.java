package dev.berth.server.http;

import dev.berth.api.SessionScheduler;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP server: a dialect at {@code POST /}, and beside it metrics, health, the budgets of {@code /admin/v1}, and what
 * else may be served at other paths. Thread-safe.
 */
public final class FrontEnd {
    /** Vert.x shares a free port among those who ask for it by the same negative number. */
    private static final AtomicInteger FREE_PORTS = new AtomicInteger();

    private final Vertx vertx;
    private final FrontEndParts parts;
    private final List<EventLoopServer> servers;
    private final String deployment;
    private final int port;
    private final @Nullable CertificateWatch certificateWatch;

    // Guarded by this.
    private @Nullable Future<Void> closed;

    private FrontEnd(Vertx vertx, FrontEndParts parts, List<EventLoopServer> servers, String deployment) {
        this.vertx = vertx;
        this.parts = parts;
        this.servers = List.copyOf(servers);
        this.deployment = deployment;
        this.port = servers.get(0).port();
        this.certificateWatch = watchCertificate();
    }

    private @Nullable CertificateWatch watchCertificate() {
        TlsFiles files = parts.config().tls();
        Certificate certificate = parts.certificate();
        if (files == null || certificate == null) {
            return null;
        }
        CertificateWatch watch = new CertificateWatch(
                vertx,
                files,
                certificate,
                renewed -> Future.join(
                        servers.stream().map(server -> server.use(renewed)).toList()));
        watch.start();
        return watch;
    }

    /**
     * Starts to listen, with nothing beside the server's own paths, whose administration is everybody's.
     *
     * @param vertx whose event loops serve; it should have at least {@link HttpConfig#eventLoops()} of them
     * @param config how to listen
     * @param scheduler what requests are about
     * @param dialects makes a dialect for each event loop, from the scheduler that completes its futures there
     * @param probes what metrics and health answer
     * @return the front end when it accepts connections; fails if it cannot listen
     */
    public static Future<FrontEnd> start(
            Vertx vertx,
            HttpConfig config,
            SessionScheduler scheduler,
            Function<SessionScheduler, Dialect> dialects,
            Probes probes) {
        return start(vertx, config, scheduler, dialects, probes, Administration.OPEN, null);
    }

    /**
     * Starts to listen. Waits for the disk if there is a certificate to read.
     *
     * @param vertx whose event loops serve; it should have at least {@link HttpConfig#eventLoops()} of them
     * @param config how to listen
     * @param scheduler what requests are about
     * @param dialects makes a dialect for each event loop, from the scheduler that completes its futures there
     * @param probes what metrics and health answer
     * @param administration how what is under {@code /admin} is watched over
     * @param otherPaths serves the paths that are not {@linkplain ReservedPaths reserved}; {@code null} if nothing does
     * @return the front end when it accepts connections; fails if it cannot listen
     */
    public static Future<FrontEnd> start(
            Vertx vertx,
            HttpConfig config,
            SessionScheduler scheduler,
            Function<SessionScheduler, Dialect> dialects,
            Probes probes,
            Administration administration,
            @Nullable PathHandler otherPaths) {
        Certificate certificate;
        try {
            certificate = readCertificate(vertx, config);
        } catch (IOException unusable) {
            return Future.failedFuture(unusable);
        }
        AdminAddress admin = config.admin();
        FrontEndParts parts = new FrontEndParts(
                config,
                certificate,
                listenPort(config.port()),
                admin == null ? 0 : listenPort(admin.port()),
                scheduler,
                dialects,
                probes,
                new Scrapes(vertx, probes),
                administration,
                otherPaths,
                new ConnectionCount(),
                new SourceCount(),
                BodyMemory.ofThisHeap());
        List<EventLoopServer> servers = new CopyOnWriteArrayList<>();
        DeploymentOptions options = new DeploymentOptions().setInstances(config.eventLoops());
        return vertx.deployVerticle(
                        () -> {
                            EventLoopServer server = new EventLoopServer(parts);
                            servers.add(server);
                            return server;
                        },
                        options)
                .map(deployment -> new FrontEnd(vertx, parts, servers, deployment));
    }

    private static int listenPort(int port) {
        return port == 0 ? FREE_PORTS.decrementAndGet() : port;
    }

    private static @Nullable Certificate readCertificate(Vertx vertx, HttpConfig config) throws IOException {
        TlsFiles files = config.tls();
        if (files == null) {
            return null;
        }
        Certificate certificate = Certificate.read(files);
        certificate.requireUsable(vertx);
        return certificate;
    }

    /** The port it listens on. */
    public int port() {
        return port;
    }

    /** The address it listens on, as {@code http://HOST:PORT}, or {@code https} with TLS. */
    public String url() {
        return url(parts.config().host(), port);
    }

    /** The address that operators have, likewise; {@code null} if it is the same. */
    public @Nullable String adminUrl() {
        AdminAddress admin = parts.config().admin();
        return admin == null ? null : url(admin.host(), servers.get(0).adminPort());
    }

    private String url(String host, int listening) {
        String scheme = parts.certificate() == null ? "http" : "https";
        return scheme + "://" + ConsoleAddress.bracketed(host) + ":" + listening;
    }

    /** What looks at the certificate's files; {@code null} without TLS. */
    @Nullable
    CertificateWatch certificateWatch() {
        return certificateWatch;
    }

    /** How many connections are open. */
    public int openConnections() {
        return parts.connectionCount().open();
    }

    /** How many connections were closed because there were too many, since the start. */
    public long refusedConnections() {
        return parts.connectionCount().allRefused();
    }

    /** How many requests of the API are under way. */
    public int requestsInFlight() {
        return servers.stream().mapToInt(server -> server.inFlight().count()).sum();
    }

    /** How many requests of the API wait until they may be. */
    public int requestsHeldBack() {
        return servers.stream().mapToInt(server -> server.inFlight().waiting()).sum();
    }

    /**
     * Begins to tell how much later than they should its event loops do what is due. Call once.
     *
     * @param nanos takes the delay of a loop, on that loop, ten times a second for each
     */
    public void watchLoops(LongConsumer nanos) {
        servers.forEach(server -> server.watchDelay(nanos));
    }

    /** How many bytes of bodies that are still arriving are held in memory. */
    public long bufferedBodyBytes() {
        return parts.bodyMemory().heldBytes();
    }

    /**
     * Stops to accept connections, closes those that are idle, lets the requests under way finish, and closes their
     * connections after the answer.
     *
     * @param atMost how long to wait for them; then they are cut off. Only that of the first call counts
     * @return done when all connections are closed; the same for each call
     */
    public synchronized Future<Void> drainAndClose(Duration atMost) {
        Future<Void> done = closed;
        if (done == null) {
            if (certificateWatch != null) {
                certificateWatch.close();
            }
            parts.administration().pages().drain();
            List<Future<Void>> drained =
                    servers.stream().map(server -> server.drain(atMost)).toList();
            done = Future.join(drained).transform(ignored -> vertx.undeploy(deployment));
            closed = done;
        }
        return done;
    }
}
