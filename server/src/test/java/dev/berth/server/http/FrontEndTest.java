package dev.berth.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.api.BudgetName;
import dev.berth.api.BudgetView;
import dev.berth.api.ErrorCode;
import dev.berth.api.SchedulerException;
import dev.berth.server.TestVertx;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashSet;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is answered where, to a client that behaves. */
class FrontEndTest {
    private final TestFrontEnd server = TestFrontEnd.echoing();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @AfterEach
    void close() {
        server.close();
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private HttpRequest.Builder at(String path) {
        return HttpRequest.newBuilder(URI.create(server.frontEnd.url() + path));
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(at(path));
    }

    private static void hasCommonHeaders(HttpResponse<?> response) {
        String date = response.headers().firstValue("Date").orElseThrow();
        Instant time =
                ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
        assertThat(Duration.between(time, Instant.now())).isBetween(Duration.ZERO, Duration.ofSeconds(5));
        UUID id = UUID.fromString(
                response.headers().firstValue("x-amzn-RequestId").orElseThrow());
        assertThat(id.version()).isEqualTo(4);
        assertThat(id.variant()).isEqualTo(2);
        assertThat(response.headers().firstValue("Content-Length")).isPresent();
    }

    @Test
    void url_namesHostAndPort() {
        assertThat(server.frontEnd.url()).isEqualTo("http://127.0.0.1:" + server.frontEnd.port());
        assertThat(server.frontEnd.port()).isPositive();
    }

    @Test
    void twoFrontEnds_inOneVertx_haveTwoPorts() {
        Vertx vertx = TestVertx.open();
        HttpConfig config = new TestHttpConfig().build();
        Dialect none = (request, responder) -> {};
        FrontEnd one = FrontEnd.start(vertx, config, server.scheduler, s -> none, server.probes)
                .await();
        FrontEnd other = FrontEnd.start(vertx, config, server.scheduler, s -> none, server.probes)
                .await();

        assertThat(one.port()).isNotEqualTo(other.port());
        vertx.close().await();
    }

    @Test
    void port_taken_failsTheStart() {
        Vertx vertx = TestVertx.open();
        HttpConfig config = new TestHttpConfig().port(server.frontEnd.port()).build();
        Future<FrontEnd> start =
                FrontEnd.start(vertx, config, server.scheduler, s -> (request, responder) -> {}, server.probes);

        assertThat(start.transform(Future::succeededFuture).await().failed()).isTrue();
        vertx.close().await();
    }

    @Test
    void dialect_getsTheBody_andAnswers() throws Exception {
        HttpResponse<String> response = send(at("/").POST(BodyPublishers.ofString("{\"a\":\"é\"}")));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("{\"a\":\"é\"}");
        assertThat(response.headers().firstValue("Content-Type")).contains("application/x-amz-json-1.1");
        hasCommonHeaders(response);
    }

    @Test
    void dialect_answersWithoutBodyToo() throws Exception {
        assertThat(send(at("/").POST(BodyPublishers.noBody())).statusCode()).isEqualTo(200);
    }

    @Test
    void requestIds_differ() throws Exception {
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            ids.add(get("/health/live").headers().firstValue("x-amzn-RequestId").orElseThrow());
        }
        assertThat(ids).hasSize(100);
    }

    @Test
    void health() throws Exception {
        assertThat(get("/health/live").body()).isEqualTo("{\"status\":\"live\"}");
        assertThat(get("/health/ready").body()).isEqualTo("{\"status\":\"ready\"}");

        server.probes.isReady = false;
        HttpResponse<String> response = get("/health/ready");
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.body()).isEqualTo("{\"status\":\"not ready\"}");
        hasCommonHeaders(response);
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
    }

    @Test
    void metrics_inTheFormatAskedFor() throws Exception {
        HttpResponse<String> response = send(at("/metrics").header("Accept", "application/openmetrics-text"));

        assertThat(response.body()).isEqualTo("metric 1\n");
        assertThat(response.headers().firstValue("Content-Type"))
                .contains("text/plain; for=application/openmetrics-text");
        assertThat(get("/metrics").headers().firstValue("Content-Type")).contains("text/plain; for=");
    }

    @Test
    void defect_tellsTheRequestIdAndNothingElse() throws Exception {
        HttpResponse<String> response = send(at("/metrics").header("Accept", "defect"));

        String id = response.headers().firstValue("x-amzn-RequestId").orElseThrow();
        assertThat(response.statusCode()).isEqualTo(500);
        assertThat(response.body())
                .isEqualTo("{\"__type\":\"InternalServerException\",\"Message\":\"Internal error. Request id: " + id
                        + "\"}");
    }

    @ParameterizedTest
    @CsvSource({
        "GET,/nowhere,404,NotFoundException,",
        "POST,/nowhere,404,NotFoundException,",
        "GET,/health,404,NotFoundException,",
        "GET,/admin/v1/budgets/workgroup,404,NotFoundException,",
        "GET,/,405,MethodNotAllowedException,POST",
        "PUT,/,405,MethodNotAllowedException,POST",
        "POST,/metrics,405,MethodNotAllowedException,GET",
        "DELETE,/health/ready,405,MethodNotAllowedException,GET",
        "PUT,/admin/v1/budgets,405,MethodNotAllowedException,GET",
        "OPTIONS,/admin/v1/budgets/account,405,MethodNotAllowedException,'GET, PUT'",
        "DELETE,/admin/v1/budgets/workgroup/w,405,MethodNotAllowedException,'GET, PUT'"
    })
    void elsewhere(String method, String path, int status, String type, String allow) throws Exception {
        HttpResponse<String> response = send(at(path).method(method, BodyPublishers.ofString("{}")));

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.body()).startsWith("{\"__type\":\"" + type + "\",\"Message\":\"");
        assertThat(response.headers().firstValue("Allow").orElse(null)).isEqualTo(allow);
        hasCommonHeaders(response);
    }

    @Test
    void budgets_areShown() throws Exception {
        addBudgets();

        assertThat(get("/admin/v1/budgets/account").body())
                .isEqualTo("{\"budget\":\"account\",\"limitDpus\":160,\"heldDpus\":200,\"freeDpus\":0}");
        assertThat(get("/admin/v1/budgets/workgroup/w").body())
                .isEqualTo("{\"budget\":\"workgroup/w\",\"limitDpus\":null,\"heldDpus\":5,\"freeDpus\":null}");
        assertThat(get("/admin/v1/budgets").body())
                .isEqualTo("{\"budgets\":[{\"budget\":\"account\",\"limitDpus\":160,\"heldDpus\":200,\"freeDpus\":0},"
                        + "{\"budget\":\"workgroup/w\",\"limitDpus\":null,\"heldDpus\":5,\"freeDpus\":null}]}");
        assertThat(get("/admin/v1/budgets/workgroup/other").statusCode()).isEqualTo(404);
    }

    private void addBudgets() {
        server.scheduler.budgets.put(BudgetName.ACCOUNT, new BudgetView(BudgetName.ACCOUNT, OptionalInt.of(160), 200));
        BudgetName workGroup = BudgetName.ofWorkGroup("w");
        server.scheduler.budgets.put(workGroup, new BudgetView(workGroup, OptionalInt.empty(), 5));
    }

    private HttpResponse<String> put(String budget, String body) throws IOException, InterruptedException {
        return send(at("/admin/v1/budgets/" + budget)
                .header("Content-Type", "application/json; charset=utf-8")
                .PUT(BodyPublishers.ofString(body)));
    }

    @Test
    void budgets_areChanged() throws Exception {
        addBudgets();

        assertThat(put("account", "{\"limitDpus\": 300}").body())
                .isEqualTo("{\"budget\":\"account\",\"limitDpus\":300,\"heldDpus\":200,\"freeDpus\":100}");
        assertThat(put("workgroup/w", "{\"limitDpus\":0}").body())
                .isEqualTo("{\"budget\":\"workgroup/w\",\"limitDpus\":0,\"heldDpus\":5,\"freeDpus\":0}");
        assertThat(put("workgroup/w", "{\"limitDpus\":null}").body())
                .isEqualTo("{\"budget\":\"workgroup/w\",\"limitDpus\":null,\"heldDpus\":5,\"freeDpus\":null}");
        assertThat(put("workgroup/other", "{\"limitDpus\":1}").statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "null",
                "[]",
                "7",
                "{}",
                "{\"limitDpus\":-1}",
                "{\"limitDpus\":1.5}",
                "{\"limitDpus\":\"1\"}",
                "{\"limitDpus\":true}",
                "{\"limitDpus\":99999999999}",
                "{\"limitDpus\":null}",
                "{\"limitDPUs\":1}"
            })
    void budgets_badBodies(String body) throws Exception {
        addBudgets();
        HttpResponse<String> response = put("account", body);

        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
        assertThat(response.body()).contains("BadRequestException").contains("limitDpus");
        assertThat(server.scheduler.budget(BudgetName.ACCOUNT).orElseThrow().limitDpus())
                .hasValue(160);
    }

    @Test
    void budgets_notJson() throws Exception {
        addBudgets();
        HttpRequest.Builder text = at("/admin/v1/budgets/account")
                .header("Content-Type", "text/plain")
                .PUT(BodyPublishers.ofString("{\"limitDpus\":1}"));

        assertThat(send(text).statusCode()).isEqualTo(415);
        assertThat(send(at("/admin/v1/budgets/account").PUT(BodyPublishers.ofString("{\"limitDpus\":1}")))
                        .statusCode())
                .isEqualTo(415);
    }

    @Test
    void budgets_bodyTooLarge() throws Exception {
        assertThat(put("account", " ".repeat(5_000)).statusCode()).isEqualTo(413);
    }

    @Test
    void anyHost_whereItIsAllowed() throws Exception {
        try (TestFrontEnd open = new TestFrontEnd((request, responder) -> {}, TestHttpConfig::anyHost);
                RawClient raw = open.connect()) {
            raw.send("GET /health/live HTTP/1.1\r\nHost: berth.example\r\n\r\n");
            assertThat(raw.read().status()).isEqualTo(200);
        }
    }

    @Test
    void dialect_thatThrows_orFails_isInternal() throws Exception {
        Dialect broken = (request, responder) -> {
            if (request.body().length == 0) {
                throw new IllegalStateException("secret");
            }
            responder.fail(new IllegalStateException("secret"));
        };
        try (TestFrontEnd failing = new TestFrontEnd(broken, UnaryOperator.identity());
                RawClient raw = failing.connect()) {
            for (String body : new String[] {"", "x"}) {
                RawClient.Answer answer = raw.send(RawClient.post("", body)).read();
                assertThat(answer.status()).isEqualTo(500);
                assertThat(answer.header("content-type")).isEqualTo("application/x-amz-json-1.1");
                assertThat(answer.body())
                        .isEqualTo("{\"__type\":\"InternalServerException\",\"Message\":\"Internal error. Request id: "
                                + answer.header("x-amzn-requestid") + "\"}");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void request_whoseOutcomeIsUnknown_isNotAnswered(ErrorCode code) throws Exception {
        Dialect failing = (request, responder) -> {
            if (request.body().length == 0) {
                responder.answer(200, MediaTypes.AWS_JSON, request.body());
            } else {
                responder.fail(new CompletionException(new SchedulerException(code, "the disk is gone", null)));
            }
        };
        try (TestFrontEnd server = new TestFrontEnd(failing, UnaryOperator.identity());
                RawClient raw = server.connect()) {
            raw.send(RawClient.post("", "") + RawClient.post("", "x") + RawClient.post("", ""));

            assertThat(raw.read().status()).isEqualTo(200);
            if (code.isOutcomeUnknown()) {
                assertThat(raw.isClosedByServer()).isTrue();
            } else {
                assertThat(raw.read().body())
                        .contains("InternalServerException")
                        .doesNotContain("disk");
                assertThat(raw.read().status()).isEqualTo(200);
            }
        }
    }

    @Test
    void budgets_changeWhoseOutcomeIsUnknown_isNotAnswered() throws Exception {
        server.scheduler.onResize = CompletableFuture.failedFuture(
                new SchedulerException(ErrorCode.JOURNAL_FAILED, "the disk is gone", null));
        try (RawClient raw = server.connect()) {
            raw.send("PUT /admin/v1/budgets/account HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                    + "Content-Length: 15\r\n\r\n{\"limitDpus\":1}");

            assertThat(raw.isClosedByServer()).isTrue();
        }
    }

    @Test
    void dialect_mayAnswerFromAnotherThread_once() throws Exception {
        Dialect eager = (request, responder) -> {
            Thread other = new Thread(() -> {
                responder.answer(200, MediaTypes.AWS_JSON, new byte[] {'1'});
                responder.answer(200, MediaTypes.AWS_JSON, new byte[] {'2'});
                responder.fail(new IllegalStateException("late"));
            });
            other.start();
        };
        try (TestFrontEnd open = new TestFrontEnd(eager, UnaryOperator.identity());
                RawClient raw = open.connect()) {
            for (int i = 0; i < 3; i++) {
                assertThat(raw.send(RawClient.post("", "x")).read().body()).isEqualTo("1");
            }
        }
    }
}
