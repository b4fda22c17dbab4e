package dev.berth.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.api.BudgetName;
import dev.berth.api.SessionId;
import dev.berth.server.endtoend.ScriptedRuntime.Launches;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.athena.AthenaClient;
import software.amazon.awssdk.services.athena.model.AthenaException;
import software.amazon.awssdk.services.athena.model.EngineConfiguration;
import software.amazon.awssdk.services.athena.model.GetSessionResponse;
import software.amazon.awssdk.services.athena.model.InternalServerException;
import software.amazon.awssdk.services.athena.model.InvalidRequestException;
import software.amazon.awssdk.services.athena.model.ListWorkGroupsRequest;
import software.amazon.awssdk.services.athena.model.ResourceNotFoundException;
import software.amazon.awssdk.services.athena.model.SessionAlreadyExistsException;
import software.amazon.awssdk.services.athena.model.SessionState;
import software.amazon.awssdk.services.athena.model.SessionSummary;
import software.amazon.awssdk.services.athena.model.StartSessionRequest;
import software.amazon.awssdk.services.athena.model.StartSessionResponse;
import software.amazon.awssdk.services.athena.model.TooManyRequestsException;
import software.amazon.awssdk.services.athena.model.WorkGroupSummary;

/** The AWS SDK for Java against the running server: each operation, each declared error, each state but BUSY. */
class AthenaSdkTest {
    private TestBerth berth;
    private AthenaClient athena;

    @BeforeEach
    void startServer() throws Exception {
        berth = TestBerth.start();
        athena = berth.client();
    }

    @AfterEach
    void stopServer() {
        athena.close();
        berth.close();
    }

    @Test
    void sessionGoesFromCreatingToIdleToTerminated() {
        StartSessionResponse started = start(20);

        assertThat(started.state()).isEqualTo(SessionState.CREATING);
        assertThat(UUID.fromString(started.sessionId()).version()).isEqualTo(7);
        awaitState(started.sessionId(), SessionState.IDLE);
        assertThat(athena.getSessionStatus(r -> r.sessionId(started.sessionId()))
                        .status()
                        .idleSinceDateTime())
                .isNotNull();
        assertThat(athena.terminateSession(r -> r.sessionId(started.sessionId()))
                        .state())
                .isEqualTo(SessionState.TERMINATING);
        awaitState(started.sessionId(), SessionState.TERMINATED);
        GetSessionResponse ended = athena.getSession(r -> r.sessionId(started.sessionId()));
        assertThat(ended.status().stateChangeReason()).isEqualTo("Session was terminated per request");
        assertThat(ended.status().endDateTime()).isNotNull();
        assertThat(athena.terminateSession(r -> r.sessionId(started.sessionId()))
                        .state())
                .isEqualTo(SessionState.TERMINATED);
    }

    @Test
    void everyMemberComesBackUnchanged() {
        StartSessionRequest request = StartSessionRequest.builder()
                .workGroup("spark-primary")
                .description("Nachtlauf, Größe XL")
                .engineConfiguration(e -> e.coordinatorDpuSize(1)
                        .maxConcurrentDpus(7)
                        .defaultExecutorDpuSize(1)
                        .additionalConfigs(Map.of("NotebookIframeParentUrl", "https://example.com"))
                        .sparkProperties(Map.of("spark.executor.memory", "2g")))
                .executionRole("arn:aws:iam::123456789012:role/spark")
                .monitoringConfiguration(m -> m.managedLoggingConfiguration(l -> l.enabled(true)))
                .notebookVersion("Athena notebook version 1")
                .sessionIdleTimeoutInMinutes(33)
                .build();

        String id = athena.startSession(request).sessionId();
        GetSessionResponse session = athena.getSession(r -> r.sessionId(id));

        assertThat(session.sessionId()).isEqualTo(id);
        assertThat(session.description()).isEqualTo(request.description());
        assertThat(session.workGroup()).isEqualTo("spark-primary");
        assertThat(session.engineVersion()).isEqualTo("PySpark engine version 3");
        assertThat(session.engineConfiguration()).isEqualTo(request.engineConfiguration());
        assertThat(session.monitoringConfiguration()).isEqualTo(request.monitoringConfiguration());
        assertThat(session.notebookVersion()).isEqualTo(request.notebookVersion());
        assertThat(session.sessionConfiguration().executionRole()).isEqualTo(request.executionRole());
        assertThat(session.sessionConfiguration().idleTimeoutSeconds()).isEqualTo(33 * 60L);
        assertThat(session.statistics().dpuExecutionInMillis()).isNotNegative();
    }

    @Test
    void tokenIsAnsweredOnceAndTheSame() {
        String token = UUID.randomUUID().toString();
        StartSessionRequest request = request("spark-primary", 20).toBuilder()
                .clientRequestToken(token)
                .build();

        String first = athena.startSession(request).sessionId();
        athena.terminateSession(r -> r.sessionId(first));
        awaitState(first, SessionState.TERMINATED);

        StartSessionResponse again = athena.startSession(request);
        assertThat(again.sessionId()).isEqualTo(first);
        assertThat(again.state()).isEqualTo(SessionState.CREATING);
        assertThatThrownBy(() -> athena.startSession(
                        request.toBuilder().description("other").build()))
                .isInstanceOfSatisfying(
                        InvalidRequestException.class,
                        e -> assertThat(e.athenaErrorCode()).isEqualTo("IDEMPOTENT_PARAMETER_MISMATCH"));
    }

    @Test
    void fullBudgetIsNamedWithItsFigures() {
        for (int i = 0; i < 8; i++) {
            start(20);
        }
        assertThatThrownBy(() -> start(20))
                .isInstanceOf(TooManyRequestsException.class)
                .hasMessageContaining(
                        "Maximum allowed sessions reached: budget account holds 160 of 160 DPUs, 20 asked,"
                                + " 0 free.");

        String some = list().get(0).sessionId();
        athena.terminateSession(r -> r.sessionId(some));
        awaitState(some, SessionState.TERMINATED);
        assertThat(start(20).sessionId()).isNotEqualTo(some);
        assertThat(berth.engine().budget(BudgetName.ACCOUNT).orElseThrow().heldDpus())
                .isEqualTo(160);
    }

    @Test
    void whatCanNeverFitIsAnInvalidRequest() {
        assertThatThrownBy(() -> start(61))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("60");
        assertThatThrownBy(() -> athena.startSession(request("primary", 20)))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("Workgroup EngineVersion is not Spark.");
        assertThatThrownBy(() -> start(1)).isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void unknownWorkGroupIsNotFound() {
        assertThatThrownBy(() -> athena.startSession(request("nowhere", 20)))
                .isInstanceOfSatisfying(ResourceNotFoundException.class, e -> {
                    assertThat(e.awsErrorDetails().errorMessage()).isEqualTo("WorkGroup is not found.");
                    assertThat(e.resourceName()).contains("nowhere");
                });
        assertThatThrownBy(() -> athena.listSessions(r -> r.workGroup("nowhere")))
                .isInstanceOf(ResourceNotFoundException.class);
        assertThatThrownBy(() -> athena.getWorkGroup(r -> r.workGroup("nowhere")))
                .isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> athena.deleteWorkGroup(r -> r.workGroup("nowhere")))
                .isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void notebookHasOneLiveSession() {
        StartSessionRequest request = StartSessionRequest.builder()
                .workGroup("spark-primary")
                .engineConfiguration(e -> e.maxConcurrentDpus(5)
                        .additionalConfigs(Map.of("NotebookId", "b4d1a7a0-0000-4000-8000-000000000001")))
                .notebookVersion("Jupyter1.0")
                .build();

        String first = athena.startSession(request).sessionId();

        assertThatThrownBy(() -> athena.startSession(request)).isInstanceOf(SessionAlreadyExistsException.class);
        athena.terminateSession(r -> r.sessionId(first));
        awaitState(first, SessionState.TERMINATED);
        assertThat(athena.startSession(request).sessionId()).isNotEqualTo(first);
        assertThatThrownBy(() -> athena.startSession(
                        request.toBuilder().notebookVersion(null).build()))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("NotebookVersion is required when NotebookId is provided.");
    }

    @Test
    void brokenJournalIsAnInternalError() {
        berth.journal().breakDisk();

        assertThatThrownBy(() -> start(20)).isInstanceOfSatisfying(InternalServerException.class, e -> {
            assertThat(e.requestId()).isNotBlank();
            assertThat(e.getMessage()).doesNotContain("the disk is gone").doesNotContain("at dev.berth");
        });
        assertThat(list()).isEmpty();
    }

    @Test
    void clientRetriesWhenTheQueueIsFull() throws Exception {
        try (TestBerth small = TestBerth.start(config -> config.maxQueuedChanges(1));
                AthenaClient client = small.client()) {
            small.journal().hold();
            List<Thread> fillers = new ArrayList<>();
            // One start is in flight at the journal, the next one fills the queue.
            for (int held = 1; held <= 2; held++) {
                fillers.add(inBackground(() -> client.startSession(request("spark-primary", 5))));
                int dpus = 5 * held;
                TestBerth.await(() ->
                        small.engine().budget(BudgetName.ACCOUNT).orElseThrow().heldDpus() == dpus);
            }
            TestBerth.await(() -> small.engine().snapshot().queuedChanges() == 1);

            assertThatThrownBy(() -> client.startSession(request("spark-primary", 5)))
                    .isInstanceOfSatisfying(AthenaException.class, e -> {
                        assertThat(e.isThrottlingException()).isTrue();
                        assertThat(e.awsErrorDetails().errorCode()).isEqualTo("ThrottlingException");
                        assertThat(e.numAttempts()).isGreaterThan(1);
                    });

            small.journal().release();
            for (Thread filler : fillers) {
                filler.join();
            }
            assertThat(client.startSession(request("spark-primary", 5)).sessionId())
                    .isNotBlank();
        }
    }

    @Test
    void failedLaunchEndsTheSessionWithItsReason() {
        berth.runtime().launches(Launches.FAILING);

        String id = start(20).sessionId();

        awaitState(id, SessionState.FAILED);
        assertThat(athena.getSessionStatus(r -> r.sessionId(id)).status().stateChangeReason())
                .contains("no room on the quay");
        assertThat(berth.engine().budget(BudgetName.ACCOUNT).orElseThrow().heldDpus())
                .isZero();
    }

    @Test
    void statesOnTheWayAreSeen() {
        berth.runtime().launches(Launches.SILENT);
        String creating = start(5).sessionId();
        assertThat(stateOf(creating)).isEqualTo(SessionState.CREATING);

        berth.runtime().launches(Launches.CREATED_ONLY);
        String created = start(5).sessionId();
        awaitState(created, SessionState.CREATED);

        berth.runtime().listener().degraded(SessionId.parse(created), "lost its coordinator");
        awaitState(created, SessionState.DEGRADED);
        assertThat(athena.getSessionStatus(r -> r.sessionId(created)).status().stateChangeReason())
                .contains("lost its coordinator");

        berth.runtime().endsAtOnce(false);
        athena.terminateSession(r -> r.sessionId(created));
        assertThat(stateOf(created)).isEqualTo(SessionState.TERMINATING);
        berth.runtime().endHeldBack();
        awaitState(created, SessionState.TERMINATED);
        assertThat(list()).extracting(SessionSummary::sessionId).containsExactly(creating);
    }

    @Test
    void listsArePagedNewestFirst() {
        List<String> started =
                IntStream.range(0, 25).mapToObj(i -> start(2).sessionId()).toList();

        List<String> listed = athena
                .listSessionsPaginator(r -> r.workGroup("spark-primary").maxResults(7))
                .stream()
                .flatMap(page -> page.sessions().stream())
                .map(SessionSummary::sessionId)
                .toList();

        List<String> newestFirst = new ArrayList<>(started);
        Collections.reverse(newestFirst);
        assertThat(listed).containsExactlyInAnyOrderElementsOf(started).doesNotHaveDuplicates();
        assertThat(listed).isSortedAccordingTo(Comparator.reverseOrder());
        started.forEach(id -> awaitState(id, SessionState.IDLE));
        assertThat(athena.listSessions(r -> r.workGroup("spark-primary").stateFilter(SessionState.IDLE))
                        .sessions())
                .hasSize(25)
                .allSatisfy(summary -> assertThat(summary.engineVersion().selectedEngineVersion())
                        .isEqualTo("PySpark engine version 3"));
        assertThatThrownBy(() ->
                        athena.listSessions(r -> r.workGroup("spark-primary").nextToken("rubbish")))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("malformed");
    }

    @Test
    void workGroupsComeAndGo() {
        athena.createWorkGroup(r -> r.name("analytics")
                .description("for analysts")
                .configuration(c -> c.executionRole("arn:aws:iam::123456789012:role/spark")
                        .engineVersion(v -> v.selectedEngineVersion("PySpark engine version 3"))
                        .resultConfiguration(o -> o.outputLocation("s3://results/analytics/"))));

        assertThat(athena.getWorkGroup(r -> r.workGroup("analytics"))
                        .workGroup()
                        .description())
                .isEqualTo("for analysts");
        assertThat(athena.listWorkGroups(ListWorkGroupsRequest.builder().build())
                        .workGroups())
                .extracting(WorkGroupSummary::name)
                .containsExactly("analytics", "primary", "spark-35", "spark-primary");
        assertThatThrownBy(() -> athena.createWorkGroup(r -> r.name("analytics")))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("WorkGroup is already created");

        String id = athena.startSession(request("analytics", 20)).sessionId();
        assertThatThrownBy(() -> athena.deleteWorkGroup(r -> r.workGroup("analytics")))
                .isInstanceOf(InvalidRequestException.class);
        athena.deleteWorkGroup(r -> r.workGroup("analytics").recursiveDeleteOption(true));
        awaitState(id, SessionState.TERMINATED);
        assertThatThrownBy(() -> athena.getWorkGroup(r -> r.workGroup("analytics")))
                .hasMessageContaining("is not found");
        assertThatThrownBy(() -> athena.deleteWorkGroup(r -> r.workGroup("primary")))
                .isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void unknownSessionAndUnsupportedOperationsAreInvalidRequests() {
        String nobody = UUID.randomUUID().toString();
        assertThatThrownBy(() -> athena.getSession(r -> r.sessionId(nobody)))
                .isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> athena.getSessionStatus(r -> r.sessionId("not-a-uuid")))
                .isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> athena.terminateSession(r -> r.sessionId(nobody)))
                .isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> athena.listNamedQueries())
                .isInstanceOfSatisfying(
                        InvalidRequestException.class,
                        e -> assertThat(e.athenaErrorCode()).isEqualTo("UNSUPPORTED_OPERATION"));
    }

    @Test
    void sparkThreeFiveHasItsOwnRules() {
        String id = athena.startSession(r -> r.workGroup("spark-35")
                        .engineConfiguration(EngineConfiguration.builder().build()))
                .sessionId();
        awaitState(id, SessionState.IDLE);
        assertThat(athena.getSession(r -> r.sessionId(id)).engineVersion()).isEqualTo("Apache Spark version 3.5");
        assertThatThrownBy(() -> athena.startSession(r ->
                        r.workGroup("spark-35").engineConfiguration(e -> e.sparkProperties(Map.of("spark.a", "b")))))
                .isInstanceOf(InvalidRequestException.class);
    }

    private StartSessionResponse start(int dpus) {
        return athena.startSession(request("spark-primary", dpus));
    }

    private static StartSessionRequest request(String workGroup, int dpus) {
        return StartSessionRequest.builder()
                .workGroup(workGroup)
                .engineConfiguration(e -> e.maxConcurrentDpus(dpus))
                .build();
    }

    private List<SessionSummary> list() {
        return athena.listSessions(r -> r.workGroup("spark-primary")).sessions();
    }

    private SessionState stateOf(String id) {
        return athena.getSessionStatus(r -> r.sessionId(id)).status().state();
    }

    private void awaitState(String id, SessionState state) {
        TestBerth.await(() -> stateOf(id) == state);
    }

    private static Thread inBackground(Runnable work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (AwsServiceException e) {
                Thread.currentThread().interrupt();
            }
        });
        thread.start();
        return thread;
    }
}
