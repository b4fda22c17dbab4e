package dev.berth.bench.load.traffic;

import dev.berth.bench.load.AmzDate;
import dev.berth.bench.load.RequestSigner;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpConnectOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A fixed number of connections to a server, one request at a time on each. Calls that find none free wait in order. A
 * connection that is closed is opened again. Belongs to the event loop.
 */
final class Connections {
    static final String NOT_SENT = "not sent (every connection waits for an answer)";
    static final String NO_ANSWER = "no answer in time";
    static final String CLOSED = "connection closed";

    private static final String TARGET_PREFIX = "AmazonAthena.";
    private static final long RECONNECT_MILLIS = 100;
    private static final int CONNECT_TIMEOUT_MILLIS = 5_000;
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;

    private final Vertx vertx;
    private final HttpClientAgent client;
    private final @Nullable RequestSigner signer;
    private final AmzDate date = new AmzDate(InstantSource.system());
    private final CallListener listener;
    private final LongSupplier clock;
    private final int size;
    private final int maxWaiting;
    private final long timeoutNanos;

    private final Deque<Slot> free = new ArrayDeque<>();
    private final Deque<Call> waiting = new ArrayDeque<>();
    private List<Slot> slots = List.of();
    private HttpConnectOptions server = new HttpConnectOptions();
    private RequestOptions post = new RequestOptions();
    private String host = "";
    private int underWay;
    private @Nullable Runnable whenQuiet;

    Connections(Vertx vertx, GeneratorConfig config, CallListener listener, LongSupplier clock) {
        this.vertx = vertx;
        this.client = vertx.httpClientBuilder().build();
        this.signer = config.signer();
        this.listener = listener;
        this.clock = clock;
        this.size = config.connections();
        this.maxWaiting = config.maxWaiting();
        this.timeoutNanos = config.timeout().toNanos();
    }

    /** Opens all connections, or fails if one cannot be had. */
    Future<?> open(URI endpoint) {
        boolean isTls = "https".equals(endpoint.getScheme());
        int defaultPort = isTls ? HTTPS_PORT : HTTP_PORT;
        int port = endpoint.getPort() == -1 ? defaultPort : endpoint.getPort();
        host = port == defaultPort ? endpoint.getHost() : endpoint.getHost() + ":" + port;
        server = new HttpConnectOptions()
                .setHost(endpoint.getHost())
                .setPort(port)
                .setSsl(isTls)
                .setConnectTimeout(CONNECT_TIMEOUT_MILLIS);
        post = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setURI("/")
                .setHost(endpoint.getHost())
                .setPort(port)
                .setSsl(isTls);
        List<Slot> opened = new ArrayList<>();
        List<Future<Void>> connected = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            Slot slot = new Slot();
            opened.add(slot);
            connected.add(slot.connect());
        }
        slots = opened;
        return Future.all(connected);
    }

    /** Gives up all connections. Calls that are under way or wait end without an answer. */
    void drop() {
        List<Slot> dropped = slots;
        slots = List.of();
        free.clear();
        dropped.forEach(Slot::drop);
        List<Call> unsent = List.copyOf(waiting);
        waiting.clear();
        unsent.forEach(call -> end(call, Answer.none(CLOSED)));
    }

    /** Sends a call on a free connection, now or when there is one. */
    void submit(Call call) {
        call.readyAt(clock.getAsLong());
        underWay++;
        Slot slot = free.poll();
        if (slot != null) {
            slot.send(call);
        } else if (waiting.size() < maxWaiting) {
            waiting.add(call);
        } else {
            end(call, Answer.none(NOT_SENT));
        }
    }

    /** How many calls wait for a connection. */
    int waitingCount() {
        return waiting.size();
    }

    /** Calls this once no call is under way or waits. */
    void whenQuiet(Runnable action) {
        whenQuiet = action;
        tellIfQuiet();
    }

    /** Ends the calls that have waited too long, for an answer or for a connection. */
    void endOverdue() {
        long now = clock.getAsLong();
        while (!waiting.isEmpty() && now - waiting.getFirst().readyNanos() > timeoutNanos) {
            end(waiting.removeFirst(), Answer.none(NOT_SENT));
        }
        for (Slot slot : slots) {
            slot.endOverdue(now);
        }
    }

    /** Ends all calls that wait for a connection. */
    void endWaiting() {
        while (!waiting.isEmpty()) {
            end(waiting.removeFirst(), Answer.none(NOT_SENT));
        }
    }

    private void end(Call call, Answer answer) {
        if (call.isDone()) {
            return;
        }
        call.doneAt(clock.getAsLong());
        underWay--;
        listener.ended(call, answer);
        call.tell(answer);
        tellIfQuiet();
    }

    private void tellIfQuiet() {
        Runnable action = whenQuiet;
        if (action != null && underWay == 0) {
            whenQuiet = null;
            action.run();
        }
    }

    private HttpClientRequest dress(HttpClientRequest request, Call call) {
        String target = TARGET_PREFIX + call.kind().apiOperation();
        request.putHeader("Content-Type", RequestSigner.CONTENT_TYPE).putHeader("X-Amz-Target", target);
        if (signer != null) {
            String amzDate = date.now();
            request.putHeader("Host", host)
                    .putHeader("X-Amz-Date", amzDate)
                    .putHeader(
                            "Authorization",
                            signer.authorization(
                                    host, amzDate, target, call.body().getBytes()));
            String sessionToken = signer.sessionToken();
            if (sessionToken != null) {
                request.putHeader("X-Amz-Security-Token", sessionToken);
            }
        }
        return request;
    }

    /** The place of one connection. */
    private final class Slot {
        private @Nullable HttpClientConnection connection;
        private @Nullable Call current;
        private boolean dropped;

        Future<Void> connect() {
            return client.connect(server)
                    .onSuccess(this::connected)
                    .onFailure(refused -> reconnectLater())
                    .mapEmpty();
        }

        void send(Call call) {
            HttpClientConnection open = connection;
            if (open == null) {
                end(call, Answer.none(CLOSED));
                return;
            }
            current = call;
            call.sentAt(clock.getAsLong());
            listener.sent(call);
            open.request(post)
                    .compose(request -> dress(request, call).send(call.body()))
                    .compose(response -> response.body().map(body -> Answer.of(response.statusCode(), body)))
                    .onSuccess(answer -> answered(call, answer))
                    .onFailure(failed -> failed(open, call));
        }

        void drop() {
            dropped = true;
            HttpClientConnection open = connection;
            connection = null;
            Call call = current;
            current = null;
            if (open != null) {
                open.close();
            }
            if (call != null) {
                end(call, Answer.none(CLOSED));
            }
        }

        void endOverdue(long now) {
            Call call = current;
            if (call != null && now - call.sentNanos() > timeoutNanos) {
                end(call, Answer.none(NO_ANSWER));
                closed();
            }
        }

        private void connected(HttpClientConnection open) {
            if (dropped) {
                open.close();
                return;
            }
            connection = open;
            // A connection that breaks closes too; more is not to be known, nor to be logged for each of them.
            open.exceptionHandler(broken -> {});
            open.closeHandler(closed -> {
                if (open.equals(connection) && current == null) {
                    closed();
                }
            });
            freed();
        }

        private void answered(Call call, Answer answer) {
            if (call.equals(current)) {
                current = null;
                end(call, answer);
                if (connection != null) {
                    freed();
                }
            }
        }

        private void failed(HttpClientConnection open, Call call) {
            if (call.equals(current)) {
                end(call, Answer.none(CLOSED));
                if (open.equals(connection)) {
                    closed();
                }
            }
        }

        private void freed() {
            Call next = waiting.poll();
            if (next == null) {
                free.add(this);
            } else {
                send(next);
            }
        }

        /** The connection is of no more use. */
        private void closed() {
            HttpClientConnection open = connection;
            connection = null;
            current = null;
            free.remove(this);
            if (open != null) {
                open.close();
            }
            reconnectLater();
        }

        private void reconnectLater() {
            if (!dropped) {
                vertx.setTimer(RECONNECT_MILLIS, timer -> {
                    if (!dropped) {
                        connect();
                    }
                });
            }
        }
    }
}
