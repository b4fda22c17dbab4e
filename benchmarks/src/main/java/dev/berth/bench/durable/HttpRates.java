package dev.berth.bench.durable;

import dev.berth.bench.Folder;
import dev.berth.bench.ServerProcess;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many sessions per second does a server start over HTTP when each is on the disk before it is answered, and how many
 * with a journal in memory? Each server is a process of its own; the callers, one request at a time on each of 256
 * connections, share the machine with it.
 */
final class HttpRates implements AutoCloseable {
    private static final int CONNECTIONS = 256;

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client =
            vertx.createHttpClient(new HttpClientOptions(), new PoolOptions().setHttp1MaxSize(CONNECTIONS));

    private HttpRates() {}

    /** Starts per second with a journal in memory, then on the disk. */
    static Turns.Result measure(Folder folder, int requests, int pairs) throws Exception {
        try (HttpRates rates = new HttpRates();
                ServerProcess memory = start(folder, "memory");
                ServerProcess durable = start(folder, "sync")) {
            return new Turns(() -> rates.of(memory, requests), () -> rates.of(durable, requests)).run(pairs);
        }
    }

    private static ServerProcess start(Folder folder, String durability) throws IOException {
        Path data = folder.path().resolve("server-" + durability);
        return ServerProcess.start(ServerProcess.java(List.of("-Xmx2g"), ServerProcess.simulating(data, durability)));
    }

    private double of(ServerProcess server, int requests) throws Exception {
        AtomicInteger left = new AtomicInteger(requests);
        long begin = System.nanoTime();
        List<Future<?>> callers = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            callers.add(call(server, left));
        }
        Future.all(callers).toCompletionStage().toCompletableFuture().get();
        return requests / ((System.nanoTime() - begin) / (double) TimeUnit.SECONDS.toNanos(1));
    }

    private Future<?> call(ServerProcess server, AtomicInteger left) {
        if (left.getAndDecrement() <= 0) {
            return Future.succeededFuture();
        }
        String body = "{\"WorkGroup\":\"spark-primary\",\"EngineConfiguration\":{\"MaxConcurrentDpus\":20},"
                + "\"ClientRequestToken\":\"" + UUID.randomUUID() + "\"}";
        return client.request(requestTo(server.uri()))
                .compose(request -> request.putHeader("Content-Type", "application/x-amz-json-1.1")
                        .putHeader("X-Amz-Target", "AmazonAthena.StartSession")
                        .send(Buffer.buffer(body)))
                .compose(response -> response.statusCode() == 200
                        ? response.body()
                        : Future.failedFuture("answered " + response.statusCode()))
                .compose(answer -> call(server, left));
    }

    private static RequestOptions requestTo(URI server) {
        return new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setHost(server.getHost())
                .setPort(server.getPort())
                .setURI("/");
    }

    @Override
    public void close() {
        client.close().toCompletionStage().toCompletableFuture().join();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
