package dev.berth.bench.load.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.bench.load.audit.BudgetResult.Verdict;
import dev.berth.bench.load.audit.Violation.Kind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AuditTest {
    private final Audit audit = new Audit(Map.of("account", 100, "workgroup/small", 30));
    private long now = 1_000;
    private int tokens;

    @Test
    void sessionsWithinTheBudgetAreFine() {
        StartedSession first = start("big", 60);
        start("big", 40);
        audit.terminateSent(first);
        start("big", 60);

        assertThat(audit.isSuspicious()).isFalse();
        assertThat(verdict("account")).isEqualTo(Verdict.KEPT);
        assertThat(result().isPassed()).isTrue();
        assertThat(result().budgets().get(0).peakDpus()).isEqualTo(100);
    }

    @Test
    void moreThanTheBudgetIsFoundOnceTheSessionsAreSeenAlive() {
        StartedSession first = start("big", 60);
        StartedSession second = start("big", 60);
        seen(first, "IDLE");
        seen(second, "CREATING");
        audit.prove();

        assertThat(kinds()).containsExactly(Kind.OVER_BUDGET);
        assertThat(result().violations().get(0).text()).contains("account", "at least 120 DPUs", "100 were allowed");
        assertThat(verdict("account")).isEqualTo(Verdict.EXCEEDED);
    }

    @Test
    void aSessionThatMayHaveEndedByItselfProvesNothing() {
        StartedSession first = start("big", 60);
        StartedSession second = start("big", 60);
        seen(first, "FAILED");
        seen(second, "IDLE");
        audit.prove();

        assertThat(audit.isSuspicious()).isTrue();
        assertThat(result().isPassed()).isTrue();
        assertThat(verdict("account")).isEqualTo(Verdict.UNPROVEN);
    }

    @Test
    void whatWasHeldEarlierIsFoundToo() {
        StartedSession first = start("big", 60);
        StartedSession second = start("big", 60);
        terminate(first, "TERMINATING");
        terminate(second, "TERMINATING");
        audit.prove();

        assertThat(kinds()).containsExactly(Kind.OVER_BUDGET);
    }

    @Test
    void aSessionThatHadEndedWhenItWasTerminatedProvesNothing() {
        StartedSession first = start("big", 60);
        StartedSession second = start("big", 60);
        terminate(first, "FAILED");
        terminate(second, "TERMINATING");
        audit.prove();

        assertThat(result().isPassed()).isTrue();
    }

    @Test
    void eachWorkGroupHasItsBudget() {
        StartedSession first = start("small", 20);
        StartedSession second = start("small", 20);
        seen(first, "IDLE");
        seen(second, "IDLE");
        audit.prove();

        assertThat(kinds()).containsExactly(Kind.OVER_BUDGET);
        assertThat(verdict("account")).isEqualTo(Verdict.KEPT);
        assertThat(verdict("workgroup/small")).isEqualTo(Verdict.EXCEEDED);
    }

    @Test
    void aBudgetWithoutAKnownLimitIsNotAudited() {
        start("big", 60);

        assertThat(verdict("workgroup/big")).isEqualTo(Verdict.NOT_AUDITED);
    }

    @Test
    void whatWasHeldBeforeAShrinkMayStay() {
        start("big", 60);
        StartedSession underWay = newToken("big", 40);
        audit.startSent(underWay, tick());
        changeAccountTo(50);
        audit.started(underWay, "late", tick());

        assertThat(audit.isSuspicious()).isFalse();
    }

    @Test
    void afterAShrinkNothingMayBeAddedAboveTheNewLimit() {
        StartedSession old = start("big", 60);
        changeAccountTo(50);
        StartedSession added = start("big", 20);
        seen(old, "IDLE");
        seen(added, "IDLE");
        audit.prove();

        assertThat(kinds()).containsExactly(Kind.OVER_BUDGET);
        assertThat(result().violations().get(0).text()).contains("at least 80", "60 were allowed");
    }

    @Test
    void whileAShrinkIsUnderWayTheLargerLimitCounts() {
        start("big", 60);
        audit.limitChangeSent("account", 50, tick());
        start("big", 40);

        assertThat(audit.isSuspicious()).isFalse();
    }

    @Test
    void onceEnoughHasEndedAfterAShrinkTheNewLimitCounts() {
        StartedSession old = start("big", 60);
        changeAccountTo(50);
        audit.terminateSent(old);
        StartedSession first = start("big", 40);
        StartedSession second = start("big", 20);
        seen(first, "IDLE");
        seen(second, "IDLE");
        audit.prove();

        assertThat(kinds()).containsExactly(Kind.OVER_BUDGET);
        assertThat(result().violations().get(0).text()).contains("at least 60", "50 were allowed");
    }

    @Test
    void aTokenHasOneSession() {
        StartedSession session = start("big", 20);
        audit.started(session, "session-of-" + session.token(), tick());
        assertThat(result().isPassed()).isTrue();

        audit.started(session, "another", tick());

        assertThat(kinds()).containsExactly(Kind.TWO_SESSIONS_FOR_TOKEN);
    }

    @Test
    void aSessionHasOneToken() {
        StartedSession first = start("big", 20);
        StartedSession second = newToken("big", 20);
        audit.startSent(second, tick());
        audit.started(second, "session-of-" + first.token(), tick());

        assertThat(kinds()).containsExactly(Kind.SESSION_GIVEN_TWICE);
    }

    @Test
    void aTokenThatWasAnsweredIsNotRefused() {
        StartedSession refused = newToken("big", 20);
        audit.startSent(refused, tick());
        audit.refused(refused, "full", tick());
        assertThat(result().isPassed()).isTrue();

        StartedSession session = start("big", 20);
        audit.refused(session, "full", tick());

        assertThat(kinds()).containsExactly(Kind.TOKEN_FORGOTTEN);
    }

    @Test
    void aTokenMayBeRefusedWhileItsFirstStartIsUnderWay() {
        StartedSession session = newToken("big", 20);
        long sent = tick();
        audit.startSent(session, sent);
        audit.started(session, "one", tick());
        audit.refused(session, "full", sent);

        assertThat(result().isPassed()).isTrue();
    }

    @Test
    void aSessionThatIsNotKnownIsLostOnce() {
        StartedSession session = start("big", 20);
        audit.unknown(session, "not found");
        audit.unknown(session, "not found");

        assertThat(kinds()).containsExactly(Kind.SESSION_LOST);
        assertThat(audit.liveCount()).isZero();
    }

    @Test
    void aSessionThatWasTerminatedStaysSo() {
        StartedSession session = start("big", 20);
        long askedBefore = tick();
        terminate(session, "TERMINATING");
        audit.seen(session, "IDLE", askedBefore, tick());
        seen(session, "TERMINATING");
        assertThat(result().isPassed()).isTrue();

        seen(session, "IDLE");

        assertThat(kinds()).containsExactly(Kind.END_FORGOTTEN);
    }

    @Test
    void aSessionThatHasEndedStaysSo() {
        StartedSession session = start("big", 20);
        seen(session, "TERMINATED");
        seen(session, "BUSY");

        assertThat(kinds()).containsExactly(Kind.END_FORGOTTEN);
    }

    @Test
    void onlySessionsThatMayLiveAreChosen() {
        StartedSession ended = start("big", 20);
        StartedSession second = start("big", 20);
        StartedSession third = start("big", 20);
        audit.terminateSent(ended);

        assertThat(List.of(audit.anyLive(0), audit.anyLive(0.99))).containsExactlyInAnyOrder(second, third);
        assertThat(List.of(audit.anyRecent(0), audit.anyRecent(0.99))).containsExactly(third, ended);
        assertThat(audit.believedLive()).containsExactlyInAnyOrder(second, third);
    }

    @Test
    void aMillionSessionsAreAuditedInTheBlinkOfAnEye() {
        Audit large = new Audit(Map.of("account", 1_000_000));
        for (int i = 0; i < 1_000_000; i++) {
            StartedSession session = large.newToken("token-" + i, "big", 2);
            large.startSent(session, i);
            large.started(session, "session-" + i, i + 1L);
            large.seen(session, "IDLE", i + 2L, i + 3L);
        }
        large.prove();

        assertThat(large.result().sessions()).isEqualTo(1_000_000);
        assertThat(large.isSuspicious()).isTrue();
        assertThat(large.result().isPassed())
                .as("each was seen alive for a moment only")
                .isTrue();
    }

    private StartedSession newToken(String workGroup, int dpus) {
        return audit.newToken("token-" + tokens++, workGroup, dpus);
    }

    private StartedSession start(String workGroup, int dpus) {
        StartedSession session = newToken(workGroup, dpus);
        audit.startSent(session, tick());
        audit.started(session, "session-of-" + session.token(), tick());
        return session;
    }

    private void terminate(StartedSession session, String state) {
        long sent = tick();
        audit.terminateSent(session);
        audit.terminated(session, state, sent, tick());
    }

    private void seen(StartedSession session, String state) {
        long sent = tick();
        audit.seen(session, state, sent, tick());
    }

    private void changeAccountTo(int limit) {
        audit.limitChangeSent("account", limit, tick());
        audit.limitChanged("account", limit, tick());
    }

    private long tick() {
        return ++now;
    }

    private AuditResult result() {
        return audit.result();
    }

    private List<Kind> kinds() {
        return result().violations().stream().map(Violation::kind).toList();
    }

    private Verdict verdict(String budget) {
        return result().budgets().stream()
                .filter(each -> each.budget().equals(budget))
                .findAny()
                .orElseThrow()
                .verdict();
    }
}
