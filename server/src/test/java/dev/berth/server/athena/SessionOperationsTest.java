package dev.berth.server.athena;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.api.OpaqueBytes;
import dev.berth.api.SessionId;
import dev.berth.api.SessionPage;
import dev.berth.api.SessionQuery;
import dev.berth.api.SessionState;
import dev.berth.api.SessionView;
import dev.berth.api.StateReason;
import dev.berth.api.WorkGroup;
import dev.berth.server.http.FakeScheduler;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SessionOperationsTest {
    private static final String ALL_MEMBERS = "{\"Description\":\"d\",\"WorkGroup\":\"spark\",\"EngineConfiguration\":"
            + "{\"MaxConcurrentDpus\":7,\"AdditionalConfigs\":{\"a\":\"b\"},\"SparkProperties\":{\"spark.x\":\"y\"}},"
            + "\"ExecutionRole\":\"arn:aws:iam::123456789012:role/r\",\"MonitoringConfiguration\":"
            + "{\"ManagedLoggingConfiguration\":{\"Enabled\":true}},\"NotebookVersion\":\"Jupyter1.0\","
            + "\"SessionIdleTimeoutInMinutes\":3,\"Tags\":[{\"Key\":\"k\",\"Value\":\"v\"}]}";

    private final Athena athena = new Athena();

    private SessionId add(TestSession session) {
        return session.addTo(athena.scheduler);
    }

    private static WorkGroup spark(String attributes) {
        return FakeScheduler.workGroup(
                "spark", EngineVersions.PYSPARK_3, OpaqueBytes.ofUtf8(attributes.replace('\'', '"')));
    }

    private Athena.Outcome callWithId(String operation, Object id) {
        return athena.call(
                operation, new JsonObject().put("SessionId", id.toString()).encode());
    }

    @Test
    void getSession_givesAllMembersBack() {
        SessionId id = add(new TestSession().given(ALL_MEMBERS));

        assertThat(callWithId("GetSession", id).text())
                .isEqualTo("{\"SessionId\":\"" + id + "\",\"Description\":\"d\",\"WorkGroup\":\"spark\","
                        + "\"EngineVersion\":\"PySpark engine version 3\",\"EngineConfiguration\":"
                        + "{\"CoordinatorDpuSize\":1,\"MaxConcurrentDpus\":7,\"DefaultExecutorDpuSize\":1,"
                        + "\"AdditionalConfigs\":{\"a\":\"b\"},\"SparkProperties\":{\"spark.x\":\"y\"}},"
                        + "\"NotebookVersion\":\"Jupyter1.0\",\"MonitoringConfiguration\":"
                        + "{\"ManagedLoggingConfiguration\":{\"Enabled\":true}},\"SessionConfiguration\":"
                        + "{\"ExecutionRole\":\"arn:aws:iam::123456789012:role/r\",\"IdleTimeoutSeconds\":180,"
                        + "\"SessionIdleTimeoutInMinutes\":3},\"Status\":{\"StartDateTime\":1700000060.123,"
                        + "\"LastModifiedDateTime\":1700000061.623,\"IdleSinceDateTime\":1700000061.623,"
                        + "\"State\":\"IDLE\"},\"Statistics\":{\"DpuExecutionInMillis\":10500}}");
    }

    @Test
    void getSession_startedWithoutARequest_showsDefaults() {
        SessionId id = add(new TestSession()
                .in(FakeScheduler.workGroup("embedded", EngineVersions.SPARK_3_5, OpaqueBytes.EMPTY))
                .dpus(2));

        JsonObject json = callWithId("GetSession", id).json();

        assertThat(json.getJsonObject("EngineConfiguration")).isEqualTo(new JsonObject("{\"MaxConcurrentDpus\":2}"));
        assertThat(json.getJsonObject("SessionConfiguration").fieldNames())
                .containsExactlyInAnyOrder("IdleTimeoutSeconds", "SessionIdleTimeoutInMinutes");
        assertThat(json.fieldNames()).doesNotContain("Description", "NotebookVersion", "MonitoringConfiguration");
    }

    @Test
    void getSession_withoutRole_showsThatOfItsWorkGroupAtItsStart() {
        athena.scheduler.with(spark("{'Configuration':{'ExecutionRole':'later role'}}"));
        assertThat(configuration(add(new TestSession())).getString("ExecutionRole"))
                .isNull();

        SessionId id = add(new TestSession().in(spark("{'Configuration':{'ExecutionRole':'its role'}}")));
        assertThat(configuration(id).getString("ExecutionRole")).isEqualTo("its role");
    }

    @Test
    void getSession_showsTheEncryptionOfItsWorkGroupAtItsStart() {
        String results = "{'Configuration':{'ResultConfiguration':{'OutputLocation':'s3://b/'%s}}}";
        String encryption = ",'EncryptionConfiguration':{'EncryptionOption':'SSE_KMS','KmsKey':'its key'}";
        athena.scheduler.with(spark(results.formatted(encryption.replace("its", "later"))));
        assertThat(encryption(add(new TestSession()))).isNull();
        assertThat(encryption(add(new TestSession().in(spark(results.formatted(""))))))
                .isNull();

        assertThat(encryption(add(new TestSession().in(spark(results.formatted(encryption))))))
                .isEqualTo(new JsonObject("{\"EncryptionOption\":\"SSE_KMS\",\"KmsKey\":\"its key\"}"));
    }

    private JsonObject configuration(SessionId id) {
        return callWithId("GetSession", id).json().getJsonObject("SessionConfiguration");
    }

    private @Nullable JsonObject encryption(SessionId id) {
        return configuration(id).getJsonObject("EncryptionConfiguration");
    }

    @Test
    void getSession_takesDefaultsOfItsWorkGroup_memberByMember() {
        WorkGroup group = spark("{'Configuration':{'EngineConfiguration':{'MaxConcurrentDpus':9,'AdditionalConfigs':"
                + "{'x':'group','y':'group'},'SparkProperties':{'spark.x':'group'}},'MonitoringConfiguration':"
                + "{'ManagedLoggingConfiguration':{'Enabled':true},'S3LoggingConfiguration':{'Enabled':true}}}}");
        assertThat(configurationsOf("{}", group))
                .isEqualTo("{'CoordinatorDpuSize':1,'MaxConcurrentDpus':7,'DefaultExecutorDpuSize':1,"
                        + "'AdditionalConfigs':{'x':'group','y':'group'},'SparkProperties':{'spark.x':'group'}} "
                        + "{'ManagedLoggingConfiguration':{'Enabled':true},'S3LoggingConfiguration':{'Enabled':true}}");

        String own = ("{'EngineConfiguration':{'AdditionalConfigs':{'x':'own'}},"
                        + "'MonitoringConfiguration':{'ManagedLoggingConfiguration':{'Enabled':false}}}")
                .replace('\'', '"');
        assertThat(configurationsOf(own, group))
                .isEqualTo("{'CoordinatorDpuSize':1,'MaxConcurrentDpus':7,'DefaultExecutorDpuSize':1,"
                        + "'AdditionalConfigs':{'x':'own'},'SparkProperties':{'spark.x':'group'}} "
                        + "{'ManagedLoggingConfiguration':{'Enabled':false}}");
        assertThat(configurationsOf(own.replace("{\"x\":\"own\"}", "{}"), group))
                .as("an empty map is a map")
                .contains("'AdditionalConfigs':{},'SparkProperties'");
    }

    private String configurationsOf(String given, WorkGroup group) {
        SessionId id = add(new TestSession().in(group).given(given));
        JsonObject session = callWithId("GetSession", id).json();
        return (session.getJsonObject("EngineConfiguration").encode() + " "
                        + session.getJsonObject("MonitoringConfiguration").encode())
                .replace('"', '\'');
    }

    @Test
    void getSessionStatus_ofAnEndedSession() {
        SessionId id = add(new TestSession()
                .state(SessionState.TERMINATED)
                .reason(new StateReason(StateReason.Cause.IDLE_TIMEOUT, "detail")));

        assertThat(callWithId("GetSessionStatus", id).text())
                .isEqualTo("{\"SessionId\":\"" + id + "\",\"Status\":{\"StartDateTime\":1700000060.123,"
                        + "\"LastModifiedDateTime\":1700000061.623,\"EndDateTime\":1700000061.623,"
                        + "\"State\":\"TERMINATED\",\"StateChangeReason\":\"Session was terminated per request\"}}");
    }

    @ParameterizedTest
    @EnumSource(SessionState.class)
    void reason_isShownWhereTheSessionIsOverOrUnhealthy(SessionState state) {
        SessionId id = add(new TestSession()
                .state(state)
                .reason(new StateReason(StateReason.Cause.RUNTIME_FAILED, "out of memory")));
        String reason = callWithId("GetSessionStatus", id)
                .json()
                .getJsonObject("Status")
                .getString("StateChangeReason");

        boolean isShown =
                state == SessionState.FAILED || state == SessionState.TERMINATED || state == SessionState.DEGRADED;
        assertThat(reason).isEqualTo(isShown ? "Session ended unexpectedly: out of memory" : null);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GetSession", "GetSessionStatus", "TerminateSession"})
    void session_unknown(String operation) {
        callWithId(operation, "018f0000-0000-7000-8000-000000000abc")
                .isInvalid("Session 018f0000-0000-7000-8000-000000000abc is not found.");
        callWithId(operation, "nonsense").isInvalid("Session nonsense is not found.");
        callWithId(operation, "z".repeat(36)).isInvalid("Session " + "z".repeat(36) + " is not found.");
    }

    @Test
    void terminateSession_answersTheStateReached() {
        SessionId id = add(new TestSession());
        assertThat(callWithId("TerminateSession", id).text()).isEqualTo("{\"State\":\"TERMINATING\"}");

        athena.scheduler.terminated = CompletableFuture.completedFuture(Optional.of(SessionState.FAILED));
        assertThat(callWithId("TerminateSession", id).text()).isEqualTo("{\"State\":\"FAILED\"}");
    }

    @Test
    void listSessions_asksForActiveOnes_aHundredAtMost() {
        athena.scheduler.onList = query -> Optional.of(new SessionPage(List.of(), false));

        assertThat(athena.call("ListSessions", "{\"WorkGroup\":\"spark\",\"NextToken\":\"\"}")
                        .text())
                .isEqualTo("{\"Sessions\":[]}");
        assertThat(athena.scheduler.queries).containsExactly(new SessionQuery("spark", null, null, 100));
    }

    @Test
    void listSessions_writesSummaries() {
        SessionId id = athena.scheduler.nextId();
        SessionView session =
                new TestSession().given(ALL_MEMBERS).state(SessionState.BUSY).withId(id);
        athena.scheduler.onList = query -> Optional.of(new SessionPage(List.of(session), false));

        assertThat(athena.call("ListSessions", "{\"WorkGroup\":\"spark\",\"StateFilter\":\"BUSY\",\"MaxResults\":1}")
                        .text())
                .isEqualTo("{\"Sessions\":[{\"SessionId\":\"" + id + "\",\"Description\":\"d\",\"EngineVersion\":"
                        + "{\"SelectedEngineVersion\":\"PySpark engine version 3\","
                        + "\"EffectiveEngineVersion\":\"PySpark engine version 3\"},"
                        + "\"NotebookVersion\":\"Jupyter1.0\",\"Status\":{\"StartDateTime\":1700000060.123,"
                        + "\"LastModifiedDateTime\":1700000061.623,\"State\":\"BUSY\"}}]}");
        assertThat(athena.scheduler.queries).containsExactly(new SessionQuery("spark", SessionState.BUSY, null, 1));
    }

    @Test
    void listSessions_pages_untilTheEnd() {
        List<SessionView> all = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            all.add(0, new TestSession().withId(athena.scheduler.nextId()));
        }
        athena.scheduler.onList = query -> {
            List<SessionView> rest = all.stream()
                    .filter(one -> query.after() == null || one.id().compareTo(query.after()) < 0)
                    .toList();
            List<SessionView> page = rest.stream().limit(query.limit()).toList();
            return Optional.of(new SessionPage(page, rest.size() > page.size()));
        };

        List<String> seen = new ArrayList<>();
        String token = null;
        int pages = 0;
        do {
            JsonObject request = new JsonObject().put("WorkGroup", "spark").put("MaxResults", 2);
            JsonObject page = athena.call(
                            "ListSessions", request.put("NextToken", token).encode())
                    .json();
            page.getJsonArray("Sessions").forEach(one -> seen.add(((JsonObject) one).getString("SessionId")));
            token = page.getString("NextToken");
            pages++;
        } while (token != null);

        assertThat(pages).isEqualTo(3);
        assertThat(seen).isEqualTo(all.stream().map(one -> one.id().toString()).toList());
    }

    @Test
    void listSessions_tokenOfAnotherList_isMalformed() {
        SessionView session = new TestSession().withId(athena.scheduler.nextId());
        athena.scheduler.onList = query -> Optional.of(new SessionPage(List.of(session), true));
        String token =
                athena.call("ListSessions", "{\"WorkGroup\":\"spark\"}").json().getString("NextToken");

        for (String other : List.of(
                "{\"WorkGroup\":\"spark35\",\"NextToken\":\"" + token + "\"}",
                "{\"WorkGroup\":\"spark\",\"StateFilter\":\"IDLE\",\"NextToken\":\"" + token + "\"}",
                "{\"WorkGroup\":\"nowhere\",\"NextToken\":\"" + token + "\"}")) {
            athena.call("ListSessions", other).isInvalid("The nextPageToken is malformed: " + token);
        }
        athena.call("ListSessions", "{\"WorkGroup\":\"spark\",\"NextToken\":\"rubbish\"}")
                .isInvalid("The nextPageToken is malformed: rubbish");
    }

    @Test
    void listSessions_ofAnUnknownWorkGroup() {
        athena.call("ListSessions", "{\"WorkGroup\":\"nowhere\"}")
                .isError("ResourceNotFoundException", "WorkGroup is not found.");
    }
}
