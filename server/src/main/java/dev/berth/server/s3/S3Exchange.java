package dev.berth.server.s3;

import dev.berth.server.http.Answers;
import dev.berth.server.http.MediaTypes;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Objects;

/** One request, and the ways to answer it. Lives on one event loop. */
final class S3Exchange {
    private static final CharSequence REQUEST_ID = HttpHeaders.createOptimized("x-amz-request-id");
    private static final byte[] NOTHING = {};
    private static final int OK = 200;

    private final HttpServerRequest request;
    private final String path;
    private final Answers answers;
    private final String requestId = Answers.newRequestId();

    S3Exchange(HttpServerRequest request, Answers answers) {
        this.request = request;
        this.path = Objects.requireNonNull(request.path(), "a request without a path is the server's own");
        this.answers = answers;
        request.response().putHeader(REQUEST_ID, requestId);
    }

    HttpServerRequest request() {
        return request;
    }

    /** The id that its answer has. */
    String requestId() {
        return requestId;
    }

    /** Its path, as it was sent. */
    String path() {
        return path;
    }

    /** The response with the headers that every one has, to be ended by the caller. */
    HttpServerResponse begin(int status) {
        HttpServerResponse response = request.response().setStatusCode(status);
        answers.putCommonHeaders(response, requestId);
        return response;
    }

    void sendXml(byte[] body) {
        answers.send(request, OK, MediaTypes.XML, body, requestId);
    }

    void refuse(S3Failure failure) {
        byte[] body = HttpMethod.HEAD.equals(request.method()) ? NOTHING : failure.body(path, requestId);
        answers.refuse(request, failure.status(), MediaTypes.XML, body, requestId);
    }
}
