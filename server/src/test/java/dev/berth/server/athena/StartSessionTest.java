package dev.berth.server.athena;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.api.BudgetName;
import dev.berth.api.ErrorCode;
import dev.berth.api.OpaqueBytes;
import dev.berth.api.Refusal;
import dev.berth.api.RequestToken;
import dev.berth.api.SchedulerException;
import dev.berth.api.SessionId;
import dev.berth.api.StartOutcome;
import dev.berth.api.StartSession;
import dev.berth.api.WorkGroup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class StartSessionTest {
    private static final String TOKEN = "0123456789abcdef0123456789abcdef";
    private static final SessionId ID = SessionId.parse("018f0000-0000-7000-8000-000000000abc");
    private static final String BODY =
            "{\"SessionId\":\"018f0000-0000-7000-8000-000000000abc\",\"State\":\"CREATING\"}";

    private final Athena athena = new Athena();

    private Athena.Outcome start(String members) {
        return athena.call("StartSession", "{" + members.replace('\'', '"') + "}");
    }

    private Athena.Outcome startIn(String workGroup, String engineConfiguration, String more) {
        return start("'WorkGroup':'" + workGroup + "','EngineConfiguration':{" + engineConfiguration + "}" + more);
    }

    private StartSession onlyStart() {
        assertThat(athena.scheduler.started).hasSize(1);
        return athena.scheduler.started.get(0);
    }

    private void answer(StartOutcome outcome) {
        athena.scheduler.onStart = request -> CompletableFuture.completedFuture(outcome);
    }

    @Test
    void request_withoutOptionalMembers_takesDefaults() {
        startIn("spark", "", "").json();

        StartSession start = onlyStart();
        assertThat(start.workGroup()).isEqualTo("spark");
        assertThat(start.dpus()).isEmpty();
        assertThat(start.idleTimeout()).isEqualTo(Duration.ofMinutes(20));
        assertThat(start.token()).isNull();
        assertThat(start.exclusiveKey()).isNull();
        assertThat(start.attributes().toUtf8()).isEqualTo("{\"WorkGroup\":\"spark\",\"EngineConfiguration\":{}}");
    }

    @Test
    void request_withAllMembers_reachesTheScheduler() {
        String members = "'Description':'d','WorkGroup':'spark','EngineConfiguration':{'CoordinatorDpuSize':1,"
                + "'MaxConcurrentDpus':7,'DefaultExecutorDpuSize':1,'AdditionalConfigs':{'NotebookId':'n1'},"
                + "'SparkProperties':{'other.key':'x','spark.a':'b'}},"
                + "'ExecutionRole':'arn:aws:iam::123456789012:role/r',"
                + "'MonitoringConfiguration':{'ManagedLoggingConfiguration':{'Enabled':true}},"
                + "'NotebookVersion':'Athena notebook version 1','SessionIdleTimeoutInMinutes':3,";
        String token = "'ClientRequestToken':'" + TOKEN + "',";
        String tags = "'Tags':[{'Key':'k','Value':''}],'CopyWorkGroupTags':false";
        start(members + token + tags).json();

        StartSession start = onlyStart();
        assertThat(start.dpus()).hasValue(7);
        assertThat(start.idleTimeout()).isEqualTo(Duration.ofMinutes(3));
        assertThat(start.token()).isEqualTo(new RequestToken(TOKEN));
        assertThat(start.exclusiveKey()).isEqualTo("notebook/n1");
        assertThat(start.attributes().toUtf8()).isEqualTo(("{" + members + tags + "}").replace('\'', '"'));
    }

    @Test
    void request_inAnotherOrderAndWithUnknownMembers_isTheSame() {
        startIn("spark", "'MaxConcurrentDpus':2,'AdditionalConfigs':{'a':'1','b':'2'}", ",'Description':null")
                .json();
        start("'Extra':[1],'EngineConfiguration':{'AdditionalConfigs':{'b':'2','a':'1'},'MaxConcurrentDpus':2.9},"
                        + "'WorkGroup':'spark'")
                .json();

        assertThat(athena.scheduler.started.get(0)).isEqualTo(athena.scheduler.started.get(1));
    }

    @Test
    void requests_thatAskForTheSame_shareWhatSessionsKeep() {
        startIn("spark", "'MaxConcurrentDpus':300", ",'ClientRequestToken':'" + TOKEN + "'")
                .json();
        startIn("spark", "'MaxConcurrentDpus':300", "").json();
        startIn("spark", "'MaxConcurrentDpus':301", "").json();

        StartSession first = athena.scheduler.started.get(0);
        StartSession second = athena.scheduler.started.get(1);
        assertThat(second.workGroup()).isSameAs(first.workGroup());
        assertThat(second.token()).isNull();
        assertThat(second.attributes()).isSameAs(first.attributes());
        assertThat(athena.scheduler.started.get(2).attributes()).isNotEqualTo(first.attributes());
    }

    @Test
    void answer_isTheSameBytes_startedOrReplayed() {
        answer(new StartOutcome.Started(ID));
        assertThat(startIn("spark", "", "").text()).isEqualTo(BODY);

        answer(new StartOutcome.Replayed(ID));
        assertThat(startIn("spark", "", "").text()).isEqualTo(BODY);
    }

    @Test
    void answer_waitsForTheScheduler() {
        CompletableFuture<StartOutcome> pending = new CompletableFuture<>();
        athena.scheduler.onStart = request -> pending;
        Athena.Outcome outcome = startIn("spark", "", "");
        assertThat(outcome.isPending()).isTrue();

        pending.complete(new StartOutcome.Started(ID));
        assertThat(outcome.text()).isEqualTo(BODY);
    }

    static Stream<Arguments> refusals() {
        BudgetName budget = BudgetName.ofWorkGroup("spark");
        return Stream.of(
                Arguments.of(
                        new Refusal.BudgetFull(BudgetName.ACCOUNT, 150, 160, 20),
                        "{\"__type\":\"TooManyRequestsException\",\"Message\":\"Maximum allowed sessions reached: "
                                + "budget account holds 150 of 160 DPUs, 20 asked, 10 free.\"}"),
                Arguments.of(
                        new Refusal.BudgetFull(budget, 40, 20, 5),
                        "{\"__type\":\"TooManyRequestsException\",\"Message\":\"Maximum allowed sessions reached: "
                                + "budget workgroup/spark holds 40 of 20 DPUs, 5 asked, 0 free.\"}"),
                Arguments.of(
                        new Refusal.TooManySessions(9),
                        "{\"__type\":\"TooManyRequestsException\",\"Message\":\"Maximum allowed sessions reached: "
                                + "9 sessions are live, which is the most that this scheduler keeps.\"}"),
                Arguments.of(
                        new Refusal.RuntimeFull("jupyter", 94),
                        "{\"__type\":\"TooManyRequestsException\",\"Message\":\"Maximum allowed sessions reached: "
                                + "runtime jupyter holds 94 sessions, which is the most that it can.\"}"),
                Arguments.of(
                        new Refusal.ExceedsBudget(budget, 10, 20),
                        invalid("INVALID_INPUT", "20 DPUs can never fit: budget workgroup/spark allows 10.")),
                Arguments.of(
                        new Refusal.ExceedsSessionCeiling(60, 61),
                        invalid("INVALID_INPUT", "61 DPUs can never fit: one session may hold 60.")),
                Arguments.of(
                        new Refusal.NoRuntime(EngineVersions.SPARK_3_5),
                        invalid("INVALID_INPUT", "No runtime serves Apache Spark version 3.5.")),
                Arguments.of(
                        new Refusal.TokenMissing(),
                        invalid("INVALID_INPUT", "ClientRequestToken is required by this server.")),
                Arguments.of(
                        new Refusal.TokenReused(new RequestToken(TOKEN)),
                        invalid("IDEMPOTENT_PARAMETER_MISMATCH", "Idempotent parameters do not match")),
                Arguments.of(
                        new Refusal.UnknownWorkGroup("spark"),
                        "{\"__type\":\"ResourceNotFoundException\",\"Message\":\"WorkGroup is not found.\","
                                + "\"ResourceName\":\"arn:aws:athena:us-east-1:000000000000:workgroup/spark\"}"),
                Arguments.of(
                        new Refusal.WorkGroupDisabled("spark"),
                        invalid("INVALID_INPUT", "WorkGroup spark is disabled.")),
                Arguments.of(
                        new Refusal.WorkGroupClosing("spark"),
                        "{\"__type\":\"ThrottlingException\",\"Message\":\"Rate exceeded\"}"),
                Arguments.of(
                        new Refusal.Overloaded(5),
                        "{\"__type\":\"ThrottlingException\",\"Message\":\"Rate exceeded\"}"),
                Arguments.of(
                        new Refusal.ExclusiveKeyTaken("notebook/n"),
                        "{\"__type\":\"SessionAlreadyExistsException\","
                                + "\"Message\":\"The specified session already exists.\"}"),
                Arguments.of(
                        new Refusal.TooLarge(4_096),
                        invalid(
                                "INVALID_INPUT",
                                "The request is larger than the journal of this server takes, which is 4096 bytes.")),
                Arguments.of(
                        new Refusal.NoRoom(),
                        "{\"__type\":\"InternalServerException\",\"Message\":\"No session can be started: "
                                + "the journal has no room for new sessions.\"}"));
    }

    private static String invalid(String code, String message) {
        return "{\"__type\":\"InvalidRequestException\",\"AthenaErrorCode\":\"" + code + "\",\"ErrorCode\":\"" + code
                + "\",\"Message\":\"" + message + "\"}";
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void refusal_isWorded(Refusal refusal, String body) {
        answer(new StartOutcome.Refused(refusal));
        Athena.Outcome outcome = startIn("spark", "", "");

        assertThat(outcome.status()).isEqualTo(refusal instanceof Refusal.NoRoom ? 500 : 400);
        assertThat(outcome.text()).isEqualTo(body);
    }

    @Test
    void refusals_areAllCovered() {
        List<Class<?>> covered = new ArrayList<>();
        refusals()
                .forEach(arguments ->
                        covered.add(requireNonNull(arguments.get()[0]).getClass()));

        assertThat(covered).contains(Refusal.class.getPermittedSubclasses());
    }

    @ParameterizedTest
    @MethodSource("schedulerFailures")
    void failure_ofTheScheduler_isInternal(Throwable failure) {
        athena.scheduler.onStart = request -> CompletableFuture.failedFuture(failure);

        assertThat(startIn("spark", "", "").failure()).isSameAs(failure);
    }

    static Stream<Throwable> schedulerFailures() {
        return Stream.of(ErrorCode.values()).map(code -> new SchedulerException(code, "no", null));
    }

    static Stream<Arguments> brokenRules() {
        String tags51 = IntStream.range(0, 51)
                .mapToObj(i -> "{'Key':'k" + i + "','Value':'v'}")
                .reduce((a, b) -> a + "," + b)
                .orElseThrow();
        return Stream.of(
                Arguments.of("primary", "", "", "Workgroup EngineVersion is not Spark."),
                Arguments.of(
                        "spark35",
                        "'CoordinatorDpuSize':1",
                        "",
                        "CoordinatorDpuSize is not supported for Apache Spark version 3.5."),
                Arguments.of(
                        "spark35",
                        "'DefaultExecutorDpuSize':1",
                        "",
                        "DefaultExecutorDpuSize is not supported for Apache Spark version 3.5."),
                Arguments.of(
                        "spark35",
                        "'SparkProperties':{}",
                        "",
                        "SparkProperties is not supported for Apache Spark version 3.5."),
                Arguments.of(
                        "spark",
                        "'Classifications':[]",
                        "",
                        "Classifications is not supported for PySpark engine version 3."),
                Arguments.of(
                        "spark35",
                        "'Classifications':[{'Name':'spark-env'}]",
                        "",
                        "The only Classification supported is spark-defaults."),
                Arguments.of(
                        "spark35",
                        "'Classifications':[{'Name':'spark-defaults','Properties':{'spark.athena.x':'1'}}]",
                        "",
                        "Spark property is reserved: spark.athena.x"),
                Arguments.of(
                        "spark",
                        "'SparkProperties':{'spark.athena.x':'1'}",
                        "",
                        "Spark property is reserved: spark.athena.x"),
                Arguments.of(
                        "spark",
                        "'AdditionalConfigs':{'NotebookId':'n'}",
                        "",
                        "NotebookVersion is required when NotebookId is provided."),
                Arguments.of(
                        "spark",
                        "'AdditionalConfigs':{'NotebookFileURI':'s3://b/n'}",
                        "",
                        "NotebookVersion is required when NotebookFileURI is provided."),
                Arguments.of("spark", "", ",'NotebookVersion':'Jupyter2'", "NotebookVersion is not valid."),
                Arguments.of(
                        "spark",
                        "",
                        ",'Tags':[{'Key':'k','Value':'1'},{'Key':'k','Value':'2'}]",
                        "A tag key must not be given twice: k"),
                Arguments.of("spark", "", ",'Tags':[{'Key':'AWS:k','Value':'1'}]", "Tag keys must not start with aws:"),
                Arguments.of("spark", "", ",'Tags':[{'Key':'k'}]", "A tag must have a key and a value."),
                Arguments.of("spark", "", ",'Tags':[{'Value':'k'}]", "A tag must have a key and a value."),
                Arguments.of("spark", "", ",'Tags':[" + tags51 + "]", "A resource can have at most 50 tags."));
    }

    @ParameterizedTest
    @MethodSource("brokenRules")
    void rule_broken_isRefused(String workGroup, String engineConfiguration, String more, String message) {
        startIn(workGroup, engineConfiguration, more).isInvalid(message);

        assertThat(athena.scheduler.started).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("brokenRules")
    void token_knownBefore_isAnsweredBeforeAnyRule(
            String workGroup, String engineConfiguration, String more, String message) {
        athena.scheduler.onFind =
                request -> Optional.of(CompletableFuture.completedFuture(new StartOutcome.Replayed(ID)));

        Athena.Outcome outcome =
                startIn(workGroup, engineConfiguration, more + ",'ClientRequestToken':'" + TOKEN + "'");

        assertThat(outcome.text()).as(message).isEqualTo(BODY);
        assertThat(athena.scheduler.started).isEmpty();
        assertThat(athena.scheduler.looked).hasSize(1);
    }

    @Test
    void token_ofADeletedWorkGroup_isLookedUpWithWhatStartedIt() {
        startIn("spark", "'MaxConcurrentDpus':5", ",'ClientRequestToken':'" + TOKEN + "'")
                .json();
        StartSession first = onlyStart();
        athena.scheduler.onFind = request -> {
            assertThat(request.asksTheSameAs(first)).isFalse();
            return Optional.empty();
        };
        startIn("gone", "'MaxConcurrentDpus':5", ",'ClientRequestToken':'" + TOKEN + "'")
                .isError("ResourceNotFoundException", "WorkGroup is not found.");

        Athena after = new Athena();
        after.scheduler.with("spark", EngineVersions.SQL_3);
        after.scheduler.onFind = request -> {
            assertThat(request).isEqualTo(first);
            return Optional.of(CompletableFuture.completedFuture(new StartOutcome.Replayed(ID)));
        };
        String body = "{\"WorkGroup\":\"spark\",\"EngineConfiguration\":{\"MaxConcurrentDpus\":5},"
                + "\"ClientRequestToken\":\"" + TOKEN + "\"}";
        assertThat(after.call("StartSession", body).text()).isEqualTo(BODY);
    }

    @Test
    void token_reusedInABrokenRequest_isTold() {
        athena.scheduler.onFind = request -> Optional.of(CompletableFuture.completedFuture(
                new StartOutcome.Refused(new Refusal.TokenReused(new RequestToken(TOKEN)))));

        startIn("primary", "", ",'ClientRequestToken':'" + TOKEN + "'")
                .isInvalid("IDEMPOTENT_PARAMETER_MISMATCH", "Idempotent parameters do not match");
    }

    @Test
    void token_doesNotExcuseConstraints() {
        athena.scheduler.onFind =
                request -> Optional.of(CompletableFuture.completedFuture(new StartOutcome.Replayed(ID)));

        startIn("spark", "'MaxConcurrentDpus':1", ",'ClientRequestToken':'" + TOKEN + "'")
                .isInvalid("1 validation error detected: Value at 'engineConfiguration.maxConcurrentDpus' failed to "
                        + "satisfy constraint: Member must have value greater than or equal to 2");
        assertThat(athena.scheduler.looked).isEmpty();
    }

    @Test
    void token_notKnown_usualRequestIsNotLookedUpTwice() {
        startIn("spark", "", ",'ClientRequestToken':'" + TOKEN + "'").json();

        assertThat(athena.scheduler.looked).isEmpty();
        assertThat(onlyStart().token()).isEqualTo(new RequestToken(TOKEN));
    }

    @Test
    void requestThatWasAllowed_isHeldToTheRulesAgain_onceItsWorkGroupIsAnother() {
        String twoNew = ",'Tags':[{'Key':'a','Value':''},{'Key':'b','Value':''}]";
        startIn("spark", "", twoNew).json();
        startIn("spark", "", twoNew).json();

        WorkGroup spark = athena.scheduler.workGroup("spark").orElseThrow();
        String groups = IntStream.range(0, 49)
                .mapToObj(i -> "{\"Key\":\"k" + i + "\",\"Value\":\"group\"}")
                .collect(Collectors.joining(",", "{\"Tags\":[", "]}"));
        athena.scheduler.with(spark.withTags(OpaqueBytes.ofUtf8(groups)));
        startIn("spark", "", twoNew).isInvalid("A resource can have at most 50 tags.");
        athena.scheduler.with(spark.withEnabled(false));
        startIn("spark", "", twoNew).isInvalid("WorkGroup spark is disabled.");
        athena.scheduler.with(spark);
        startIn("spark", "", twoNew).json();
        assertThat(athena.scheduler.started).hasSize(3);
    }

    private void disable(String name) {
        athena.scheduler.with(athena.scheduler.workGroup(name).orElseThrow().withEnabled(false));
    }

    @Test
    void workGroup_disabled_isToldBeforeItsEngine_andAfterAKnownToken() {
        disable("spark");
        disable("primary");
        startIn("spark", "", "").isInvalid("WorkGroup spark is disabled.");
        startIn("primary", "", "").isInvalid("WorkGroup primary is disabled.");
        assertThat(athena.scheduler.started).isEmpty();

        athena.scheduler.onFind =
                request -> Optional.of(CompletableFuture.completedFuture(new StartOutcome.Replayed(ID)));
        assertThat(startIn("spark", "", ",'ClientRequestToken':'" + TOKEN + "'").text())
                .isEqualTo(BODY);
    }

    @Test
    void tags_withThoseOfTheWorkGroup_areFiftyAtMost() {
        String groups = IntStream.range(0, 49)
                .mapToObj(i -> "{\"Key\":\"k" + i + "\",\"Value\":\"group\"}")
                .collect(Collectors.joining(",", "{\"Tags\":[", "]}"));
        athena.scheduler.with(athena.scheduler.workGroup("spark").orElseThrow().withTags(OpaqueBytes.ofUtf8(groups)));
        String twoNew = ",'Tags':[{'Key':'a','Value':''},{'Key':'b','Value':''}]";

        startIn("spark", "", twoNew).isInvalid("A resource can have at most 50 tags.");
        startIn("spark", "", twoNew + ",'CopyWorkGroupTags':true").isInvalid("A resource can have at most 50 tags.");
        startIn("spark", "", twoNew + ",'CopyWorkGroupTags':false").json();
        startIn("spark", "", twoNew.replace("'a'", "'k1'")).json();
        startIn("spark", "", "").json();
    }

    @Test
    void workGroup_unknown() {
        Athena.Outcome outcome = startIn("nowhere", "", "");

        outcome.isError("ResourceNotFoundException", "WorkGroup is not found.");
        assertThat(outcome.text())
                .contains("\"ResourceName\":\"arn:aws:athena:us-east-1:000000000000:workgroup/nowhere\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Athena notebook version 1", "Jupyter1.0"})
    void notebookVersion_isTaken_withAndWithoutNotebook(String version) {
        startIn("spark", "", ",'NotebookVersion':'" + version + "'").json();
        startIn("spark", "'AdditionalConfigs':{'NotebookId':'n'}", ",'NotebookVersion':'" + version + "'")
                .json();
        startIn("spark35", "'AdditionalConfigs':{'NotebookFileURI':'u'}", ",'NotebookVersion':'" + version + "'")
                .json();
    }

    @Test
    void spark35_takesWhatItHas() {
        String classifications = "'Classifications':[{'Name':'spark-defaults','Properties':{'spark.x':'1','y':'2'}}]";
        startIn("spark35", "'MaxConcurrentDpus':4," + classifications, ",'Tags':[]")
                .json();

        assertThat(onlyStart().attributes().toUtf8()).contains(classifications.replace('\'', '"'));
    }
}
