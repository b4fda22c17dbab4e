package dev.berth.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.server.endtoend.ScriptedRuntime.Launches;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.athena.AthenaClient;
import software.amazon.awssdk.services.athena.model.ApplicationDPUSizes;
import software.amazon.awssdk.services.athena.model.EngineVersion;
import software.amazon.awssdk.services.athena.model.ExecutorState;
import software.amazon.awssdk.services.athena.model.ExecutorType;
import software.amazon.awssdk.services.athena.model.ExecutorsSummary;
import software.amazon.awssdk.services.athena.model.GetSessionResponse;
import software.amazon.awssdk.services.athena.model.InvalidRequestException;
import software.amazon.awssdk.services.athena.model.ResourceNotFoundException;
import software.amazon.awssdk.services.athena.model.SessionState;
import software.amazon.awssdk.services.athena.model.SessionSummary;
import software.amazon.awssdk.services.athena.model.StartSessionRequest;
import software.amazon.awssdk.services.athena.model.Tag;
import software.amazon.awssdk.services.athena.model.WorkGroup;
import software.amazon.awssdk.services.athena.model.WorkGroupConfiguration;
import software.amazon.awssdk.services.athena.model.WorkGroupState;
import software.amazon.awssdk.services.athena.model.WorkGroupSummary;

/** The AWS SDK for Java against the running server: work groups that change, tags, executors, engines, and paginators. */
class ControlSdkTest {
    private static final String ROLE = "arn:aws:iam::123456789012:role/spark";
    private static final String ARN = "arn:aws:athena:us-east-1:000000000000:workgroup/";
    private static final int CLIENTS = 8;
    private static final int TAGS_OF_A_CLIENT = 5;

    private TestBerth berth;
    private AthenaClient athena;

    @BeforeEach
    void startServer() throws Exception {
        berth = TestBerth.start(config -> config.accountDpus(1_000));
        athena = berth.client();
    }

    @AfterEach
    void stopServer() {
        athena.close();
        berth.close();
    }

    @Test
    void workGroupChangesOnlyWhereItIsTold() {
        create("team", "PySpark engine version 3");
        WorkGroup before = workGroup("team");
        athena.updateWorkGroup(r -> r.workGroup("team")
                .configurationUpdates(c -> c.publishCloudWatchMetricsEnabled(true)
                        .resultConfigurationUpdates(o -> o.expectedBucketOwner("123456789012"))));

        WorkGroupConfiguration configuration = before.configuration().toBuilder()
                .publishCloudWatchMetricsEnabled(true)
                .resultConfiguration(before.configuration().resultConfiguration().toBuilder()
                        .expectedBucketOwner("123456789012")
                        .build())
                .build();
        assertThat(workGroup("team"))
                .isEqualTo(before.toBuilder().configuration(configuration).build());

        athena.updateWorkGroup(r -> r.workGroup("team")
                .description("")
                .configurationUpdates(c -> c.resultConfigurationUpdates(
                        o -> o.removeOutputLocation(true).removeExpectedBucketOwner(true))));
        assertThat(workGroup("team").description()).isNull();
        assertThat(workGroup("team").configuration().resultConfiguration().outputLocation())
                .isNull();
    }

    @Test
    void workGroupKeepsItsEngine() {
        create("team", "PySpark engine version 3");
        for (String group : List.of("team", "primary", "spark-primary")) {
            assertThatThrownBy(() -> select(group, "Apache Spark version 3.5"))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("The engine of a WorkGroup cannot be changed");
        }
        select("primary", "Athena engine version 3");
        assertThat(workGroup("primary").configuration().engineVersion().selectedEngineVersion())
                .isEqualTo("Athena engine version 3");
    }

    private void select(String workGroup, String version) {
        athena.updateWorkGroup(r -> r.workGroup(workGroup)
                .configurationUpdates(c -> c.engineVersion(v -> v.selectedEngineVersion(version))));
    }

    @Test
    void disabledWorkGroupAdmitsNothingAndItsSessionsGoOn() {
        StartSessionRequest request = start("spark-primary").toBuilder()
                .clientRequestToken(UUID.randomUUID().toString())
                .build();
        String id = athena.startSession(request).sessionId();
        awaitState(id, SessionState.IDLE);
        athena.updateWorkGroup(r -> r.workGroup("spark-primary").state(WorkGroupState.DISABLED));

        assertThatThrownBy(() -> athena.startSession(start("spark-primary")))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("WorkGroup spark-primary is disabled.");
        assertThat(stateOf(id)).isEqualTo(SessionState.IDLE);
        assertThat(athena.startSession(request).sessionId()).isEqualTo(id);
        assertThat(athena.listWorkGroups(r -> r.maxResults(50)).workGroups())
                .filteredOn(group -> group.state() == WorkGroupState.DISABLED)
                .extracting(WorkGroupSummary::name)
                .containsExactly("spark-primary");

        athena.updateWorkGroup(r -> r.workGroup("spark-primary").state(WorkGroupState.ENABLED));
        assertThat(athena.startSession(start("spark-primary")).sessionId()).isNotEqualTo(id);
    }

    @Test
    void sessionTakesTheDefaultsOfItsWorkGroupAsItWas() {
        create("team", "PySpark engine version 3");
        athena.updateWorkGroup(r -> r.workGroup("team")
                .configurationUpdates(c -> c.engineConfiguration(
                                e -> e.maxConcurrentDpus(5).sparkProperties(Map.of("spark.a", "group")))
                        .monitoringConfiguration(m -> m.managedLoggingConfiguration(l -> l.enabled(true)))));
        StartSessionRequest request = StartSessionRequest.builder()
                .workGroup("team")
                .engineConfiguration(e -> e.additionalConfigs(Map.of("own", "1")))
                .clientRequestToken(UUID.randomUUID().toString())
                .build();
        String id = athena.startSession(request).sessionId();
        GetSessionResponse started = athena.getSession(r -> r.sessionId(id));
        assertThat(started.engineConfiguration().maxConcurrentDpus()).isEqualTo(5);
        assertThat(started.engineConfiguration().sparkProperties()).isEqualTo(Map.of("spark.a", "group"));
        assertThat(started.engineConfiguration().additionalConfigs()).isEqualTo(Map.of("own", "1"));
        assertThat(started.monitoringConfiguration()
                        .managedLoggingConfiguration()
                        .enabled())
                .isTrue();
        assertThat(started.sessionConfiguration().executionRole()).isEqualTo(ROLE);

        athena.updateWorkGroup(r -> r.workGroup("team")
                .configurationUpdates(
                        c -> c.executionRole(ROLE + "2").engineConfiguration(e -> e.maxConcurrentDpus(7))));
        GetSessionResponse later = athena.getSession(r -> r.sessionId(id));
        assertThat(later.engineConfiguration()).isEqualTo(started.engineConfiguration());
        assertThat(later.sessionConfiguration()).isEqualTo(started.sessionConfiguration());
        assertThat(athena.startSession(request).sessionId()).isEqualTo(id);
        String next = athena.startSession(r -> r.workGroup("team").engineConfiguration(e -> e.build()))
                .sessionId();
        assertThat(athena.getSession(r -> r.sessionId(next))
                        .engineConfiguration()
                        .maxConcurrentDpus())
                .isEqualTo(7);

        athena.deleteWorkGroup(r -> r.workGroup("team").recursiveDeleteOption(true));
        assertThat(athena.startSession(request).sessionId())
                .as("a replay, whatever became of the work group")
                .isEqualTo(id);
    }

    @Test
    void sessionHasItsTagsAndThoseOfItsWorkGroup() {
        athena.tagResource(r -> r.resourceARN(ARN + "spark-35").tags(tag("a", "group"), tag("b", "group")));
        String both = athena.startSession(r -> r.workGroup("spark-35")
                        .engineConfiguration(e -> e.build())
                        .tags(tag("b", "own"), tag("c", "own")))
                .sessionId();
        String own = athena.startSession(r -> r.workGroup("spark-35")
                        .engineConfiguration(e -> e.build())
                        .tags(tag("c", "own"))
                        .copyWorkGroupTags(false))
                .sessionId();
        athena.tagResource(r -> r.resourceARN(ARN + "spark-35").tags(tag("later", "group")));

        assertThat(tags("spark-35/session/" + both))
                .containsExactly(tag("a", "group"), tag("b", "own"), tag("c", "own"));
        assertThat(tags("spark-35/session/" + own)).containsExactly(tag("c", "own"));
        athena.terminateSession(r -> r.sessionId(both));
        awaitState(both, SessionState.TERMINATED);
        athena.tagResource(r -> r.resourceARN(ARN + "spark-35/session/" + both).tags(tag("ended", "")));
        athena.untagResource(
                r -> r.resourceARN(ARN + "spark-35/session/" + both).tagKeys("a", "b", "nothing"));
        assertThat(tags("spark-35/session/" + both)).containsExactly(tag("c", "own"), tag("ended", ""));
        assertThat(tags("spark-35")).containsExactly(tag("a", "group"), tag("b", "group"), tag("later", "group"));
    }

    @Test
    void tagsAreFiftyAtMost() {
        List<Tag> fifty =
                IntStream.range(0, 50).mapToObj(i -> tag("k" + i, "v")).toList();
        athena.tagResource(r -> r.resourceARN(ARN + "spark-35").tags(fifty));
        assertThatThrownBy(() ->
                        athena.tagResource(r -> r.resourceARN(ARN + "spark-35").tags(tag("more", ""))))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("at most 50 tags");
        assertThatThrownBy(() -> athena.startSession(r -> r.workGroup("spark-35")
                        .engineConfiguration(e -> e.build())
                        .tags(tag("more", ""))))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("at most 50 tags");
        for (int maxResults : new int[] {75, Integer.MAX_VALUE}) {
            assertThat(athena.listTagsForResourcePaginator(
                                    r -> r.resourceARN(ARN + "spark-35").maxResults(maxResults))
                            .tags())
                    .containsExactlyInAnyOrderElementsOf(fifty);
        }
    }

    @Test
    void workGroupMadeAnewHasNothingOfTheOldOne() {
        create("team", "PySpark engine version 3");
        athena.tagResource(r -> r.resourceARN(ARN + "team").tags(tag("old", "v")));
        String old = athena.startSession(start("team")).sessionId();
        athena.deleteWorkGroup(r -> r.workGroup("team").recursiveDeleteOption(true));
        awaitState(old, SessionState.TERMINATED);
        create("team", "PySpark engine version 3");

        assertThat(tags("team")).isEmpty();
        assertThat(sessions("team", null)).isEmpty();
        for (SessionState state : SessionState.knownValues()) {
            assertThat(sessions("team", state)).as(state.toString()).isEmpty();
        }
        String own = athena.startSession(start("team")).sessionId();
        assertThat(tags("team/session/" + own)).isEmpty();
        assertThat(sessions("team", null)).extracting(SessionSummary::sessionId).containsExactly(own);
    }

    private List<SessionSummary> sessions(String workGroup, @Nullable SessionState state) {
        return athena.listSessions(r -> r.workGroup(workGroup).stateFilter(state))
                .sessions();
    }

    @Test
    void arnsAreMatchedByTheirResource() {
        athena.tagResource(r -> r.resourceARN("arn:aws-cn:athena:cn-north-1:123456789012:workgroup/primary")
                .tags(tag("k", "v")));
        assertThat(athena.listTagsForResource(r -> r.resourceARN("arn::athena:::workgroup/primary"))
                        .tags())
                .containsExactly(tag("k", "v"));
        for (String missing : List.of("workgroup/nowhere", "datacatalog/x", "capacity-reservation/x")) {
            String arn = "arn:aws:athena:us-east-1:000000000000:" + missing;
            assertThatThrownBy(
                            () -> athena.untagResource(r -> r.resourceARN(arn).tagKeys("k")))
                    .isInstanceOfSatisfying(
                            ResourceNotFoundException.class,
                            e -> assertThat(e.resourceName()).isEqualTo(arn));
        }
        assertThatThrownBy(() -> athena.listTagsForResource(r -> r.resourceARN("workgroup/primary")))
                .isInstanceOf(InvalidRequestException.class);
    }

    /** All but the first come while a change is under way, and find something new when they look again. */
    @Test
    void changesThatMeetAreAllMade() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
        try (AthenaClient once = berth.clientThatTriesOnce()) {
            berth.journal().hold();
            List<Future<?>> changes = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                Tag own = tag("client" + i, "v");
                changes.add(threads.submit(() ->
                        once.tagResource(r -> r.resourceARN(ARN + "primary").tags(own))));
                int afterTheFirst = i;
                TestBerth.await(() ->
                        berth.journal().isWaiting() && berth.engine().snapshot().queuedChanges() == afterTheFirst);
            }
            berth.journal().release();
            for (Future<?> change : changes) {
                change.get();
            }
        } finally {
            berth.journal().release();
            threads.shutdown();
        }
        assertThat(tags("primary")).hasSize(CLIENTS);
    }

    /** Clients that do not try again change one work group: every change is made, and none undoes another one. */
    @Test
    void changesAtTheSameTimeAreAllMade() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
        try (AthenaClient once = berth.clientThatTriesOnce()) {
            List<Callable<Void>> changes = IntStream.range(0, CLIENTS)
                    .mapToObj(i -> changesOf("client" + i, once))
                    .toList();
            for (Future<Void> change : threads.invokeAll(changes)) {
                change.get();
            }
        } finally {
            threads.shutdown();
        }
        assertThat(tags("primary")).hasSize(CLIENTS * TAGS_OF_A_CLIENT);
        assertThat(workGroup("primary").description()).startsWith("client");
    }

    /** Two changes for each tag, one after the other. */
    private static Callable<Void> changesOf(String name, AthenaClient client) {
        return () -> {
            for (int i = 0; i < TAGS_OF_A_CLIENT; i++) {
                Tag own = tag(name + "-" + i, "v");
                client.tagResource(r -> r.resourceARN(ARN + "primary").tags(own));
                client.updateWorkGroup(r -> r.workGroup("primary").description(own.key()));
            }
            return null;
        };
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 100})
    void executorsArePaged(int maxResults) {
        String id = athena.startSession(
                        r -> r.workGroup("spark-primary").engineConfiguration(e -> e.maxConcurrentDpus(7)))
                .sessionId();
        awaitState(id, SessionState.IDLE);

        List<ExecutorsSummary> executors =
                athena.listExecutorsPaginator(r -> r.sessionId(id).maxResults(maxResults)).stream()
                        .flatMap(page -> page.executorsSummary().stream())
                        .toList();
        assertThat(executors).hasSize(7).allSatisfy(executor -> {
            assertThat(executor.executorState()).isEqualTo(ExecutorState.REGISTERED);
            assertThat(executor.executorSize()).isEqualTo(1);
            assertThat(executor.startDateTime()).isGreaterThan(1_600_000_000_000L);
            assertThat(executor.terminationDateTime()).isNull();
        });
        assertThat(executors).extracting(ExecutorsSummary::executorId).doesNotHaveDuplicates();
        assertThat(executors.get(6).executorType()).isEqualTo(ExecutorType.COORDINATOR);
        assertThat(executors.subList(0, 6)).allMatch(each -> each.executorType() == ExecutorType.WORKER);
    }

    @Test
    void executorsFollowTheirSession() {
        berth.runtime().launches(Launches.SILENT);
        String id = athena.startSession(start("spark-primary")).sessionId();
        assertThat(executors(id, ExecutorState.CREATING)).hasSize(2);
        assertThat(executors(id, ExecutorState.REGISTERED)).isEmpty();

        athena.terminateSession(r -> r.sessionId(id));
        awaitState(id, SessionState.TERMINATED);
        assertThat(executors(id, ExecutorState.TERMINATED))
                .hasSize(2)
                .allSatisfy(executor ->
                        assertThat(executor.terminationDateTime()).isGreaterThanOrEqualTo(executor.startDateTime()));
        assertThatThrownBy(() ->
                        athena.listExecutors(r -> r.sessionId(UUID.randomUUID().toString())))
                .isInstanceOf(InvalidRequestException.class);
    }

    private List<ExecutorsSummary> executors(String id, ExecutorState state) {
        return athena.listExecutors(r -> r.sessionId(id).executorStateFilter(state))
                .executorsSummary();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10})
    void enginesArePaged(int maxResults) {
        assertThat(athena.listEngineVersionsPaginator(r -> r.maxResults(maxResults)).stream()
                        .flatMap(page -> page.engineVersions().stream())
                        .map(EngineVersion::selectedEngineVersion))
                .containsExactly(
                        "AUTO", "Athena engine version 3", "PySpark engine version 3", "Apache Spark version 3.5");
        assertThat(athena.listApplicationDPUSizesPaginator(r -> r.maxResults(maxResults)).stream()
                        .flatMap(page -> page.applicationDPUSizes().stream()))
                .containsExactly(ApplicationDPUSizes.builder()
                        .applicationRuntimeId("Athena notebook version 1")
                        .supportedDPUSizes(1)
                        .build());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 50})
    void workGroupsArePaged(int maxResults) {
        List<String> names = new ArrayList<>(List.of("primary", "spark-35", "spark-primary"));
        for (int i = 0; i < 55; i++) {
            String name = "group-" + i;
            athena.createWorkGroup(r -> r.name(name));
            names.add(name);
        }
        Collections.sort(names);

        assertThat(athena.listWorkGroupsPaginator(r -> r.maxResults(maxResults)).stream()
                        .flatMap(page -> page.workGroups().stream())
                        .map(WorkGroupSummary::name))
                .isEqualTo(names);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100})
    void sessionsArePaged(int maxResults) {
        List<String> newestFirst = new ArrayList<>();
        for (int i = 0; i < 105; i++) {
            newestFirst.add(athena.startSession(start("spark-primary")).sessionId());
        }
        newestFirst.sort(Collections.reverseOrder());

        assertThat(athena
                        .listSessionsPaginator(r -> r.workGroup("spark-primary").maxResults(maxResults))
                        .stream()
                        .flatMap(page -> page.sessions().stream())
                        .map(SessionSummary::sessionId))
                .isEqualTo(newestFirst);
    }

    @Test
    void dashboardIsThePageOfASession() {
        String id = athena.startSession(start("spark-35")).sessionId();
        assertThat(athena.getResourceDashboard(r -> r.resourceARN(ARN + "spark-35/session/" + id))
                        .url())
                .isEqualTo(berth.url() + "/console/#/sessions/" + id);
        assertThatThrownBy(() -> athena.getResourceDashboard(r -> r.resourceARN(ARN + "primary/session/" + id)))
                .isInstanceOf(ResourceNotFoundException.class);
        assertThatThrownBy(() -> athena.getResourceDashboard(r -> r.resourceARN(ARN + "nowhere")))
                .isInstanceOf(ResourceNotFoundException.class);
        assertThatThrownBy(() -> athena.getResourceDashboard(r -> r.resourceARN(ARN + "primary")))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("is not a session");
        assertThatThrownBy(() -> athena.getResourceDashboard(r -> r.resourceARN(id)))
                .isInstanceOf(InvalidRequestException.class);
    }

    private void create(String name, String version) {
        athena.createWorkGroup(r -> r.name(name)
                .description("for " + name)
                .configuration(c -> c.executionRole(ROLE)
                        .engineVersion(v -> v.selectedEngineVersion(version))
                        .additionalConfiguration("kept")
                        .resultConfiguration(o -> o.outputLocation("s3://results/"))));
    }

    private WorkGroup workGroup(String name) {
        return athena.getWorkGroup(r -> r.workGroup(name)).workGroup();
    }

    private static StartSessionRequest start(String workGroup) {
        return StartSessionRequest.builder()
                .workGroup(workGroup)
                .engineConfiguration(e -> e.maxConcurrentDpus(2))
                .build();
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }

    private List<Tag> tags(String resource) {
        return athena.listTagsForResource(r -> r.resourceARN(ARN + resource)).tags();
    }

    private SessionState stateOf(String id) {
        return athena.getSessionStatus(r -> r.sessionId(id)).status().state();
    }

    private void awaitState(String id, SessionState state) {
        TestBerth.await(() -> stateOf(id) == state);
    }
}
