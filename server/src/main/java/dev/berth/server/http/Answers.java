package dev.berth.server.http;

import dev.berth.api.SchedulerException;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadLocalRandom;

/** Writes answers, each with the headers that every one has. For one event loop, not thread-safe. */
public final class Answers {
    private static final Logger LOG = System.getLogger(Answers.class.getName());

    private static final CharSequence REQUEST_ID = HttpHeaders.createOptimized("x-amzn-RequestId");
    private static final int OK = 200;

    /** The form of RFC 9110, whose day of the month has two digits, unlike that of the JDK's RFC_1123_DATE_TIME. */
    private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private final Connections connections;
    private final InstantSource clock;

    private long dateSecond = Long.MIN_VALUE;
    private CharSequence date = "";

    Answers(Connections connections, InstantSource clock) {
        this.connections = connections;
        this.clock = clock;
    }

    /** A random UUID, of version 4 in form; nobody has to be unable to guess it. */
    public static String newRequestId() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        long high = (random.nextLong() & ~0xF000L) | 0x4000L;
        long low = (random.nextLong() >>> 2) | Long.MIN_VALUE;
        return new UUID(high, low).toString();
    }

    /**
     * Answers whole, beside headers that the response has already; nothing happens if the client has gone.
     *
     * @param requestId as of {@link #newRequestId}
     */
    public void send(HttpServerRequest request, int status, CharSequence contentType, byte[] body, String requestId) {
        HttpServerResponse response = request.response();
        if (response.closed()) {
            return;
        }
        if (status != OK) {
            response.setStatusCode(status);
        }
        response.headers().set(HttpHeaders.CONTENT_TYPE, contentType);
        putCommonHeaders(response, requestId);
        response.end(Buffer.buffer(body));
    }

    /** Sets the headers that every answer has, for one that is not sent from here. */
    public void putCommonHeaders(HttpServerResponse response, String requestId) {
        MultiMap headers = response.headers();
        headers.set(HttpHeaders.DATE, date());
        headers.set(REQUEST_ID, requestId);
    }

    /** Answers with the last answer of this connection; nothing happens if the client has gone. */
    void sendLast(HttpServerRequest request, HttpError error, CharSequence contentType, String requestId) {
        sendLast(request, error.status(), contentType, error.body(), requestId);
    }

    private void sendLast(
            HttpServerRequest request, int status, CharSequence contentType, byte[] body, String requestId) {
        if (request.response().closed()) {
            return;
        }
        request.response().headers().set(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        send(request, status, contentType, body, requestId);
        connections.closeAfter(request);
    }

    /** Answers with an error that has a body of its own, likewise. */
    public void refuse(HttpServerRequest request, HttpError error, CharSequence contentType) {
        refuse(request, error.status(), contentType, error.body(), newRequestId());
    }

    /** Answers with an error. A body that has not arrived by then will not be read: the connection is closed. */
    public void refuse(HttpServerRequest request, int status, CharSequence contentType, byte[] body, String requestId) {
        if (!request.isEnded() && mayHaveBody(request.headers())) {
            sendLast(request, status, contentType, body, requestId);
        } else {
            send(request, status, contentType, body, requestId);
        }
    }

    /**
     * Answers 500, and logs the cause under the same request id. Where nobody knows whether the request took effect there
     * is no answer, for any would claim to know: the connection is closed.
     */
    void fail(HttpServerRequest request, Throwable thrown, CharSequence contentType, String requestId) {
        Throwable cause = unwrapped(thrown);
        if (isOutcomeUnknown(cause)) {
            LOG.log(Level.WARNING, "Request {0} is left without an answer: {1}", requestId, cause.getMessage());
            request.connection().close();
            return;
        }
        if (cause instanceof SchedulerException) {
            // It has told its story once, and every request from now on will end up here.
            LOG.log(Level.WARNING, "Request {0} failed: {1}", requestId, cause.getMessage());
        } else {
            LOG.log(Level.ERROR, "Request " + requestId + " failed", cause);
        }
        HttpError error = HttpError.internal(requestId);
        send(request, error.status(), contentType, error.body(), requestId);
    }

    /** Whether a request that failed so may have taken effect, or not. */
    public static boolean isOutcomeUnknown(Throwable thrown) {
        return unwrapped(thrown) instanceof SchedulerException failure
                && failure.code().isOutcomeUnknown();
    }

    private static Throwable unwrapped(Throwable thrown) {
        return thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
    }

    private static boolean mayHaveBody(MultiMap headers) {
        return headers.contains(HttpHeaders.TRANSFER_ENCODING)
                || (headers.contains(HttpHeaders.CONTENT_LENGTH)
                        && !"0".equals(headers.get(HttpHeaders.CONTENT_LENGTH)));
    }

    private CharSequence date() {
        long second = Math.floorDiv(clock.millis(), 1_000L);
        if (second != dateSecond) {
            dateSecond = second;
            date = HttpHeaders.createOptimized(HTTP_DATE.format(Instant.ofEpochSecond(second)));
        }
        return date;
    }
}
