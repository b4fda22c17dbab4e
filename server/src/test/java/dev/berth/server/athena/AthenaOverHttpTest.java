package dev.berth.server.athena;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.api.SessionId;
import dev.berth.api.SessionPage;
import dev.berth.api.SessionView;
import dev.berth.api.StartOutcome;
import dev.berth.server.TestVertx;
import dev.berth.server.awsjson.Operation;
import dev.berth.server.http.FakeScheduler;
import dev.berth.server.http.FrontEnd;
import dev.berth.server.http.MetricsText;
import dev.berth.server.http.Probes;
import dev.berth.server.http.RawClient;
import dev.berth.server.http.TestHttpConfig;
import io.vertx.core.Vertx;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The dialect behind the front end, as clients meet it. */
class AthenaOverHttpTest {
    private static final int RANDOM_BODIES = 10_000;
    private static final int PIPELINED = 50;

    private final FakeScheduler scheduler = new FakeScheduler()
            .with("spark", EngineVersions.PYSPARK_3)
            .with("spark35", EngineVersions.SPARK_3_5)
            .with("primary", EngineVersions.SQL_3);
    private final Vertx vertx = TestVertx.open();
    private final FrontEnd frontEnd = FrontEnd.start(
                    vertx,
                    new TestHttpConfig().maxConnections(100).build(),
                    scheduler,
                    own -> new AthenaDialect(Athena.CONFIG, Athena.MODEL, own),
                    new NoProbes())
            .await();

    @AfterEach
    void close() {
        frontEnd.drainAndClose(Duration.ofSeconds(1)).await();
        vertx.close().await();
    }

    private static byte[] request(String operation, byte[] body) {
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        String head = "POST / HTTP/1.1\r\nHost: 127.0.0.1:8181\r\nContent-Type: application/x-amz-json-1.1\r\n"
                + "X-Amz-Target: AmazonAthena." + operation + "\r\nContent-Length: " + body.length + "\r\n\r\n";
        request.writeBytes(head.getBytes(StandardCharsets.ISO_8859_1));
        request.writeBytes(body);
        return request.toByteArray();
    }

    @Test
    void startSession_asAnSdkSendsIt() throws IOException {
        SessionId id = scheduler.nextId();
        scheduler.onStart = start -> CompletableFuture.completedFuture(new StartOutcome.Started(id));
        try (RawClient raw = new RawClient(frontEnd.port())) {
            String body = "{\"WorkGroup\": \"spark\", \"EngineConfiguration\": {\"MaxConcurrentDpus\": 2}}";
            RawClient.Answer answer = raw.send(request("StartSession", body.getBytes(StandardCharsets.UTF_8)))
                    .read();

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("content-type")).isEqualTo("application/x-amz-json-1.1");
            assertThat(answer.header("x-amzn-requestid")).hasSize(36);
            assertThat(answer.header("date")).endsWith("GMT");
            assertThat(answer.body()).isEqualTo("{\"SessionId\":\"" + id + "\",\"State\":\"CREATING\"}");
        }
    }

    @Test
    void curl_withoutAnything() throws IOException {
        try (RawClient raw = new RawClient(frontEnd.port())) {
            RawClient.Answer answer =
                    raw.send("POST / HTTP/1.1\r\nHost: localhost\r\n\r\n").read();

            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.body()).isEqualTo("<UnknownOperationException/>");
        }
    }

    @Test
    void randomBodies_areNeverOurFault() throws IOException {
        long seed = new Random().nextLong();
        System.out.println("AthenaOverHttpTest seed: " + seed);
        answerEverything();
        RandomBodies bodies = new RandomBodies(new Random(seed));
        int[] answers = new int[600];
        try (RawClient raw = new RawClient(frontEnd.port())) {
            for (int sent = 0; sent < RANDOM_BODIES; sent += PIPELINED) {
                List<byte[]> requests = bodies.next(PIPELINED);
                ByteArrayOutputStream pipeline = new ByteArrayOutputStream();
                requests.forEach(pipeline::writeBytes);
                raw.send(pipeline.toByteArray());
                for (byte[] request : requests) {
                    RawClient.Answer answer = raw.read();
                    assertThat(answer.status())
                            .as(() -> answer.body() + " to " + new String(request, StandardCharsets.UTF_8))
                            .isIn(200, 400);
                    answers[answer.status()]++;
                }
            }
        }
        assertThat(answers[200]).as("requests that got through").isPositive();
        assertThat(answers[200] + answers[400]).isEqualTo(RANDOM_BODIES);
    }

    private void answerEverything() {
        SessionId id = SessionId.parse(RandomBodies.SESSION);
        SessionView session = new TestSession().withId(id);
        scheduler.sessions.put(id, session);
        scheduler.onList = query -> Optional.of(new SessionPage(List.of(session), true));
    }

    /** Requests to every operation, with bodies from rubbish to nearly right. */
    private static final class RandomBodies {
        static final String SESSION = "018f0000-0000-7000-8000-000000000abc";

        private static final String[] FRAGMENTS = {
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "null",
            "true",
            "1",
            "-1",
            "1.5",
            "1e999",
            "99999999999999999999",
            "\"\"",
            "\"spark\"",
            "\"\\ud800\"",
            "\"\\u0000\"",
            "\"WorkGroup\"",
            "\"EngineConfiguration\"",
            "\"SessionId\"",
            "\"MaxConcurrentDpus\"",
            "\"Tags\"",
            "\"NextToken\"",
            "\"" + SESSION + "\"",
            "\u00e9",
            "\t",
            "\\"
        };

        private static final String[] GOOD = {
            "{\"WorkGroup\":\"spark\",\"EngineConfiguration\":{\"MaxConcurrentDpus\":2,\"SparkProperties\":"
                    + "{\"spark.a\":\"b\"}},\"Tags\":[{\"Key\":\"k\",\"Value\":\"v\"}],\"SessionIdleTimeoutInMinutes\":5}",
            "{\"SessionId\":\"" + SESSION + "\",\"WorkGroup\":\"spark\",\"StateFilter\":\"IDLE\",\"MaxResults\":3}",
            "{\"Name\":\"n\",\"Configuration\":{\"ResultConfiguration\":{\"OutputLocation\":\"s3://b/k\"}},"
                    + "\"WorkGroup\":\"spark35\",\"RecursiveDeleteOption\":false}",
            "{\"WorkGroup\":\"spark\",\"State\":\"DISABLED\",\"ConfigurationUpdates\":{\"ResultConfigurationUpdates\":"
                    + "{\"RemoveOutputLocation\":true,\"OutputLocation\":\"s3://b\"},\"EngineConfiguration\":"
                    + "{\"MaxConcurrentDpus\":2}}}",
            "{\"ResourceARN\":\"arn:aws:athena:us-east-1:000000000000:workgroup/spark\",\"TagKeys\":[\"k\"],"
                    + "\"Tags\":[{\"Key\":\"k\",\"Value\":\"v\"}],\"MaxResults\":75}",
            "{\"ResourceARN\":\"arn:aws:athena:::workgroup/spark/session/" + SESSION + "\",\"TagKeys\":[],"
                    + "\"SessionId\":\"" + SESSION + "\",\"ExecutorStateFilter\":\"REGISTERED\",\"MaxResults\":5}",
            "{\"SessionId\":\"" + SESSION + "\",\"CodeBlock\":\"1\",\"CalculationConfiguration\":{\"CodeBlock\":null},"
                    + "\"CalculationExecutionId\":\"" + SESSION + "\",\"StateFilter\":\"RUNNING\",\"MaxResults\":5}"
        };

        private final Random random;
        private final List<String> operations = new ArrayList<>();

        RandomBodies(Random random) {
            this.random = random;
            Athena.MODEL.operations().stream().map(Operation::name).forEach(operations::add);
            // Most of the requests go where most of the code is.
            for (int i = 0; i < 10; i++) {
                operations.addAll(List.of(
                        "StartSession",
                        "GetSession",
                        "GetSessionStatus",
                        "ListSessions",
                        "TerminateSession",
                        "CreateWorkGroup",
                        "GetWorkGroup",
                        "ListWorkGroups",
                        "UpdateWorkGroup",
                        "DeleteWorkGroup",
                        "TagResource",
                        "UntagResource",
                        "ListTagsForResource",
                        "GetResourceDashboard",
                        "ListExecutors",
                        "ListEngineVersions",
                        "ListApplicationDPUSizes",
                        "StartCalculationExecution",
                        "GetCalculationExecution",
                        "GetCalculationExecutionStatus",
                        "GetCalculationExecutionCode",
                        "ListCalculationExecutions",
                        "StopCalculationExecution"));
            }
        }

        List<byte[]> next(int count) {
            List<byte[]> requests = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                requests.add(request(operations.get(random.nextInt(operations.size())), body()));
            }
            return requests;
        }

        private byte[] body() {
            return switch (random.nextInt(4)) {
                case 0 -> bytes();
                case 1 -> fragments().getBytes(StandardCharsets.UTF_8);
                case 2 -> GOOD[random.nextInt(GOOD.length)].getBytes(StandardCharsets.UTF_8);
                default -> mutated(GOOD[random.nextInt(GOOD.length)].getBytes(StandardCharsets.UTF_8));
            };
        }

        private byte[] bytes() {
            byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            return bytes;
        }

        private String fragments() {
            StringBuilder text = new StringBuilder("{");
            for (int i = random.nextInt(20); i > 0; i--) {
                text.append(FRAGMENTS[random.nextInt(FRAGMENTS.length)]);
            }
            return text.append('}').toString();
        }

        private byte[] mutated(byte[] good) {
            for (int i = 1 + random.nextInt(3); i > 0; i--) {
                byte[] fragment = FRAGMENTS[random.nextInt(FRAGMENTS.length)].getBytes(StandardCharsets.UTF_8);
                int from = random.nextInt(good.length);
                System.arraycopy(fragment, 0, good, from, Math.min(fragment.length, good.length - from));
            }
            return good;
        }
    }

    private static final class NoProbes implements Probes {
        @Override
        public String metricsFormat(String acceptHeader) {
            return acceptHeader;
        }

        @Override
        public MetricsText metrics(String format) {
            return new MetricsText("text/plain", "");
        }

        @Override
        public boolean ready() {
            return true;
        }
    }
}
