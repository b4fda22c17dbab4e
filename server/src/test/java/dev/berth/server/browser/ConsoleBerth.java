package dev.berth.server.browser;

import dev.berth.server.BerthServer;
import dev.berth.server.ServerConfig;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/** The whole server in this process, for a browser to look at, and a client of its API beside the browser. */
final class ConsoleBerth implements AutoCloseable {
    private static final int AT_ONCE = 64;
    private static final int OK = 200;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final BerthServer server;

    private ConsoleBerth(BerthServer server) {
        this.server = server;
    }

    /** One that simulates sessions, which are ready at once, with more settings. */
    static ConsoleBerth simulated(Path data, Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(settings);
        all.put("runtime.name", "simulated");
        all.put("runtime.simulated.launch-median", "1ms");
        all.put("runtime.simulated.terminate-median", "1ms");
        all.put("runtime.simulated.calculation-median", "1ms");
        return start(data, all);
    }

    /** One whose sessions are kernels, which end with it. */
    static ConsoleBerth withKernels(Path data) {
        return start(data, Map.of("runtime.name", "jupyter", "runtime.on-stop", "terminate"));
    }

    private static ConsoleBerth start(Path data, Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(Map.of("port", "0", "journal.durability", "memory"));
        all.put("data", data.toString());
        all.putAll(settings);
        return new ConsoleBerth(BerthServer.start(ServerConfig.load(all, Map.of())));
    }

    String url() {
        return server.url();
    }

    String console(String fragment) {
        return url() + "/console/" + fragment;
    }

    int port() {
        return URI.create(url()).getPort();
    }

    /** The status of a start. */
    int start(String description, int dpus) throws IOException, InterruptedException {
        return client.send(startRequest(description, dpus), BodyHandlers.discarding())
                .statusCode();
    }

    /** Starts many sessions of 2 DPUs, whose descriptions are numbers after a word. */
    void startMany(String word, int count) throws InterruptedException {
        Semaphore places = new Semaphore(AT_ONCE);
        AtomicInteger started = new AtomicInteger();
        CompletableFuture<?>[] all = new CompletableFuture<?>[count];
        for (int i = 0; i < count; i++) {
            places.acquire();
            all[i] = client.sendAsync(startRequest(word + " " + i, 2), BodyHandlers.discarding())
                    .thenAccept(answer -> {
                        if (answer.statusCode() == OK) {
                            started.incrementAndGet();
                        }
                    })
                    .whenComplete((done, failure) -> places.release());
        }
        CompletableFuture.allOf(all).join();
        if (started.get() != count) {
            throw new AssertionError("only " + started + " of " + count + " sessions were started");
        }
    }

    /** A budget as operators are told of it. */
    JsonObject budget(String name) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url() + "/admin/v1/budgets/" + name))
                .build();
        return new JsonObject(client.send(request, BodyHandlers.ofString()).body());
    }

    private HttpRequest startRequest(String description, int dpus) {
        JsonObject body = new JsonObject()
                .put("WorkGroup", "spark-primary")
                .put("Description", description)
                .put("EngineConfiguration", new JsonObject().put("MaxConcurrentDpus", dpus));
        return HttpRequest.newBuilder(URI.create(url()))
                .header("Content-Type", "application/x-amz-json-1.1")
                .header("X-Amz-Target", "AmazonAthena.StartSession")
                .POST(BodyPublishers.ofString(body.encode()))
                .build();
    }

    @Override
    public void close() {
        server.close();
    }
}
