package dev.berth.bench.compare;

import dev.berth.bench.ServerProcess;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;

/**
 * Starts sessions and ends them again, one after the other on a connection of its own, while others load the server, and
 * times the requests to end them.
 */
final class Prober implements Runnable {
    private static final double P99 = 0.99;
    private static final double NANOS_PER_MILLI = 1e6;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI endpoint;
    private volatile boolean isStopped;
    private double[] millis = {};

    Prober(ServerProcess server) {
        this.endpoint = server.uri().resolve("/");
    }

    /** Goes on until it is stopped, and asks at least once. */
    @Override
    public void run() {
        try {
            do {
                String session = new JsonObject(post(
                                "StartSession",
                                "{\"WorkGroup\":\"spark-primary\",\"EngineConfiguration\":{\"MaxConcurrentDpus\":20}}"))
                        .getString("SessionId");
                long begin = System.nanoTime();
                post("TerminateSession", "{\"SessionId\":\"" + session + "\"}");
                millis = Arrays.copyOf(millis, millis.length + 1);
                millis[millis.length - 1] = (System.nanoTime() - begin) / NANOS_PER_MILLI;
            } while (!isStopped);
        } catch (IOException failed) {
            throw new IllegalStateException("a session could not be started and ended", failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    void stop() {
        isStopped = true;
    }

    /** The 99th percentile of what ends took, in milliseconds; after it has run. */
    double p99Millis() {
        double[] sorted = millis.clone();
        Arrays.sort(sorted);
        return sorted[(int) (P99 * (sorted.length - 1))];
    }

    private String post(String operation, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(endpoint)
                .header("Content-Type", "application/x-amz-json-1.1")
                .header("X-Amz-Target", "AmazonAthena." + operation)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException(operation + " was answered " + answer.statusCode() + ": " + answer.body());
        }
        return answer.body();
    }
}
