package dev.berth.server.http;

import dev.berth.server.audit.AuditEntry;
import dev.berth.server.audit.AuditLog;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A request for what is under {@code /admin}, and who has sent it; to be answered once. If it is to change something, its
 * outcome is written down. For one event loop, not thread-safe.
 */
public final class AdminCall {
    private static final int OK = 200;
    private static final CharSequence NO_STORE = HttpHeaders.createOptimized("no-store");
    private static final String ACTION = "berth:Admin";

    private final HttpServerRequest request;
    private final Answers answers;
    private final AuditLog audit;
    private final @Nullable String identity;
    private final String source;
    private final String requestId = Answers.newRequestId();

    AdminCall(HttpServerRequest request, Answers answers, AuditLog audit, @Nullable String identity) {
        this.request = request;
        this.answers = answers;
        this.audit = audit;
        this.identity = identity;
        this.source = Sources.of(request);
    }

    /** Answers. */
    public void sendJson(JsonObject body) {
        sendEncodedJson(body.encode().getBytes(StandardCharsets.UTF_8));
    }

    /** Answers with JSON that is encoded already; the array must not change any more. */
    public void sendEncodedJson(byte[] body) {
        ended(AuditEntry.OK);
        request.response().headers().set(HttpHeaders.CACHE_CONTROL, NO_STORE);
        answers.send(request, OK, MediaTypes.JSON, body, requestId);
    }

    /**
     * Begins an answer that goes on; nothing of it is sent yet.
     *
     * @return the response, to be written to and ended by the caller
     */
    public HttpServerResponse beginStream(CharSequence contentType) {
        ended(AuditEntry.OK);
        HttpServerResponse response = request.response().setChunked(true);
        answers.putCommonHeaders(response, requestId);
        response.headers().set(HttpHeaders.CONTENT_TYPE, contentType).set(HttpHeaders.CACHE_CONTROL, NO_STORE);
        return response;
    }

    /** Answers with an error. */
    public void refuse(HttpError error) {
        ended(error.type());
        request.response().headers().set(HttpHeaders.CACHE_CONTROL, NO_STORE);
        answers.refuse(request, error.status(), MediaTypes.JSON, error.body(), requestId);
    }

    /** Answers as {@link Answers#fail} does. */
    public void fail(Throwable cause) {
        ended(
                Answers.isOutcomeUnknown(cause)
                        ? AuditEntry.UNKNOWN
                        : HttpError.internal(requestId).type());
        answers.fail(request, cause, MediaTypes.JSON, requestId);
    }

    private void ended(String outcome) {
        if (!request.method().equals(HttpMethod.GET)) {
            audit.append(new AuditEntry(
                    System.currentTimeMillis(),
                    identity,
                    source,
                    ACTION,
                    request.path(),
                    null,
                    null,
                    outcome,
                    requestId));
        }
    }
}
