package dev.berth.server.http;

import static java.util.Objects.requireNonNull;

import dev.berth.api.SessionScheduler;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The front end's share of one event loop: all instances listen on one port, and each serves the connections that
 * Vert.x gives it, on its own thread.
 *
 * <p>Requests for the dialect leave the common way before the router, which serves the rest: that is the road which
 * has to be short.
 */
final class EventLoopServer extends VerticleBase implements Executor {
    private static final Logger LOG = System.getLogger(EventLoopServer.class.getName());

    private static final String DIALECT_PATH = "/";

    private final FrontEndParts parts;

    // Set once, by start(), before the first request.
    private Connections connections;
    private Answers answers;
    private HostGuard hostGuard;
    private InFlight inFlight;
    private Dialect dialect;
    private Handler<HttpServerRequest> routes;
    private HttpServer server;
    private @Nullable HttpServer adminServer;
    private Thread thread;

    @SuppressWarnings("NullAway.Init") // start() is where a verticle is made
    EventLoopServer(FrontEndParts parts) {
        this.parts = parts;
    }

    @Override
    public Future<HttpServer> start() {
        thread = Thread.currentThread();
        connections = new Connections(vertx, httpConfig(), parts.connectionCount(), parts.sourceCount());
        answers = new Answers(connections, InstantSource.system());
        hostGuard = new HostGuard(httpConfig().loopbackHostsOnly());
        inFlight = new InFlight(httpConfig().maxInFlightOfALoop());
        SessionScheduler scheduler = parts.scheduler().completingOn(this);
        dialect = parts.dialects().apply(scheduler);
        AdminAddress admin = httpConfig().admin();
        Handler<HttpServerRequest> allRoutes = Routes.create(
                vertx, answers, scheduler, parts.probes(), parts.scrapes(), parts.administration(), parts.otherPaths());
        routes = admin == null ? allRoutes : Routes.forClients(vertx, answers, parts.otherPaths());
        server = newServer(httpConfig().host(), parts.listenPort())
                .connectionHandler(connections::opened)
                .requestHandler(request -> handle(request, routes));
        return admin == null ? server.listen() : server.listen().compose(listening -> listenFor(admin, allRoutes));
    }

    private Future<HttpServer> listenFor(AdminAddress admin, Handler<HttpServerRequest> adminRoutes) {
        HttpServer listening = newServer(admin.host(), parts.adminListenPort())
                .connectionHandler(connections::openedByOperator)
                .requestHandler(request -> handle(request, adminRoutes));
        adminServer = listening;
        return listening.listen();
    }

    private HttpServer newServer(String host, int port) {
        return vertx.createHttpServer(options(host, port))
                .invalidRequestHandler(this::refuseInvalid)
                .exceptionHandler(EventLoopServer::ignore);
    }

    private HttpServerOptions options(String host, int port) {
        HttpServerOptions options = new HttpServerOptions()
                .setHost(host)
                .setPort(port)
                .setIdleTimeout((int) httpConfig().idleTimeout().toMillis())
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setMaxHeaderSize(httpConfig().maxHeaderBytes())
                // HTTP/1.1 alone: neither another version of HTTP nor what it takes to become a WebSocket.
                .setHttp2ClearTextEnabled(false)
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false);
        Certificate certificate = parts.certificate();
        return certificate == null
                ? options
                : options.setSsl(true)
                        .setKeyCertOptions(certificate.pem())
                        .setEnabledSecureTransportProtocols(Certificate.PROTOCOLS);
    }

    /** Begins to tell how late the loop is. Any thread. */
    void watchDelay(LongConsumer nanos) {
        context.runOnContext(onLoop -> new LoopDelay(vertx, nanos).arm());
    }

    HttpConfig httpConfig() {
        return parts.config();
    }

    Dialect dialect() {
        return dialect;
    }

    Answers answers() {
        return answers;
    }

    Connections connections() {
        return connections;
    }

    InFlight inFlight() {
        return inFlight;
    }

    /** Where those who send requests find the console. */
    ConsoleAddress consoleAddress() {
        HttpServer operators = adminServer;
        return new ConsoleAddress(httpConfig(), operators == null ? 0 : operators.actualPort());
    }

    BodyMemory bodyMemory() {
        return parts.bodyMemory();
    }

    boolean isOnItsThread() {
        return Thread.currentThread() == thread;
    }

    int port() {
        return server.actualPort();
    }

    /** The port that operators have, which must be apart. */
    int adminPort() {
        return requireNonNull(adminServer, "there is no port for operators").actualPort();
    }

    /** Runs a command on this event loop, soon. */
    @Override
    public void execute(Runnable command) {
        context.runOnContext(ignored -> command.run());
    }

    /** Has another certificate used for the connections that come from now on. */
    Future<Boolean> use(Certificate certificate) {
        Future<Boolean> used = server.updateSSLOptions(certificate.options());
        HttpServer other = adminServer;
        return other == null ? used : used.compose(same -> other.updateSSLOptions(certificate.options()));
    }

    /** Stops accepting, then waits for the answers under way, for the given time at most. */
    Future<Void> drain(Duration atMost) {
        Future<Void> drained = server.shutdown(atMost.toMillis(), TimeUnit.MILLISECONDS);
        HttpServer other = adminServer;
        return other == null
                ? drained
                : Future.join(drained, other.shutdown(atMost.toMillis(), TimeUnit.MILLISECONDS))
                        .mapEmpty();
    }

    private void handle(HttpServerRequest request, Handler<HttpServerRequest> others) {
        Connections.Fate fate = connections.fate(request.connection());
        if (fate == null) {
            serveWhenWritable(request, others);
        } else if (fate == Connections.Fate.REFUSED) {
            refuseConnection(request, HttpError.tooManyConnections(httpConfig().maxConnections()));
        } else if (fate == Connections.Fate.REFUSED_OF_SOURCE) {
            refuseConnection(request, HttpError.tooManyOfSource(httpConfig().maxConnectionsPerSource()));
        }
    }

    private void refuseConnection(HttpServerRequest request, HttpError error) {
        answers.sendLast(request, error, MediaTypes.JSON, Answers.newRequestId());
    }

    /** A client that sends requests and does not read the answers waits until it has: answers must not pile up here. */
    private void serveWhenWritable(HttpServerRequest request, Handler<HttpServerRequest> others) {
        HttpServerResponse response = request.response();
        if (!response.writeQueueFull()) {
            serve(request, others);
            return;
        }
        request.pause();
        response.drainHandler(drained -> {
            response.drainHandler(null);
            if (serve(request, others)) {
                request.resume();
            }
        });
    }

    /**
     * Serves a request.
     *
     * @param others what serves those that are not for the dialect
     * @return whether the body of the request may come; if not, it is to stay paused
     */
    private boolean serve(HttpServerRequest request, Handler<HttpServerRequest> others) {
        boolean isForDialect = HttpMethod.POST.equals(request.method()) && DIALECT_PATH.equals(request.path());
        CharSequence contentType = isForDialect ? MediaTypes.AWS_JSON : MediaTypes.JSON;
        try {
            List<String> hosts = request.headers().getAll(HttpHeaders.HOST);
            HttpError error = hostGuard.check(hosts, request.uri());
            if (!isFramingKnown(request)) {
                answers.sendLast(request, HttpError.unknownTransferEncoding(), contentType, Answers.newRequestId());
            } else if (error != null) {
                answers.refuse(request, error, contentType);
            } else if (isForDialect) {
                return new Exchange(this, request).begin();
            } else {
                others.handle(request);
            }
        } catch (Throwable e) {
            answers.fail(request, e, contentType, Answers.newRequestId());
        }
        return true;
    }

    /**
     * Whether it is clear where the request ends. Netty takes a request whose transfer coding it does not know for one without a
     * body, and the body for the next request, which a proxy in front of the server does not see.
     */
    private static boolean isFramingKnown(HttpServerRequest request) {
        List<String> codings = request.headers().getAll(HttpHeaders.TRANSFER_ENCODING);
        return codings.isEmpty() || (codings.size() == 1 && codings.get(0).equalsIgnoreCase("chunked"));
    }

    /** What is not HTTP. Vert.x closes the connection after the answer. */
    private void refuseInvalid(HttpServerRequest request) {
        Throwable cause = request.decoderResult().cause();
        HttpError error = cause instanceof TooLongHttpLineException
                ? HttpError.lineTooLong()
                : cause instanceof TooLongHttpHeaderException
                        ? HttpError.headTooLarge(httpConfig().maxHeaderBytes())
                        : HttpError.badRequest("The request is not HTTP/1.1.");
        request.response().headers().set(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        answers.send(request, error.status(), MediaTypes.JSON, error.body(), Answers.newRequestId());
    }

    /** Connections break; that is for their clients to know. */
    private static void ignore(Throwable broken) {
        LOG.log(Level.DEBUG, "A connection broke", broken);
    }
}
