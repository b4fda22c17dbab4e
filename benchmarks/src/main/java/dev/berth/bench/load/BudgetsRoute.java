package dev.berth.bench.load;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** A server's admin route for its budgets. Thread-safe. */
final class BudgetsRoute {
    private static final String PATH = "/admin/v1/budgets";
    private static final String LIMIT = "limitDpus";
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int OK = 200;

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
    private final URI endpoint;

    BudgetsRoute(URI endpoint) {
        this.endpoint = endpoint;
    }

    /** The limits of all budgets that have one; none if the server has no such route. */
    Map<String, Integer> limits() throws IOException {
        try {
            HttpResponse<String> answer = client.send(request("").GET().build(), HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() == OK ? limitsIn(answer.body()) : Map.of();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while asking for budgets", interrupted);
        }
    }

    /** Changes a limit; gives whether the server did so. */
    CompletableFuture<Boolean> change(String budget, int limitDpus) {
        HttpRequest put = request("/" + budget)
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(
                        new JsonObject().put(LIMIT, limitDpus).encode()))
                .build();
        return client.sendAsync(put, HttpResponse.BodyHandlers.discarding())
                .handle((answer, failure) -> failure == null && answer.statusCode() == OK);
    }

    private HttpRequest.Builder request(String suffix) {
        return HttpRequest.newBuilder(endpoint.resolve(PATH + suffix)).timeout(TIMEOUT);
    }

    private static Map<String, Integer> limitsIn(String body) throws IOException {
        try {
            Map<String, Integer> limits = new LinkedHashMap<>();
            for (Object each : new JsonObject(body).getJsonArray("budgets")) {
                if (each instanceof JsonObject budget && budget.getInteger(LIMIT) != null) {
                    limits.put(budget.getString("budget"), budget.getInteger(LIMIT));
                }
            }
            return limits;
        } catch (RuntimeException notBudgets) {
            throw new IOException("what the server says of its budgets cannot be read: " + body, notBudgets);
        }
    }
}
