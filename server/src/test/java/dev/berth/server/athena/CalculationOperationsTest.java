package dev.berth.server.athena;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.api.CalculationId;
import dev.berth.api.CalculationPage;
import dev.berth.api.CalculationQuery;
import dev.berth.api.CalculationState;
import dev.berth.api.CalculationView;
import dev.berth.api.OpaqueBytes;
import dev.berth.api.RequestToken;
import dev.berth.api.SessionId;
import dev.berth.api.SessionState;
import dev.berth.api.StartCalculation;
import dev.berth.api.StartCalculationOutcome;
import dev.berth.api.WorkGroup;
import dev.berth.server.http.FakeScheduler;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CalculationOperationsTest {
    private static final String START = "StartCalculationExecution";
    private static final String LIST = "ListCalculationExecutions";
    private static final String TOKEN = "t".repeat(32);
    private static final String UNKNOWN = "018f0000-0000-7000-8000-000000000abc";
    private static final int MAX_CODE = 68_000;

    private final Athena athena = new Athena();
    private final SessionId session = new TestSession().addTo(athena.scheduler);

    private Athena.Outcome start(String members) {
        return startIn(session, members);
    }

    private Athena.Outcome startIn(SessionId id, String members) {
        JsonObject request = new JsonObject("{" + members.replace('\'', '"') + "}");
        return athena.call(START, request.put("SessionId", id.toString()).encode());
    }

    private Athena.Outcome startWithCode() {
        return start("'CodeBlock':'1'");
    }

    private void answerStartsWith(StartCalculationOutcome outcome) {
        athena.scheduler.onSubmit = request -> CompletableFuture.completedFuture(outcome);
    }

    private Athena.Outcome callWithId(String operation, Object id) {
        return athena.call(
                operation,
                new JsonObject().put("CalculationExecutionId", id.toString()).encode());
    }

    private CalculationId add(TestCalculation calculation) {
        return calculation.addTo(athena.scheduler);
    }

    @Test
    void start_answersItsIdAndCreating() {
        CalculationId id = athena.scheduler.nextCalculationId();
        answerStartsWith(new StartCalculationOutcome.Started(id));

        assertThat(startWithCode().text())
                .isEqualTo("{\"CalculationExecutionId\":\"" + id + "\",\"State\":\"CREATING\"}");
    }

    @Test
    void start_repeated_isAnsweredByteForByteLikeTheFirst() {
        CalculationId id = add(new TestCalculation(session).state(CalculationState.FAILED));
        answerStartsWith(new StartCalculationOutcome.Started(id));
        String first = startWithCode().text();

        answerStartsWith(new StartCalculationOutcome.Replayed(id));

        assertThat(startWithCode().text()).isEqualTo(first);
    }

    @Test
    void start_waitsForTheScheduler() {
        CompletableFuture<StartCalculationOutcome> decided = new CompletableFuture<>();
        athena.scheduler.onSubmit = request -> decided;

        Athena.Outcome outcome = startWithCode();
        assertThat(outcome.isPending()).isTrue();
        decided.complete(new StartCalculationOutcome.UnknownSession());
        outcome.isInvalid("Session " + session + " is not found.");
    }

    @Test
    void start_givesTheSchedulerCodeAndToken_andKeepsTheRest() {
        start("'CodeBlock':'x = 1\\n','ClientRequestToken':'" + TOKEN + "','Description':'d','Unknown':1");

        OpaqueBytes rest = OpaqueBytes.ofUtf8("{\"Description\":\"d\"}");
        assertThat(athena.scheduler.submitted)
                .containsExactly(new StartCalculation(session, "x = 1\n", new RequestToken(TOKEN), rest));
    }

    @Test
    void start_takesTheCodeOfEitherMember_asTheSameRequest() {
        start("'CodeBlock':'1'");
        start("'CodeBlock':'1','CalculationConfiguration':{}");
        start("'CodeBlock':'1','CalculationConfiguration':{'CodeBlock':null}");
        start("'CalculationConfiguration':{'CodeBlock':'1'}");

        assertThat(athena.scheduler.submitted).hasSize(4).allSatisfy(request -> {
            assertThat(request.code()).isEqualTo("1");
            assertThat(request.token()).isNull();
            assertThat(request.asksTheSameAs(athena.scheduler.submitted.get(0))).isTrue();
        });
    }

    @Test
    void start_withEmptyCode_runsIt() {
        start("'CodeBlock':''");

        assertThat(athena.scheduler.submitted)
                .containsExactly(StartCalculation.in(session, "").withAttributes(OpaqueBytes.ofUtf8("{}")));
    }

    @Test
    void start_needsExactlyOneCode() {
        for (String none : List.of(
                "",
                "'CodeBlock':null",
                "'CalculationConfiguration':{}",
                "'CalculationConfiguration':{'CodeBlock':null}")) {
            start(none).isInvalid("CodeBlock is required.");
        }
        start("'CodeBlock':'1','CalculationConfiguration':{'CodeBlock':'1'}")
                .isInvalid("Only one of CodeBlock and CalculationConfiguration.CodeBlock may be given.");
        assertThat(athena.scheduler.submitted).isEmpty();
    }

    @Test
    void start_takes68000CharactersOfCode_inEitherMember() {
        String longest = "\u00e9".repeat(MAX_CODE);
        start("'CodeBlock':'" + longest + "'").json();
        start("'CalculationConfiguration':{'CodeBlock':'" + longest + "'}").json();
        assertThat(athena.scheduler.submitted)
                .extracting(StartCalculation::code)
                .containsExactly(longest, longest);

        start("'CodeBlock':'" + longest + "x'")
                .isInvalid("1 validation error detected: Value at 'codeBlock' failed to satisfy constraint: "
                        + "Member must have length less than or equal to 68000");
        start("'CalculationConfiguration':{'CodeBlock':'" + longest + "x'}")
                .isInvalid(
                        "1 validation error detected: Value at 'calculationConfiguration.codeBlock' failed to satisfy "
                                + "constraint: Member must have length less than or equal to 68000");
    }

    @ParameterizedTest
    @EnumSource(SessionState.class)
    void start_inASessionThatIsNotIdle_saysSoInTheSentenceThatClientsKnow(SessionState state) {
        answerStartsWith(new StartCalculationOutcome.SessionNotIdle(state));

        startWithCode().isInvalid("Session is in the " + state + " state; needs to be IDLE to accept Calculations.");
    }

    @Test
    void start_refused_saysWhy() {
        answerStartsWith(new StartCalculationOutcome.UnknownSession());
        startWithCode().isInvalid("Session " + session + " is not found.");
        answerStartsWith(new StartCalculationOutcome.NotSupported());
        startWithCode().isInvalid("UNSUPPORTED_OPERATION", "The runtime of this session runs no calculations.");
        answerStartsWith(new StartCalculationOutcome.TokenReused());
        startWithCode().isInvalid("IDEMPOTENT_PARAMETER_MISMATCH", "Idempotent parameters do not match");
        answerStartsWith(new StartCalculationOutcome.TooLarge(1_000));
        startWithCode().isInvalid("The request is larger than the journal of this server takes, which is 1000 bytes.");
        answerStartsWith(new StartCalculationOutcome.Overloaded());
        startWithCode().isError("ThrottlingException", "Rate exceeded");
    }

    @Test
    void start_inASessionOfSpark35_isNotSupported() {
        WorkGroup group = FakeScheduler.workGroup("spark35", EngineVersions.SPARK_3_5, OpaqueBytes.EMPTY);
        SessionId other = new TestSession().in(group).addTo(athena.scheduler);

        startIn(other, "'CodeBlock':'1'")
                .isInvalid("UNSUPPORTED_OPERATION", "Calculations are not supported by Apache Spark version 3.5.");
        assertThat(athena.scheduler.submitted).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {UNKNOWN, "nonsense", "018f0000-0000-7000-8000-00000000zzzz"})
    void session_unknown(String id) {
        for (String operation : List.of(START, LIST)) {
            athena.call(
                            operation,
                            new JsonObject()
                                    .put("SessionId", id)
                                    .put("CodeBlock", "1")
                                    .encode())
                    .isInvalid("Session " + id + " is not found.");
        }
        assertThat(athena.scheduler.submitted).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GetCalculationExecution",
                "GetCalculationExecutionStatus",
                "GetCalculationExecutionCode",
                "StopCalculationExecution"
            })
    void calculation_unknown(String operation) {
        for (String id : List.of(UNKNOWN, "nonsense", "z".repeat(36))) {
            callWithId(operation, id).isInvalid("Calculation execution " + id + " is not found.");
        }
    }

    @Test
    void get_givesAllMembersBack() {
        WorkGroup group = FakeScheduler.workGroup(
                "spark",
                EngineVersions.PYSPARK_3,
                OpaqueBytes.ofUtf8("{\"Configuration\":{\"ResultConfiguration\":"
                        + "{\"OutputLocation\":\"s3://bucket/some prefix//\"}}}"));
        SessionId in = new TestSession().in(group).addTo(athena.scheduler);
        CalculationId id = add(new TestCalculation(in).described("d"));

        String folder = "s3://bucket/some prefix/" + in + "/" + id;
        assertThat(callWithId("GetCalculationExecution", id).text())
                .isEqualTo("{\"CalculationExecutionId\":\"" + id + "\",\"SessionId\":\"" + in
                        + "\",\"Description\":\"d\",\"WorkingDirectory\":\"" + folder
                        + "\",\"Status\":{\"SubmissionDateTime\":1700000120.123,\"CompletionDateTime\":1700000122.923,"
                        + "\"State\":\"COMPLETED\"},\"Statistics\":{\"DpuExecutionInMillis\":19600,\"Progress\":\"100%\"},"
                        + "\"Result\":{\"StdOutS3Uri\":\"" + folder + "/stdout\",\"StdErrorS3Uri\":\"" + folder
                        + "/stderr\",\"ResultS3Uri\":\"" + folder
                        + "/result.json\",\"ResultType\":\"application/vnd.aws.athena.v1+json\"}}");
    }

    @Test
    void get_whileItRuns_hasStatisticsAndAWorkingDirectory_butNoResult() {
        CalculationId id = add(new TestCalculation(session).state(CalculationState.RUNNING));

        assertThat(callWithId("GetCalculationExecution", id).text())
                .isEqualTo("{\"CalculationExecutionId\":\"" + id + "\",\"SessionId\":\"" + session
                        + "\",\"WorkingDirectory\":\"s3://berth-results/spark/" + session + "/" + id
                        + "\",\"Status\":{\"SubmissionDateTime\":1700000120.123,\"State\":\"RUNNING\"},"
                        + "\"Statistics\":{\"DpuExecutionInMillis\":19600,\"Progress\":\"0%\"}}");
    }

    @ParameterizedTest
    @EnumSource(
            value = CalculationState.class,
            names = {"COMPLETED", "FAILED", "CANCELED"})
    void get_hasAResultInEveryFinalState_ifOutputWasKept(CalculationState state) {
        CalculationId with = add(new TestCalculation(session).state(state));
        CalculationId without = add(new TestCalculation(session).state(state).withoutOutput());

        assertThat(callWithId("GetCalculationExecution", with)
                        .json()
                        .getJsonObject("Result")
                        .fieldNames())
                .containsExactlyInAnyOrder("StdOutS3Uri", "StdErrorS3Uri", "ResultS3Uri", "ResultType");
        assertThat(callWithId("GetCalculationExecution", without).json().containsKey("Result"))
                .isFalse();
    }

    @Test
    void get_ofASessionThatIsForgottenMeanwhile_isUnknown() {
        CalculationId id = add(new TestCalculation(session));
        athena.scheduler.sessions.clear();

        callWithId("GetCalculationExecution", id).isInvalid("Calculation execution " + id + " is not found.");
    }

    @Test
    void id_isReadInEitherCase() {
        CalculationId id = add(new TestCalculation(session).code("x"));

        assertThat(callWithId("GetCalculationExecutionCode", id.toString().toUpperCase(Locale.ROOT))
                        .text())
                .isEqualTo("{\"CodeBlock\":\"x\"}");
    }

    @Test
    void getStatus_givesStatusAndStatisticsOnly() {
        CalculationId id = add(new TestCalculation(session)
                .state(CalculationState.FAILED)
                .detail("NameError: name 'x' is not defined"));

        assertThat(callWithId("GetCalculationExecutionStatus", id).text())
                .isEqualTo("{\"Status\":{\"SubmissionDateTime\":1700000120.123,\"CompletionDateTime\":1700000122.923,"
                        + "\"State\":\"FAILED\",\"StateChangeReason\":\"NameError: name 'x' is not defined\"},"
                        + "\"Statistics\":{\"DpuExecutionInMillis\":19600,\"Progress\":\"100%\"}}");
    }

    @ParameterizedTest
    @EnumSource(CalculationState.class)
    void reason_isShownWhereTheCalculationWentWrong_andNeverEmptyThere(CalculationState state) {
        Map<CalculationState, String> withoutDetail = Map.of(
                CalculationState.FAILED, "The calculation failed.",
                CalculationState.CANCELED, "The calculation was stopped.");

        assertThat(reason(new TestCalculation(session).state(state).detail("why")))
                .isEqualTo(withoutDetail.containsKey(state) ? "why" : null);
        assertThat(reason(new TestCalculation(session).state(state))).isEqualTo(withoutDetail.get(state));
        assertThat(reason(new TestCalculation(session).state(state).detail(" \n")))
                .isEqualTo(withoutDetail.get(state));
    }

    @Test
    void reason_isCutAtTheLimitOfTheModel() {
        assertThat(reason(new TestCalculation(session)
                        .state(CalculationState.FAILED)
                        .detail("x".repeat(1_025))))
                .isEqualTo("x".repeat(1_024));
    }

    private @Nullable String reason(TestCalculation calculation) {
        return callWithId("GetCalculationExecutionStatus", add(calculation))
                .json()
                .getJsonObject("Status")
                .getString("StateChangeReason");
    }

    @Test
    void getCode_givesTheCodeBack() {
        CalculationId id = add(new TestCalculation(session).code("print(\"\u00e9\")\n\t\ud83d\ude00"));

        assertThat(callWithId("GetCalculationExecutionCode", id).json())
                .isEqualTo(new JsonObject().put("CodeBlock", "print(\"\u00e9\")\n\t\ud83d\ude00"));
    }

    @Test
    void stop_answersTheStateReached() {
        CalculationId id = add(new TestCalculation(session).state(CalculationState.RUNNING));
        assertThat(callWithId("StopCalculationExecution", id).text()).isEqualTo("{\"State\":\"CANCELING\"}");

        athena.scheduler.stopped = CompletableFuture.completedFuture(Optional.of(CalculationState.COMPLETED));
        assertThat(callWithId("StopCalculationExecution", id).text()).isEqualTo("{\"State\":\"COMPLETED\"}");
    }

    private Athena.Outcome list(String members) {
        JsonObject request = new JsonObject("{" + members.replace('\'', '"') + "}");
        return athena.call(LIST, request.put("SessionId", session.toString()).encode());
    }

    @Test
    void list_asksForAll_aHundredAtMost() {
        athena.scheduler.onListCalculations = query -> Optional.of(new CalculationPage(List.of(), false));

        assertThat(list("'NextToken':''").text()).isEqualTo("{\"Calculations\":[]}");
        assertThat(athena.scheduler.calculationQueries).containsExactly(new CalculationQuery(session, null, null, 100));
    }

    @Test
    void list_writesSummaries() {
        CalculationId failed = athena.scheduler.nextCalculationId();
        CalculationId plain = athena.scheduler.nextCalculationId();
        CalculationPage page = new CalculationPage(
                List.of(
                        new TestCalculation(session)
                                .described("d")
                                .state(CalculationState.FAILED)
                                .detail("why")
                                .withId(failed),
                        new TestCalculation(session)
                                .state(CalculationState.FAILED)
                                .withId(plain)),
                false);
        athena.scheduler.onListCalculations = query -> Optional.of(page);

        String times = "\"Status\":{\"SubmissionDateTime\":1700000120.123,\"CompletionDateTime\":1700000122.923,";
        assertThat(list("'StateFilter':'FAILED','MaxResults':2").text())
                .isEqualTo("{\"Calculations\":[{\"CalculationExecutionId\":\"" + failed + "\",\"Description\":\"d\","
                        + times + "\"State\":\"FAILED\",\"StateChangeReason\":\"why\"}},{\"CalculationExecutionId\":\""
                        + plain + "\"," + times
                        + "\"State\":\"FAILED\",\"StateChangeReason\":\"The calculation failed.\"}}]}");
        assertThat(athena.scheduler.calculationQueries)
                .containsExactly(new CalculationQuery(session, CalculationState.FAILED, null, 2));
    }

    @ParameterizedTest
    @EnumSource(CalculationState.class)
    void list_filtersByEveryStateThatIsReached(CalculationState state) {
        athena.scheduler.onListCalculations = query -> Optional.of(new CalculationPage(List.of(), false));

        list("'StateFilter':'" + state + "'").json();

        assertThat(athena.scheduler.calculationQueries)
                .containsExactly(new CalculationQuery(session, state, null, 100));
    }

    @ParameterizedTest
    @ValueSource(strings = {"CREATED", "QUEUED"})
    void list_ofAStateThatIsNeverReached_isEmpty(String state) {
        assertThat(list("'StateFilter':'" + state + "'").text()).isEqualTo("{\"Calculations\":[]}");
        assertThat(athena.scheduler.calculationQueries).isEmpty();
    }

    @Test
    void list_pages_untilTheEnd() {
        List<CalculationView> all = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            all.add(0, new TestCalculation(session).withId(athena.scheduler.nextCalculationId()));
        }
        athena.scheduler.onListCalculations = query -> {
            List<CalculationView> rest = all.stream()
                    .filter(one -> query.after() == null || one.id().compareTo(query.after()) < 0)
                    .toList();
            List<CalculationView> page = rest.stream().limit(query.limit()).toList();
            return Optional.of(new CalculationPage(page, rest.size() > page.size()));
        };

        List<String> seen = new ArrayList<>();
        String token = "";
        int pages = 0;
        do {
            JsonObject page = list("'MaxResults':2,'NextToken':'" + token + "'").json();
            page.getJsonArray("Calculations")
                    .forEach(one -> seen.add(((JsonObject) one).getString("CalculationExecutionId")));
            token = page.getString("NextToken");
            pages++;
        } while (token != null);

        assertThat(pages).isEqualTo(3);
        assertThat(seen).isEqualTo(all.stream().map(one -> one.id().toString()).toList());
    }

    @Test
    void list_tokenOfAnotherList_isMalformed() {
        CalculationView one = new TestCalculation(session).withId(athena.scheduler.nextCalculationId());
        athena.scheduler.onListCalculations = query -> Optional.of(new CalculationPage(List.of(one), true));
        String token = list("").json().getString("NextToken");
        String malformed = "The nextPageToken is malformed: " + token;

        list("'StateFilter':'COMPLETED','NextToken':'" + token + "'").isInvalid(malformed);
        list("'StateFilter':'QUEUED','NextToken':'" + token + "'").isInvalid(malformed);
        SessionId other = new TestSession().addTo(athena.scheduler);
        athena.call(
                        LIST,
                        new JsonObject()
                                .put("SessionId", other.toString())
                                .put("NextToken", token)
                                .encode())
                .isInvalid(malformed);
        list("'NextToken':'rubbish'").isInvalid("The nextPageToken is malformed: rubbish");
        String tooShort = PageToken.of(LIST + "/" + session + "/", new byte[] {1});
        list("'NextToken':'" + tooShort + "'").isInvalid("The nextPageToken is malformed: " + tooShort);
    }

    @Test
    void list_ofASessionThatIsForgottenMeanwhile_isUnknown() {
        list("").isInvalid("Session " + session + " is not found.");
    }
}
