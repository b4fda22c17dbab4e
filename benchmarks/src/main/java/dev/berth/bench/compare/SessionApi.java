package dev.berth.bench.compare;

import dev.berth.bench.ServerProcess;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** Calls a server that asks for no signature, one call after the other, on a connection of its own. */
final class SessionApi {
    private static final int OK = 200;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI server;

    SessionApi(ServerProcess server) {
        this.server = server.uri();
    }

    /** Calls an operation, and answers what it answered. */
    JsonObject call(String operation, JsonObject input) throws IOException, InterruptedException {
        return send(
                operation,
                HttpRequest.newBuilder(server.resolve("/"))
                        .header("Content-Type", "application/x-amz-json-1.1")
                        .header("X-Amz-Target", "AmazonAthena." + operation)
                        .POST(HttpRequest.BodyPublishers.ofString(input.encode())));
    }

    /** The DPUs that the account holds. */
    long heldDpus() throws IOException, InterruptedException {
        String path = "/admin/v1/budgets/account";
        return send(path, HttpRequest.newBuilder(server.resolve(path))).getLong("heldDpus");
    }

    private JsonObject send(String what, HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != OK) {
            throw new IOException(what + " was answered " + answer.statusCode() + ": " + answer.body());
        }
        return new JsonObject(answer.body());
    }
}
