package dev.berth.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.api.BudgetName;
import dev.berth.api.SessionId;
import dev.berth.api.SessionQuery;
import dev.berth.api.SessionState;
import dev.berth.api.SessionView;
import dev.berth.engine.Engine;
import dev.berth.server.TestVertx;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Very many requests at once, good and bad: the budget holds to the session, and nothing is left behind. */
class ManyRequestsTest {
    private static final String START = "AmazonAthena.StartSession";
    private static final String BODY =
            "{\"WorkGroup\":\"spark-primary\",\"EngineConfiguration\":{\"MaxConcurrentDpus\":5}}";

    private Vertx vertx;
    private HttpClient http;
    private TestBerth berth;

    @BeforeEach
    void startServer() throws Exception {
        vertx = TestVertx.open();
        http = vertx.createHttpClient(
                new HttpClientOptions().setPipelining(true),
                new PoolOptions().setHttp1MaxSize(100).setMaxWaitQueueSize(-1));
        berth = TestBerth.start(config -> config.accountDpus(5_000));
    }

    @AfterEach
    void stopServer() {
        http.close().await();
        berth.close();
        vertx.close().await();
    }

    @Test
    void tenThousandConcurrentStartsAtABudgetForAThousand() {
        List<Answer> answers = sendAll(10_000, i -> new Call(START, Buffer.buffer(BODY)));

        List<String> admitted = answers.stream()
                .filter(answer -> answer.status() == 200)
                .map(answer -> answer.body().getString("SessionId"))
                .toList();
        assertThat(admitted).hasSize(1_000).doesNotHaveDuplicates();
        assertThat(answers)
                .filteredOn(answer -> answer.status() != 200)
                .hasSize(9_000)
                .allSatisfy(
                        answer -> assertThat(answer.body().getString("__type")).isEqualTo("TooManyRequestsException"));
        assertThat(heldDpus()).isEqualTo(5_000);

        List<Answer> ends = sendAll(
                admitted.size(),
                i -> new Call(
                        "AmazonAthena.TerminateSession",
                        new JsonObject().put("SessionId", admitted.get(i)).toBuffer()));
        assertThat(ends).allSatisfy(answer -> assertThat(answer.status()).isEqualTo(200));
        admitted.forEach(this::awaitTerminated);
        assertThat(heldDpus()).isZero();
        assertThat(berth.engine().snapshot().claimedDpus()).isZero();
        assertThat(berth.engine().snapshot().auditDifferenceDpus()).isZero();
    }

    @Test
    void tenThousandSpoiltRequestsLeaveNothingBehind() {
        long seed = Long.getLong("berth.seed", System.nanoTime());
        System.out.println("ManyRequestsTest: replay with -Dberth.seed=" + seed);
        Random random = new Random(seed);
        List<Call> calls =
                IntStream.range(0, 10_000).mapToObj(i -> spoil(random)).toList();

        List<Answer> answers = sendAll(calls.size(), calls::get);

        assertThat(answers).allSatisfy(answer -> assertThat(answer.status()).isLessThan(500));
        long started = answers.stream()
                .filter(answer -> answer.status() == 200 && answer.body().containsKey("SessionId"))
                .count();
        assertThat((long) berth.engine().snapshot().liveSessions()).isEqualTo(started);
        assertThat(heldDpus()).isEqualTo(liveDpus());
    }

    private static Call spoil(Random random) {
        byte[] body = BODY.getBytes(StandardCharsets.UTF_8);
        String target = START;
        switch (random.nextInt(6)) {
            case 0 -> body = new byte[random.nextInt(64)];
            case 1 -> target = START.substring(random.nextInt(START.length()));
            case 2 -> body = Arrays.copyOf(body, random.nextInt(body.length));
            case 3 -> body = BODY.replace("5", "\"" + random.nextLong() + "\"").getBytes(StandardCharsets.UTF_8);
            case 4 -> body = BODY.replace("{", "[").getBytes(StandardCharsets.UTF_8);
            default -> {
                for (int i = 0; i <= random.nextInt(4); i++) {
                    body[random.nextInt(body.length)] = (byte) random.nextInt(256);
                }
            }
        }
        if (body.length > 0 && body[0] == 0) {
            random.nextBytes(body);
        }
        return new Call(target, Buffer.buffer(body));
    }

    private List<Answer> sendAll(int count, IntFunction<Call> calls) {
        List<Future<Answer>> pending = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            pending.add(send(calls.apply(i)));
        }
        return pending.stream().map(future -> await(future)).toList();
    }

    private Future<Answer> send(Call call) {
        URI url = URI.create(berth.url());
        return http.request(new RequestOptions()
                        .setMethod(HttpMethod.POST)
                        .setHost(url.getHost())
                        .setPort(url.getPort())
                        .setURI("/")
                        .putHeader("Content-Type", "application/x-amz-json-1.1")
                        .putHeader("X-Amz-Target", call.target()))
                // Within, on the thread of the connection: from here the whole answer might be there before anybody
                // listens.
                .compose(request -> request.send(call.body())
                        .compose(response ->
                                response.body().map(body -> new Answer(response.statusCode(), new JsonObject(body)))));
    }

    private int heldDpus() {
        return berth.engine().budget(BudgetName.ACCOUNT).orElseThrow().heldDpus();
    }

    private int liveDpus() {
        Engine engine = berth.engine();
        int dpus = 0;
        for (String workGroup : List.of("spark-primary", "spark-35")) {
            SessionId after = null;
            boolean more = true;
            while (more) {
                var page = engine.sessions(new SessionQuery(workGroup, null, after, 100))
                        .orElseThrow();
                for (SessionView session : page.sessions()) {
                    dpus += session.dpus();
                    after = session.id();
                }
                more = page.hasMore();
            }
        }
        return dpus;
    }

    private void awaitTerminated(String id) {
        long giveUp = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (berth.engine().session(SessionId.parse(id)).orElseThrow().state() != SessionState.TERMINATED) {
            assertThat(System.nanoTime()).as("waited too long").isLessThan(giveUp);
            Thread.onSpinWait();
        }
    }

    private static Answer await(Future<Answer> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(120, TimeUnit.SECONDS)
                .join();
    }

    private record Call(String target, Buffer body) {}

    private record Answer(int status, JsonObject body) {}
}
