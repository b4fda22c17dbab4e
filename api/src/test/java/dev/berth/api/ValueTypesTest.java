package dev.berth.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class ValueTypesTest {
    private static final RequestToken TOKEN = new RequestToken("token");

    @Test
    void budgetNamesAreReadAsTheyAreWritten() {
        for (BudgetName name : List.of(BudgetName.ACCOUNT, BudgetName.ofWorkGroup("a/b"))) {
            assertThat(BudgetName.parse(name.toString())).contains(name);
        }
        assertThat(BudgetName.ACCOUNT).hasToString("account");
        assertThat(BudgetName.ofWorkGroup("team")).hasToString("workgroup/team");
        for (String neither : List.of("", "Account", "account/x", "workgroup", "workgroup/", "team")) {
            assertThat(BudgetName.parse(neither)).as(neither).isEmpty();
        }
    }

    @Test
    void aBudgetIsNeverFreerThanNothing() {
        assertThat(new BudgetView(BudgetName.ACCOUNT, OptionalInt.of(10), 4).freeDpus())
                .hasValue(6);
        assertThat(new BudgetView(BudgetName.ACCOUNT, OptionalInt.of(3), 4).freeDpus())
                .hasValue(0);
        assertThat(new BudgetView(BudgetName.ACCOUNT, OptionalInt.empty(), 4).freeDpus())
                .isEmpty();
        assertThat(new Refusal.BudgetFull(BudgetName.ACCOUNT, 9, 5, 1).freeDpus())
                .isZero();
    }

    @Test
    void refusalsNameWhatRefused() {
        assertThat(new Refusal.BudgetFull(BudgetName.ofWorkGroup("team"), 8, 10, 3).message())
                .isEqualTo("budget workgroup/team holds 8 of 10 DPUs, 3 asked, 2 free");
        assertThat(new Refusal.ExceedsBudget(BudgetName.ACCOUNT, 10, 11).message())
                .contains("account", "10", "11");
        assertThat(new Refusal.ExceedsSessionCeiling(60, 61).message()).contains("60", "61");
        assertThat(new Refusal.TooManySessions(7).message()).contains("7");
        assertThat(new Refusal.UnknownWorkGroup("team").message()).contains("team");
        assertThat(new Refusal.WorkGroupDisabled("team").message()).contains("team", "disabled");
        assertThat(new Refusal.WorkGroupClosing("team").message()).contains("team");
        assertThat(new Refusal.NoRuntime("v3").message()).contains("v3");
        assertThat(new Refusal.ExclusiveKeyTaken("book").message()).contains("book");
        assertThat(new Refusal.Overloaded(65_536).message()).contains("65536");
        assertThat(new Refusal.TokenMissing().message()).contains("token");
    }

    @Test
    void aReusedTokenIsNotPutIntoAMessage() {
        assertThat(new Refusal.TokenReused(new RequestToken("secret")).message())
                .doesNotContain("secret");
    }

    @Test
    void requestsOutOfRangeAreNotMade() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StartSession.in("team", 0))
                .withMessage("must be >= 1: dpus=0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StartSession.in("team", 1).withIdleTimeout(Duration.ZERO))
                .withMessageContaining("idleTimeout");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StartSession.in("team", 1).withIdleTimeout(Duration.ofNanos(-1)));
        assertThatIllegalArgumentException().isThrownBy(() -> CreateWorkGroup.named("", "v"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CreateWorkGroup.named("team", "v").withLimitDpus(-1))
                .withMessage("must be >= 0: limitDpus=-1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CreateWorkGroup.named("team", "v").withSessionDpus(0))
                .withMessage("must be >= 1: sessionDpus=0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new WorkGroup(
                        "team", "v", Instant.EPOCH, true, OptionalInt.of(0), OpaqueBytes.EMPTY, OpaqueBytes.EMPTY))
                .withMessage("must be >= 1: sessionDpus=0");
        assertThatIllegalArgumentException().isThrownBy(() -> new SessionQuery("team", null, null, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new RequestToken(""));
    }

    @Test
    void requestsAskTheSameWhateverTheirTokens() {
        StartSession request = StartSession.in("team", 2).withToken(TOKEN);

        assertThat(request.asksTheSameAs(StartSession.in("team", 2))).isTrue();
        assertThat(request.asksTheSameAs(request.withToken(new RequestToken("other"))))
                .isTrue();
        assertThat(request.asksTheSameAs(StartSession.in("team", 3))).isFalse();
        assertThat(request.asksTheSameAs(StartSession.in("other", 2))).isFalse();
        assertThat(request.asksTheSameAs(StartSession.in("team"))).isFalse();
        assertThat(StartSession.in("team").asksTheSameAs(StartSession.in("team")))
                .isTrue();
        assertThat(request.asksTheSameAs(request.withIdleTimeout(Duration.ofSeconds(1))))
                .isFalse();
        assertThat(request.asksTheSameAs(request.withExclusiveKey("book"))).isFalse();
        assertThat(request.asksTheSameAs(request.withAttributes(OpaqueBytes.ofUtf8("x"))))
                .isFalse();
    }

    @Test
    void aPlainRequestHasTheDocumentedDefaults() {
        StartSession request = StartSession.in("team", 2);

        assertThat(request)
                .isEqualTo(new StartSession(
                        "team", OptionalInt.of(2), Duration.ofMinutes(20), null, null, OpaqueBytes.EMPTY));
        assertThat(StartSession.in("team").dpus()).isEmpty();
        assertThat(CreateWorkGroup.named("team", "v"))
                .isEqualTo(new CreateWorkGroup(
                        "team", "v", OptionalInt.empty(), OptionalInt.empty(), OpaqueBytes.EMPTY, OpaqueBytes.EMPTY));
    }

    @Test
    void aWorkGroupIsChangedOneThingAtATime() {
        OpaqueBytes attributes = OpaqueBytes.ofUtf8("a");
        OpaqueBytes tags = OpaqueBytes.ofUtf8("t");
        CreateWorkGroup request = CreateWorkGroup.named("team", "v")
                .withLimitDpus(9)
                .withSessionDpus(3)
                .withAttributes(attributes)
                .withTags(tags);
        WorkGroup group =
                new WorkGroup("team", "v", Instant.EPOCH, true, OptionalInt.of(3), attributes, OpaqueBytes.EMPTY);

        assertThat(request)
                .isEqualTo(new CreateWorkGroup("team", "v", OptionalInt.of(9), OptionalInt.of(3), attributes, tags));
        assertThat(group.withTags(tags).withEnabled(false))
                .isEqualTo(new WorkGroup("team", "v", Instant.EPOCH, false, OptionalInt.of(3), attributes, tags));
    }

    @Test
    void opaqueBytesAreCopiedComparedAndNotShown() {
        byte[] source = "secret".getBytes(StandardCharsets.UTF_8);
        OpaqueBytes bytes = OpaqueBytes.copyOf(source);
        source[0] = 'x';

        assertThat(bytes.toUtf8()).isEqualTo("secret");
        bytes.toByteArray()[0] = 'y';
        assertThat(bytes).isEqualTo(OpaqueBytes.ofUtf8("secret")).hasSameHashCodeAs(OpaqueBytes.ofUtf8("secret"));
        assertThat(bytes).isNotEqualTo(OpaqueBytes.ofUtf8("secreT")).hasToString("OpaqueBytes[6]");
        assertThat(bytes.size()).isEqualTo(6);
        assertThat(OpaqueBytes.wrap(new byte[0])).isSameAs(OpaqueBytes.EMPTY);
    }

    @Test
    void tokensAreComparedAsTheyAre() {
        assertThat(TOKEN).isEqualTo(new RequestToken("token")).hasToString("token");
        assertThat(TOKEN).isNotEqualTo(new RequestToken("Token")).isNotEqualTo(new RequestToken(" token"));
        assertThat(TOKEN).isLessThan(new RequestToken("tokens"));
    }

    @Test
    void sessionIdsAreReadAsTheyAreWritten() {
        String text = "01930000-abcd-7123-8abc-0123456789ab";
        SessionId id = SessionId.parse(text);

        assertThat(id).hasToString(text);
        assertThat(SessionId.parse(text.toUpperCase(java.util.Locale.ROOT))).isEqualTo(id);
        for (String bad : List.of("", text + "0", text.substring(1), text.replace('a', 'g'), text.replace('-', '0'))) {
            assertThatIllegalArgumentException().as(bad).isThrownBy(() -> SessionId.parse(bad));
        }
    }

    @Test
    void sessionIdsAreOrderedAsUnsignedNumbers() {
        SessionId first = new SessionId(1, -1);
        SessionId second = new SessionId(2, 0);
        SessionId third = new SessionId(-1, 0);
        SessionId fourth = new SessionId(-1, -1);

        assertThat(List.of(fourth, second, third, first).stream().sorted())
                .containsExactly(first, second, third, fourth);
    }

    @Test
    void aPageKeepsItsOwnList() {
        List<SessionView> sessions = new ArrayList<>();
        SessionPage page = new SessionPage(sessions, false);

        assertThat(page.sessions()).isNotSameAs(sessions).isUnmodifiable();
    }

    @Test
    void anExceptionHasACode() {
        Throwable cause = new IllegalStateException("disk");
        SchedulerException exception = new SchedulerException(ErrorCode.JOURNAL_FAILED, "the journal failed", cause);

        assertThat(exception.code()).isEqualTo(ErrorCode.JOURNAL_FAILED);
        assertThat(exception).hasMessage("the journal failed").hasCause(cause);
    }

    @Test
    void sessionIdThatIsNotCanonicalIsRefused() {
        for (String text :
                new String[] {"+1930000-abcd-7123-8abc-0123456789ab", "1-1-1-1-0000000000000000000000000001"}) {
            assertThatIllegalArgumentException().isThrownBy(() -> SessionId.parse(text));
        }
    }
}
