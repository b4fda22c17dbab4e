package dev.berth.bench.durable;

import dev.berth.bench.Folder;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
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
    private static final String LISTENING = "listening on ";

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client =
            vertx.createHttpClient(new HttpClientOptions(), new PoolOptions().setHttp1MaxSize(CONNECTIONS));

    private HttpRates() {}

    /** Starts per second with a journal in memory, then on the disk. */
    static Turns.Result measure(Folder folder, int requests, int pairs) throws Exception {
        try (HttpRates rates = new HttpRates();
                Server memory = Server.start(folder, "memory");
                Server durable = Server.start(folder, "sync")) {
            return new Turns(() -> rates.of(memory, requests), () -> rates.of(durable, requests)).run(pairs);
        }
    }

    private double of(Server server, int requests) throws Exception {
        AtomicInteger left = new AtomicInteger(requests);
        long begin = System.nanoTime();
        List<Future<?>> callers = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            callers.add(call(server, left));
        }
        Future.all(callers).toCompletionStage().toCompletableFuture().get();
        return requests / ((System.nanoTime() - begin) / (double) TimeUnit.SECONDS.toNanos(1));
    }

    private Future<?> call(Server server, AtomicInteger left) {
        if (left.getAndDecrement() <= 0) {
            return Future.succeededFuture();
        }
        String body = "{\"WorkGroup\":\"spark-primary\",\"EngineConfiguration\":{\"MaxConcurrentDpus\":20},"
                + "\"ClientRequestToken\":\"" + UUID.randomUUID() + "\"}";
        return client.request(server.request())
                .compose(request -> request.putHeader("Content-Type", "application/x-amz-json-1.1")
                        .putHeader("X-Amz-Target", "AmazonAthena.StartSession")
                        .send(Buffer.buffer(body)))
                .compose(response -> response.statusCode() == 200
                        ? response.body()
                        : Future.failedFuture("answered " + response.statusCode()))
                .compose(answer -> call(server, left));
    }

    @Override
    public void close() {
        client.close().toCompletionStage().toCompletableFuture().join();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    /** A server in a process of its own, on a port that it picks. */
    private record Server(Process process, URI uri) implements AutoCloseable {

        static Server start(Folder folder, String durability) throws IOException {
            Process process = new ProcessBuilder(
                            ProcessHandle.current().info().command().orElse("java"),
                            "-Xmx2g",
                            "-cp",
                            System.getProperty("java.class.path"),
                            "dev.berth.server.Main",
                            "--port",
                            "0",
                            "--data",
                            folder.path().resolve("server-" + durability).toString(),
                            "--runtime",
                            "simulated",
                            "--durability",
                            durability,
                            "--account-dpus",
                            "1000000000",
                            "--max-sessions",
                            "100000000")
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            return new Server(process, listening(process));
        }

        private static URI listening(Process process) throws IOException {
            BufferedReader report = process.inputReader();
            for (String line = report.readLine(); line != null; line = report.readLine()) {
                if (line.startsWith(LISTENING)) {
                    return URI.create(line.substring(LISTENING.length()));
                }
            }
            throw new IOException("the server did not start");
        }

        RequestOptions request() {
            return new RequestOptions()
                    .setMethod(HttpMethod.POST)
                    .setHost(uri.getHost())
                    .setPort(uri.getPort())
                    .setURI("/");
        }

        @Override
        public void close() {
            process.destroy();
            process.onExit().join();
        }
    }
}
