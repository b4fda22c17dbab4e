package dev.berth.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.services.athena.AthenaClient;
import software.amazon.awssdk.services.athena.model.CalculationExecutionState;
import software.amazon.awssdk.services.athena.model.CalculationResult;
import software.amazon.awssdk.services.athena.model.CalculationSummary;
import software.amazon.awssdk.services.athena.model.GetCalculationExecutionResponse;
import software.amazon.awssdk.services.athena.model.GetCalculationExecutionStatusResponse;
import software.amazon.awssdk.services.athena.model.InvalidRequestException;
import software.amazon.awssdk.services.athena.model.SessionState;
import software.amazon.awssdk.services.athena.model.StartCalculationExecutionRequest;
import software.amazon.awssdk.services.athena.model.StartCalculationExecutionResponse;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Object;

/** The AWS SDK for Java runs code in real kernels, and reads from S3 at the same address what came of it. */
class CalculationSdkTest {
    private static final String BUSY = "Session is in the BUSY state; needs to be IDLE to accept Calculations.";
    private static final int MAX_CODE = 68_000;

    @TempDir
    private static Path folder;

    private static KernelBerth berth;
    private static AthenaClient athena;
    private static String session;

    @BeforeAll
    static void start() {
        berth = KernelBerth.start(folder.resolve("data"));
        athena = berth.athena();
        session = berth.idleSession();
    }

    @AfterAll
    static void stop() {
        if (berth != null) {
            berth.close();
        }
    }

    @Test
    void calculationGoesFromStartToItsResults() throws Exception {
        Path gate = folder.resolve("gate");
        String code = "import sys\nprint('out')\nprint('err', file=sys.stderr)\n" + waitFor(gate);
        StartCalculationExecutionRequest request = StartCalculationExecutionRequest.builder()
                .sessionId(session)
                .codeBlock(code)
                .description("Nachtlauf, Größe XL")
                .clientRequestToken(UUID.randomUUID().toString())
                .build();

        StartCalculationExecutionResponse started = athena.startCalculationExecution(request);
        String id = started.calculationExecutionId();

        assertThat(started.state()).isEqualTo(CalculationExecutionState.CREATING);
        assertThat(UUID.fromString(id)).hasToString(id);
        assertThat(berth.stateOf(session)).isEqualTo(SessionState.BUSY);
        assertThatThrownBy(() -> berth.start(session, "1"))
                .isInstanceOfSatisfying(
                        InvalidRequestException.class,
                        e -> assertThat(e.awsErrorDetails().errorMessage()).isEqualTo(BUSY));
        assertThat(athena.startCalculationExecution(request).equalsBySdkFields(started))
                .isTrue();
        TestBerth.await(() -> berth.calculationState(id) == CalculationExecutionState.RUNNING);
        GetCalculationExecutionResponse running = athena.getCalculationExecution(r -> r.calculationExecutionId(id));
        assertThat(running.status().submissionDateTime()).isNotNull();
        assertThat(running.status().completionDateTime()).isNull();
        assertThat(running.statistics().progress()).isEqualTo("0%");
        assertThat(running.result()).isNull();

        Files.createFile(gate);
        GetCalculationExecutionResponse ended = berth.awaitEnd(id);

        assertThat(ended.status().state()).isEqualTo(CalculationExecutionState.COMPLETED);
        assertThat(ended.status().stateChangeReason()).isNull();
        assertThat(ended.status().completionDateTime())
                .isAfterOrEqualTo(ended.status().submissionDateTime());
        assertThat(ended.status().submissionDateTime())
                .isEqualTo(running.status().submissionDateTime());
        assertThat(ended.statistics().progress()).isEqualTo("100%");
        assertThat(ended.calculationExecutionId()).isEqualTo(id);
        assertThat(ended.sessionId()).isEqualTo(session);
        assertThat(ended.description()).isEqualTo(request.description());
        assertThat(ended.workingDirectory()).isEqualTo("s3://berth-results/spark-primary/" + session + "/" + id);
        assertThat(berth.text(ended.result().stdOutS3Uri())).isEqualTo("out\n");
        assertThat(berth.text(ended.result().stdErrorS3Uri())).isEqualTo("err\n");
        assertThat(athena.getCalculationExecutionCode(r -> r.calculationExecutionId(id))
                        .codeBlock())
                .isEqualTo(code);
        assertThat(athena.startCalculationExecution(request).equalsBySdkFields(started))
                .isTrue();
        assertThat(athena.stopCalculationExecution(r -> r.calculationExecutionId(id))
                        .state())
                .isEqualTo(CalculationExecutionState.COMPLETED);
    }

    @Test
    void tokenWithOtherCodeIsRefused() {
        String token = UUID.randomUUID().toString();
        StartCalculationExecutionRequest request = StartCalculationExecutionRequest.builder()
                .sessionId(session)
                .codeBlock("1")
                .clientRequestToken(token)
                .build();
        berth.awaitEnd(athena.startCalculationExecution(request).calculationExecutionId());

        assertThatThrownBy(() -> athena.startCalculationExecution(
                        request.toBuilder().codeBlock("2").build()))
                .isInstanceOfSatisfying(
                        InvalidRequestException.class,
                        e -> assertThat(e.athenaErrorCode()).isEqualTo("IDEMPOTENT_PARAMETER_MISMATCH"));
    }

    /** Clients send the next calculation as soon as they see that the last one has ended. */
    @Test
    void sessionIsIdleNoLaterThanTheEndIsSeen() {
        int calculations = 40;
        for (int i = 0; i < calculations; i++) {
            String id = berth.start(session, "n = " + i);

            TestBerth.await(() -> KernelBerth.isFinal(berth.calculationState(id)));

            assertThat(berth.stateOf(session)).as("after calculation %s", i).isEqualTo(SessionState.IDLE);
        }
        String stdout = berth.run(session, "print(n)").result().stdOutS3Uri();
        assertThat(berth.text(stdout)).isEqualTo(calculations - 1 + "\n");
    }

    @Test
    void statisticsAreDpusTimesTime() {
        Duration slept = Duration.ofMillis(300);
        long begin = System.nanoTime();
        GetCalculationExecutionResponse ended =
                berth.run(session, "import time\ntime.sleep(" + slept.toMillis() / 1000.0 + ")");
        long observedMillis = Duration.ofNanos(System.nanoTime() - begin).toMillis();

        // A millisecond that was begun counts whole, at both ends.
        assertThat(ended.statistics().dpuExecutionInMillis())
                .isBetween(KernelBerth.DPUS * slept.toMillis(), KernelBerth.DPUS * (observedMillis + 2));
        GetCalculationExecutionStatusResponse later =
                athena.getCalculationExecutionStatus(r -> r.calculationExecutionId(ended.calculationExecutionId()));
        assertThat(later.statistics()).isEqualTo(ended.statistics());
        assertThat(later.status()).isEqualTo(ended.status());
    }

    @Test
    void stoppedCalculationIsCanceledAndLeavesTheSession() {
        berth.run(session, "kept = 'kept'");
        String id = berth.start(session, "print('begun', flush=True)\nimport time\ntime.sleep(600)");
        TestBerth.await(() -> berth.calculationState(id) == CalculationExecutionState.RUNNING);

        long begin = System.nanoTime();
        assertThat(athena.stopCalculationExecution(r -> r.calculationExecutionId(id))
                        .state())
                .isIn(CalculationExecutionState.CANCELING, CalculationExecutionState.CANCELED);
        GetCalculationExecutionResponse ended = berth.awaitEnd(id);

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(2));
        assertThat(ended.status().state()).isEqualTo(CalculationExecutionState.CANCELED);
        assertThat(ended.status().stateChangeReason()).isNotBlank();
        assertThat(ended.statistics().dpuExecutionInMillis()).isPositive();
        assertThat(berth.text(berth.run(session, "print(kept)").result().stdOutS3Uri()))
                .isEqualTo("kept\n");
    }

    @Test
    void endOfTheSessionEndsItsCalculation() {
        String other = berth.idleSession();
        String id = berth.start(other, "import time\ntime.sleep(600)");

        athena.terminateSession(r -> r.sessionId(other));
        GetCalculationExecutionResponse ended = berth.awaitEnd(id);

        assertThat(ended.status().state()).isIn(CalculationExecutionState.FAILED, CalculationExecutionState.CANCELED);
        assertThat(ended.status().stateChangeReason()).isNotBlank();
        berth.awaitSession(other, SessionState.TERMINATED);
        assertThatThrownBy(() -> berth.start(other, "1"))
                .isInstanceOfSatisfying(
                        InvalidRequestException.class,
                        e -> assertThat(e.awsErrorDetails().errorMessage())
                                .isEqualTo(BUSY.replace("BUSY", "TERMINATED")));
        assertThat(athena.stopCalculationExecution(r -> r.calculationExecutionId(id))
                        .state())
                .isEqualTo(ended.status().state());
    }

    @Test
    void resultsLieUnderTheLocationOfTheWorkGroup() {
        String location = "s3://quay/100% Läufe/a+b=c/%41%2F?x#y/你好 \uD83D\uDEA2";
        athena.createWorkGroup(r -> r.name("odd")
                .configuration(c -> c.executionRole("arn:aws:iam::123456789012:role/spark")
                        .engineVersion(v -> v.selectedEngineVersion("PySpark engine version 3"))
                        .resultConfiguration(o -> o.outputLocation(location + "/"))));
        String odd = berth.idleSession("odd");

        GetCalculationExecutionResponse ended = berth.run(
                odd, "import sys\nprint('ausgelaufen: 你好 \uD83D\uDEA2')\nsys.stderr.write('Nebel')\n{'größe': 1}");

        CalculationResult result = ended.result();
        assertThat(ended.workingDirectory()).isEqualTo(location + "/" + odd + "/" + ended.calculationExecutionId());
        assertThat(List.of(result.stdOutS3Uri(), result.stdErrorS3Uri(), result.resultS3Uri()))
                .allSatisfy(uri -> assertThat(uri).startsWith(ended.workingDirectory() + "/"));
        assertThat(berth.text(result.stdOutS3Uri())).isEqualTo("ausgelaufen: 你好 \uD83D\uDEA2\n");
        assertThat(berth.text(result.stdErrorS3Uri())).isEqualTo("Nebel");
        assertThat(lastText(result)).isEqualTo("{'größe': 1}");
        String prefix = ended.workingDirectory().substring("s3://quay/".length());
        assertThat(berth.s3()
                        .listObjectsV2(r -> r.bucket("quay").prefix(prefix))
                        .contents())
                .extracting(S3Object::key)
                .containsExactly(prefix + "/result.json", prefix + "/stderr", prefix + "/stdout");
    }

    @Test
    void resultIsJsonOfItsOwnType() {
        CalculationResult result =
                berth.run(session, "print('not this')\n6 * 7").result();

        ResponseBytes<GetObjectResponse> fetched = berth.fetch(result.resultS3Uri());

        assertThat(result.resultType()).isEqualTo("application/vnd.aws.athena.v1+json");
        assertThat(fetched.response().contentType()).isEqualTo(result.resultType());
        assertThat(lastText(result)).isEqualTo("42");
        assertThat(fetched.asUtf8String()).doesNotContain("not this");
    }

    @Test
    void plotIsInTheResultByteForByte() throws IOException {
        byte[] png = png();

        CalculationResult result = berth.run(
                        session, """
                        import base64
                        from IPython.display import Image
                        Image(data=base64.b64decode('%s'))
                        """.formatted(Base64.getEncoder().encodeToString(png)))
                .result();

        String encoded = output(result, 0).getJsonObject("data").getString("image/png");
        assertThat(Base64.getDecoder().decode(encoded)).isEqualTo(png);
    }

    @Test
    void codeIsAsLongAsTheModelAllows() {
        String longest = padded(MAX_CODE);

        GetCalculationExecutionResponse ended = berth.run(session, longest);

        assertThat(ended.status().state()).isEqualTo(CalculationExecutionState.COMPLETED);
        assertThat(berth.text(ended.result().stdOutS3Uri())).isEqualTo("whole\n");
        assertThat(athena.getCalculationExecutionCode(r -> r.calculationExecutionId(ended.calculationExecutionId()))
                        .codeBlock())
                .isEqualTo(longest);
        assertThatThrownBy(() -> berth.start(session, padded(MAX_CODE + 1)))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("Member must have length less than or equal to " + MAX_CODE);
        assertThat(berth.stateOf(session)).isEqualTo(SessionState.IDLE);
    }

    @Test
    void listIsPagedNewestFirst() {
        String other = berth.idleSession();
        List<String> newestFirst = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            newestFirst.add(0, berth.run(other, i == 2 ? "missing" : "1").calculationExecutionId());
        }

        assertThat(athena
                        .listCalculationExecutionsPaginator(
                                r -> r.sessionId(other).maxResults(2))
                        .stream()
                        .flatMap(page -> page.calculations().stream()))
                .extracting(CalculationSummary::calculationExecutionId)
                .containsExactlyElementsOf(newestFirst);
        assertThat(athena.listCalculationExecutions(
                                r -> r.sessionId(other).stateFilter(CalculationExecutionState.FAILED))
                        .calculations())
                .extracting(CalculationSummary::calculationExecutionId)
                .containsExactly(newestFirst.get(2));
    }

    /** Code that ends when the file is there. */
    private static String waitFor(Path file) {
        return "import os, time\nwhile not os.path.exists('" + file + "'): time.sleep(0.005)\n";
    }

    /** Code of so many characters, of which most take two bytes on the wire. */
    private static String padded(int length) {
        String code = "print('whole') # ";
        return code + "ü".repeat(length - code.length());
    }

    private static byte[] png() throws IOException {
        BufferedImage image = new BufferedImage(300, 200, BufferedImage.TYPE_INT_RGB);
        for (int x = 0; x < image.getWidth(); x++) {
            image.setRGB(x, x / 2, 0xff8800);
        }
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        assertThat(ImageIO.write(image, "png", png)).isTrue();
        return png.toByteArray();
    }

    private static String lastText(CalculationResult result) {
        return output(result, 0).getJsonObject("data").getString("text/plain");
    }

    private static JsonObject output(CalculationResult result, int index) {
        String json = berth.fetch(result.resultS3Uri()).asString(StandardCharsets.UTF_8);
        return new JsonObject(json).getJsonArray("outputs").getJsonObject(index);
    }
}
