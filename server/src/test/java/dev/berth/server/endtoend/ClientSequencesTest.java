package dev.berth.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.athena.AthenaClient;
import software.amazon.awssdk.services.athena.model.CalculationExecutionState;
import software.amazon.awssdk.services.athena.model.CalculationStatistics;
import software.amazon.awssdk.services.athena.model.CalculationStatus;
import software.amazon.awssdk.services.athena.model.GetCalculationExecutionResponse;
import software.amazon.awssdk.services.athena.model.GetCalculationExecutionStatusResponse;
import software.amazon.awssdk.services.athena.model.InvalidRequestException;
import software.amazon.awssdk.services.athena.model.SessionState;
import software.amazon.awssdk.services.athena.model.SessionStatus;
import software.amazon.awssdk.services.athena.model.StartSessionRequest;
import software.amazon.awssdk.services.athena.model.StartSessionResponse;

/**
 * The calls of four clients in their order, what the clients need of the answers, and what their own tests expect of Athena:
 * PyAthena's SparkCursor, aws-sdk-pandas, dbt-athena and the provider of Airflow. Only their pauses are left out.
 */
class ClientSequencesTest {
    private static final String BUSY = "Session is in the BUSY state; needs to be IDLE to accept Calculations.";
    private static final String NAME_ERROR = "print('before')\nmissing";
    private static final Set<SessionState> UNUSABLE =
            EnumSet.of(SessionState.TERMINATED, SessionState.DEGRADED, SessionState.FAILED);

    @TempDir
    private static Path folder;

    private static KernelBerth berth;
    private static AthenaClient athena;

    @BeforeAll
    static void start() {
        berth = KernelBerth.start(folder.resolve("data"));
        athena = berth.athena();
    }

    @AfterAll
    static void stop() {
        if (berth != null) {
            berth.close();
        }
    }

    @Test
    void pyAthenaRunsCodeAndReadsWhatCameOfIt() {
        String session = pyAthenaSession();

        GetCalculationExecutionResponse ended = pyAthenaExecute(session, "greeting = 'Grüße'\nprint(greeting)");

        assertThat(ended.status().state()).isEqualTo(CalculationExecutionState.COMPLETED);
        assertThat(ended.status().stateChangeReason()).isNull();
        assertThat(ended.status().submissionDateTime()).isNotNull();
        assertThat(ended.status().completionDateTime()).isNotNull();
        assertThat(ended.sessionId()).isEqualTo(session);
        assertThat(ended.calculationExecutionId()).isNotBlank();
        assertThat(ended.description()).isEqualTo("test description");
        assertThat(ended.workingDirectory()).isNotBlank();
        assertThat(ended.statistics().dpuExecutionInMillis()).isPositive();
        assertThat(ended.statistics().progress()).isNotBlank();
        assertThat(ended.result().resultType()).isNotBlank();
        assertThat(ended.result().resultS3Uri()).isNotBlank();
        assertThat(berth.text(ended.result().stdOutS3Uri()).strip()).isEqualTo("Grüße");
        assertThat(berth.text(ended.result().stdErrorS3Uri())).isEmpty();
        athena.terminateSession(r -> r.sessionId(session));
    }

    @Test
    void pyAthenaReadsTheTextOfAnExceptionFromStandardError() {
        String session = pyAthenaSession();

        GetCalculationExecutionResponse ended = pyAthenaExecute(session, NAME_ERROR);

        assertThat(ended.status().state()).isEqualTo(CalculationExecutionState.FAILED);
        assertThat(ended.status().stateChangeReason()).isNotBlank();
        assertThat(berth.text(ended.result().stdErrorS3Uri()).lines().toList())
                .containsSubsequence(
                        "  File \"<stdin>\", line 2, in <module>", "NameError: name 'missing' is not defined");
        assertThat(berth.text(ended.result().stdOutS3Uri())).isEqualTo("before\n");
        athena.terminateSession(r -> r.sessionId(session));
    }

    @Test
    void pyAthenaStopsACalculationAndTerminates() {
        String session = pyAthenaSession();
        String id = berth.start(session, "import time\ntime.sleep(600)");

        athena.stopCalculationExecution(r -> r.calculationExecutionId(id));
        athena.terminateSession(r -> r.sessionId(session));

        GetCalculationExecutionResponse ended = pyAthenaPoll(id);
        assertThat(ended.status().state()).isEqualTo(CalculationExecutionState.CANCELED);
        assertThat(ended.status().stateChangeReason()).isNotBlank();
        berth.awaitSession(session, SessionState.TERMINATED);
    }

    @Test
    void pyAthenaTakesASessionThatIsThere() {
        String session = pyAthenaSession();
        pyAthenaExecute(session, "kept = 42");

        assertThat(athena.getSession(r -> r.sessionId(session)).sessionId()).isEqualTo(session);
        pyAthenaWaitForIdle(session);

        GetCalculationExecutionResponse ended = pyAthenaExecute(session, "print(kept)");
        assertThat(berth.text(ended.result().stdOutS3Uri())).isEqualTo("42\n");
        athena.terminateSession(r -> r.sessionId(session));
    }

    /** PyAthena then starts another session; any other code it raises. */
    @Test
    void pyAthenaLearnsFromTheCodeThatThereIsNoSuchSession() {
        assertThatThrownBy(() ->
                        athena.getSession(r -> r.sessionId(UUID.randomUUID().toString())))
                .isInstanceOfSatisfying(
                        InvalidRequestException.class,
                        e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("InvalidRequestException"));
    }

    @Test
    void pandasRunsCodeAndReturnsTheAnswer() {
        String session = pandasSession();

        GetCalculationExecutionResponse ended = berth.run(session, "print('hello')\n{'quay': 7}");

        assertThat(ended.status().state()).isEqualTo(CalculationExecutionState.COMPLETED);
        assertThat(ended.result().resultType()).isEqualTo("application/vnd.aws.athena.v1+json");
        JsonObject result = new JsonObject(berth.text(ended.result().resultS3Uri()));
        assertThat(result.getString("state")).isEqualTo("COMPLETED");
        assertThat(result.getJsonArray("outputs").encode()).contains("{'quay': 7}");
        athena.terminateSession(r -> r.sessionId(session));
    }

    /** The reason is all that its users get to see. */
    @Test
    void pandasTellsTheReasonOfAFailureAndOfAStop() {
        String session = pandasSession();

        assertThat(berth.run(session, NAME_ERROR).status())
                .returns(CalculationExecutionState.FAILED, CalculationStatus::state)
                .returns("NameError: name 'missing' is not defined", CalculationStatus::stateChangeReason);
        String id = berth.start(session, "import time\ntime.sleep(600)");
        athena.stopCalculationExecution(r -> r.calculationExecutionId(id));
        assertThat(berth.awaitEnd(id).status())
                .returns(CalculationExecutionState.CANCELED, CalculationStatus::state)
                .satisfies(status -> assertThat(status.stateChangeReason()).isNotBlank());
        athena.terminateSession(r -> r.sessionId(session));
    }

    @Test
    void dbtRunsAModelInASessionWhoseIdIsAUuid() {
        DbtPool pool = new DbtPool();

        GetCalculationExecutionResponse ended =
                pool.run("def model(dbt, session):\n    return 1\nprint(model(None, None))");

        assertThat(UUID.fromString(pool.session)).hasToString(pool.session);
        assertThat(ended.sessionId()).isEqualTo(pool.session);
        assertThat(berth.text(ended.result().stdOutS3Uri())).isEqualTo("1\n");
        pool.close();
    }

    @Test
    void dbtWaitsForABusySessionAndTriesAgain() throws Exception {
        DbtPool pool = new DbtPool();
        Path gate = folder.resolve("gate");
        String first = berth.start(
                pool.session,
                "import os, time\nwhile not os.path.exists('" + gate + "'): time.sleep(0.005)\nfirst = 'first'");
        pool.onBusy = () -> Files.createFile(gate);

        GetCalculationExecutionResponse second = pool.run("print(first)");

        assertThat(pool.refusals).hasValue(1);
        assertThat(berth.text(second.result().stdOutS3Uri())).isEqualTo("first\n");
        assertThat(berth.calculationState(first)).isEqualTo(CalculationExecutionState.COMPLETED);
        pool.close();
    }

    @Test
    void dbtForgetsASessionThatHasEndedAndStartsAnother() {
        DbtPool pool = new DbtPool();
        String ended = pool.session;
        athena.terminateSession(r -> r.sessionId(ended));
        berth.awaitSession(ended, SessionState.TERMINATED);

        GetCalculationExecutionResponse calculation = pool.run("print('there')");

        assertThat(pool.forgotten).isEqualTo(BUSY.replace("BUSY", "TERMINATED"));
        assertThat(calculation.sessionId()).isEqualTo(pool.session).isNotEqualTo(ended);
        pool.close();
    }

    @Test
    void dbtStopsWhatTakesTooLongAndReportsWhereStandardErrorIs() {
        DbtPool pool = new DbtPool();
        String id = berth.start(pool.session, "print('begun', flush=True)\nimport time\ntime.sleep(600)");
        athena.stopCalculationExecution(r -> r.calculationExecutionId(id));

        GetCalculationExecutionResponse stopped = berth.awaitEnd(id);
        assertThat(stopped.status().state()).isEqualTo(CalculationExecutionState.CANCELED);
        GetCalculationExecutionResponse failed = pool.run(NAME_ERROR);
        assertThat(failed.status().state()).isEqualTo(CalculationExecutionState.FAILED);
        assertThat(failed.status().stateChangeReason()).contains("NameError");
        assertThat(berth.text(failed.result().stdErrorS3Uri())).contains("NameError: name 'missing' is not defined");
        pool.close();
    }

    @Test
    void airflowPollsStatesThatItKnowsInAWorkGroupOfItsOwn() {
        athena.createWorkGroup(r -> r.name("airflow")
                .configuration(c -> c.executionRole("arn:aws:iam::123456789012:role/spark")
                        .engineVersion(v -> v.selectedEngineVersion("PySpark engine version 3"))
                        .resultConfiguration(o -> o.outputLocation("s3://airflow-bucket/results/"))));
        String session = athena.startSession(
                        r -> r.workGroup("airflow").engineConfiguration(e -> e.maxConcurrentDpus(20)))
                .sessionId();
        berth.awaitSession(session, SessionState.IDLE);

        String id = athena.startCalculationExecution(r -> r.sessionId(session)
                        .codeBlock("print('hello')")
                        .description("from a DAG")
                        .clientRequestToken(UUID.randomUUID().toString()))
                .calculationExecutionId();
        airflowPoll(id);
        GetCalculationExecutionResponse ended = athena.getCalculationExecution(r -> r.calculationExecutionId(id));

        assertThat(ended.status().state()).isEqualTo(CalculationExecutionState.COMPLETED);
        assertThat(ended.sessionId()).isEqualTo(session);
        assertThat(ended.workingDirectory()).isEqualTo("s3://airflow-bucket/results/" + session + "/" + id);
        assertThat(ended.result().resultType()).isEqualTo("application/vnd.aws.athena.v1+json");
        assertThat(berth.text(ended.result().stdOutS3Uri())).isEqualTo("hello\n");
        athena.terminateSession(r -> r.sessionId(session));
        athena.deleteWorkGroup(r -> r.workGroup("airflow").recursiveDeleteOption(true));
        berth.awaitSession(session, SessionState.TERMINATED);
        // Its results stay where they are.
        assertThat(berth.text(ended.result().stdOutS3Uri())).isEqualTo("hello\n");
    }

    @Test
    void airflowStopsTheCalculationWhenItsTaskIsKilled() {
        String session = berth.idleSession();
        String id = berth.start(session, "import time\ntime.sleep(600)");

        athena.stopCalculationExecution(r -> r.calculationExecutionId(id));
        airflowPoll(id);

        assertThat(berth.calculationState(id)).isEqualTo(CalculationExecutionState.CANCELED);
        athena.terminateSession(r -> r.sessionId(session));
    }

    private static String pyAthenaSession() {
        String id = athena.startSession(r -> r.workGroup(KernelBerth.WORK_GROUP)
                        .engineConfiguration(e ->
                                e.coordinatorDpuSize(1).maxConcurrentDpus(2).defaultExecutorDpuSize(1)))
                .sessionId();
        pyAthenaWaitForIdle(id);
        return id;
    }

    /** PyAthena itself would wait for ever for a session that ends. */
    private static void pyAthenaWaitForIdle(String session) {
        KernelBerth.await(() -> {
            SessionState state = berth.stateOf(session);
            assertThat(state).isNotIn(UNUSABLE);
            return state == SessionState.IDLE;
        });
    }

    private static GetCalculationExecutionResponse pyAthenaExecute(String session, String code) {
        String id = athena.startCalculationExecution(
                        r -> r.sessionId(session).codeBlock(code).description("test description"))
                .calculationExecutionId();
        return pyAthenaPoll(id);
    }

    /** An answer without a status or with empty statistics is an error to PyAthena, in every state. */
    private static GetCalculationExecutionResponse pyAthenaPoll(String id) {
        KernelBerth.await(() -> {
            GetCalculationExecutionStatusResponse answer =
                    athena.getCalculationExecutionStatus(r -> r.calculationExecutionId(id));
            GetCalculationExecutionResponse whole = athena.getCalculationExecution(r -> r.calculationExecutionId(id));
            assertThat(answer.status()).isNotNull();
            assertThat(whole.status()).isNotNull();
            assertNotEmpty(answer.statistics());
            assertNotEmpty(whole.statistics());
            return KernelBerth.isFinal(answer.status().state());
        });
        return athena.getCalculationExecution(r -> r.calculationExecutionId(id));
    }

    private static void assertNotEmpty(CalculationStatistics statistics) {
        assertThat(statistics).isNotNull();
        assertThat(statistics.dpuExecutionInMillis()).isNotNull();
        assertThat(statistics.progress()).isNotNull();
    }

    private static String pandasSession() {
        String id = athena.startSession(r -> r.workGroup(KernelBerth.WORK_GROUP)
                        .engineConfiguration(e ->
                                e.coordinatorDpuSize(1).maxConcurrentDpus(5).defaultExecutorDpuSize(1))
                        .sessionIdleTimeoutInMinutes(15))
                .sessionId();
        KernelBerth.await(() -> {
            SessionStatus status = athena.getSessionStatus(r -> r.sessionId(id)).status();
            assertThat(status.state()).as(status.stateChangeReason()).isNotIn(UNUSABLE);
            return status.state() == SessionState.IDLE;
        });
        return id;
    }

    private static void airflowPoll(String id) {
        Set<CalculationExecutionState> underWay = EnumSet.of(
                CalculationExecutionState.CREATING,
                CalculationExecutionState.CREATED,
                CalculationExecutionState.QUEUED,
                CalculationExecutionState.RUNNING,
                CalculationExecutionState.CANCELING);
        KernelBerth.await(() -> {
            CalculationExecutionState state = berth.calculationState(id);
            assertThat(KernelBerth.isFinal(state) || underWay.contains(state))
                    .as("a state that Airflow knows: %s", state)
                    .isTrue();
            return KernelBerth.isFinal(state);
        });
    }

    /** Something that a test does when it is told. */
    @FunctionalInterface
    private interface Step {
        void run() throws Exception;
    }

    /** The one session of a run of dbt, and how dbt replaces it. */
    private static final class DbtPool {
        private final AtomicInteger refusals = new AtomicInteger();
        private String session = newSession();
        private String forgotten = "";
        private Step onBusy = () -> {};

        private static String newSession() {
            StartSessionResponse started = athena.startSession(StartSessionRequest.builder()
                    .workGroup(KernelBerth.WORK_GROUP)
                    .description("dbt: " + UUID.randomUUID() + " - 0123456789abcdef0123456789abcdef")
                    .engineConfiguration(e -> e.coordinatorDpuSize(1)
                            .maxConcurrentDpus(2)
                            .defaultExecutorDpuSize(1)
                            .sparkProperties(Map.of()))
                    .sessionIdleTimeoutInMinutes(10)
                    .build());
            if (started.state() != SessionState.IDLE) {
                awaitIdle(started.sessionId(), state -> assertThat(state).isNotIn(UNUSABLE));
            }
            return started.sessionId();
        }

        private static void awaitIdle(String session, Consumer<SessionState> check) {
            KernelBerth.await(() -> {
                SessionState state = berth.stateOf(session);
                check.accept(state);
                return state == SessionState.IDLE;
            });
        }

        /** Runs a model to its end, in another session if this one has ended. */
        private GetCalculationExecutionResponse run(String code) {
            String id = submit(code);
            KernelBerth.await(
                    () -> KernelBerth.isFinal(athena.getCalculationExecution(r -> r.calculationExecutionId(id))
                            .status()
                            .state()));
            return athena.getCalculationExecution(r -> r.calculationExecutionId(id));
        }

        private String submit(String code) {
            while (true) {
                try {
                    return berth.start(session, code);
                } catch (InvalidRequestException refusal) {
                    recover(refusal.awsErrorDetails().errorMessage());
                }
            }
        }

        private void recover(String refusal) {
            if (refusal.contains(BUSY)) {
                refusals.incrementAndGet();
                assertThat(catchThrowableOfType(Exception.class, onBusy::run)).isNull();
                awaitIdle(session, state -> assertThat(state).isIn(SessionState.BUSY, SessionState.IDLE));
            } else {
                assertThat(refusal).containsAnyOf("TERMINATED", "TERMINATING", "DEGRADED", "FAILED");
                forgotten = refusal;
                session = newSession();
            }
        }

        private void close() {
            athena.terminateSession(r -> r.sessionId(session));
        }
    }
}
