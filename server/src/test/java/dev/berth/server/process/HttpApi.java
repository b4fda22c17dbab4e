package dev.berth.server.process;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;

/** Calls a server as a client does that may lose its connection at any time. Thread-safe. */
final class HttpApi {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String url;

    HttpApi(String url) {
        this.url = url;
    }

    /** An answer as it came. */
    record Answer(int status, String body) {
        boolean isSuccess() {
            return status == 200;
        }

        JsonObject json() {
            return new JsonObject(body);
        }
    }

    /** Calls an operation; empty if there was no answer. */
    Optional<Answer> call(String operation, JsonObject body) {
        return send(HttpRequest.newBuilder(URI.create(url))
                .header("Content-Type", "application/x-amz-json-1.1")
                .header("X-Amz-Target", "AmazonAthena." + operation)
                .POST(BodyPublishers.ofString(body.encode())));
    }

    /** Calls an operation of a server that must answer with success. */
    JsonObject get(String operation, JsonObject body) {
        return successOf(call(operation, body)).json();
    }

    /** Reads beside the operations; the server must answer with success. */
    String get(String path) {
        return successOf(send(HttpRequest.newBuilder(URI.create(url + path)))).body();
    }

    /** Changes beside the operations; empty if there was no answer. */
    Optional<Answer> put(String path, JsonObject body) {
        return send(HttpRequest.newBuilder(URI.create(url + path))
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(body.encode())));
    }

    private static Answer successOf(Optional<Answer> answer) {
        Answer given = answer.orElseThrow(() -> new AssertionError("no answer"));
        if (!given.isSuccess()) {
            throw new AssertionError("not a success: " + given);
        }
        return given;
    }

    private Optional<Answer> send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response =
                    client.send(request.timeout(PATIENCE).build(), BodyHandlers.ofString());
            return Optional.of(new Answer(response.statusCode(), response.body()));
        } catch (IOException noAnswer) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
