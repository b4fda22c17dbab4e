package dev.berth.bench.compare;

import dev.berth.bench.ServerProcess;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The least that Vert.x can do with a StartSession: it reads the request to its end, and answers with the headers and as
 * many bytes as Berth does, always the same ones.
 */
public final class BareServer extends AbstractVerticle {
    private static final CharSequence REQUEST_ID = HttpHeaders.createOptimized("x-amzn-RequestId");
    private static final CharSequence AWS_JSON = HttpHeaders.createOptimized("application/x-amz-json-1.1");
    private static final CharSequence DATE = HttpHeaders.createOptimized("Tue, 24 Nov 2026 12:00:00 GMT");
    private static final CharSequence AN_ID = HttpHeaders.createOptimized("7d2f1c8e-5b1a-4c4e-9e57-0a3f6b9d8c21");
    private static final byte[] ANSWER =
            "{\"SessionId\":\"0198f3a2-7c4e-7b1d-8f2e-3a4b5c6d7e8f\",\"State\":\"CREATING\"}"
                    .getBytes(StandardCharsets.UTF_8);

    /** Vert.x shares a free port among those who ask for it by the same negative number. */
    private static final int ANY_PORT = -1;

    private final AtomicInteger port;

    private BareServer(AtomicInteger port) {
        this.port = port;
    }

    /**
     * Listens until it is killed.
     *
     * @param args how many event loops
     */
    public static void main(String[] args) {
        int loops = Integer.parseInt(args[0]);
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(loops).setPreferNativeTransport(true));
        AtomicInteger port = new AtomicInteger();
        vertx.deployVerticle(() -> new BareServer(port), new DeploymentOptions().setInstances(loops))
                .onSuccess(deployed -> System.out.println(ServerProcess.LISTENING + "http://127.0.0.1:" + port.get()))
                .onFailure(failure -> {
                    failure.printStackTrace();
                    System.exit(1);
                });
    }

    @Override
    public void start(Promise<Void> started) {
        vertx.createHttpServer()
                .requestHandler(BareServer::answer)
                .listen(ANY_PORT, "127.0.0.1")
                .onSuccess(server -> port.set(server.actualPort()))
                .<Void>map((HttpServer server) -> null)
                .onComplete(started);
    }

    private static void answer(HttpServerRequest request) {
        request.handler(piece -> {});
        request.endHandler(end -> {
            HttpServerResponse response = request.response();
            MultiMap headers = response.headers();
            headers.set(HttpHeaders.CONTENT_TYPE, AWS_JSON);
            headers.set(HttpHeaders.DATE, DATE);
            headers.set(REQUEST_ID, AN_ID);
            response.end(Buffer.buffer(ANSWER));
        });
    }
}
