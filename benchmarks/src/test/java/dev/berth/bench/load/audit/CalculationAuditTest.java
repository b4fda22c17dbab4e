package dev.berth.bench.load.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.bench.load.audit.Violation.Kind;
import dev.berth.engine.EngineConfig;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CalculationAuditTest {
    private static final int KEPT = 3;

    private final StartedSession session = new Audit(Map.of()).newToken("token-of-session", "big", 20);
    private final Violations violations = new Violations();
    private final CalculationAudit audit = new CalculationAudit(violations, KEPT);
    private long now = 1_000;
    private int tokens;

    CalculationAuditTest() {
        session.answered("session", now);
    }

    @Test
    void aCalculationThatStaysWhatItIsPasses() {
        StartedCalculation calculation = start();
        audit.started(calculation, idOf(calculation), tick());
        seen(calculation, "RUNNING");
        seen(calculation, "CREATING");
        seen(calculation, "COMPLETED");
        seen(calculation, "COMPLETED");

        assertThat(kinds()).isEmpty();
        assertThat(audit.acknowledged()).containsExactly(calculation);
    }

    @Test
    void aTokenRunsOneCalculation() {
        StartedCalculation calculation = start();
        audit.started(calculation, "another", tick());

        assertThat(kinds()).containsExactly(Kind.TWO_CALCULATIONS_FOR_TOKEN);
        assertThat(violations.first().get(0).text()).contains(calculation.token(), idOf(calculation), "another");
    }

    @Test
    void aCalculationHasOneToken() {
        StartedCalculation first = start();
        audit.started(newToken(), idOf(first), tick());

        assertThat(kinds()).containsExactly(Kind.CALCULATION_GIVEN_TWICE);
        assertThat(audit.count()).isEqualTo(1);
    }

    @Test
    void aTokenThatWasAnsweredIsNotRefused() {
        audit.refused(newToken(), "busy", tick());
        StartedCalculation calculation = newToken();
        long sentBefore = tick();
        audit.started(calculation, "one", tick());
        audit.refused(calculation, "busy", sentBefore);
        assertThat(kinds()).isEmpty();

        audit.refused(calculation, "busy", tick());

        assertThat(kinds()).containsExactly(Kind.TOKEN_FORGOTTEN);
    }

    @Test
    void aCalculationThatIsNotKnownIsLostOnce() {
        StartedCalculation calculation = start();
        audit.unknown(calculation, "not found");
        audit.unknown(calculation, "not found");

        assertThat(kinds()).containsExactly(Kind.CALCULATION_LOST);
    }

    @Test
    void aCalculationStaysInItsSession() {
        StartedCalculation calculation = start();
        audit.seen(calculation, "another session", "RUNNING", tick(), tick());

        assertThat(kinds()).containsExactly(Kind.CALCULATION_CHANGED);
        assertThat(violations.first().get(0).text()).contains("session session", "another session");
    }

    @Test
    void aCalculationEndsOnce() {
        StartedCalculation calculation = start();
        seen(calculation, "COMPLETED");
        seen(calculation, "FAILED");

        assertThat(kinds()).containsExactly(Kind.CALCULATION_CHANGED);
        assertThat(violations.first().get(0).text()).contains("was COMPLETED", "it is FAILED");
    }

    @Test
    void aCalculationThatHasEndedRunsNoMore() {
        StartedCalculation calculation = start();
        long askedBefore = tick();
        seen(calculation, "CANCELED");
        audit.seen(calculation, "session", "CANCELING", askedBefore, tick());
        assertThat(kinds()).isEmpty();

        seen(calculation, "RUNNING");

        assertThat(kinds()).containsExactly(Kind.CALCULATION_CHANGED);
    }

    @Test
    void twoEndsNeverFitTogether() {
        StartedCalculation calculation = start();
        long askedBefore = tick();
        seen(calculation, "CANCELED");
        audit.seen(calculation, "session", "COMPLETED", askedBefore, tick());

        assertThat(kinds()).containsExactly(Kind.CALCULATION_CHANGED);
    }

    @Test
    void whatIsKeptMustBeKnown() {
        StartedCalculation first = start();
        seen(first, "COMPLETED");
        start();
        start();
        audit.unknown(first, "not found");

        assertThat(kinds()).containsExactly(Kind.CALCULATION_LOST);
    }

    @Test
    void theOldestMayBeForgottenOnceThereAreMoreThanAreKept() {
        StartedCalculation first = start();
        start();
        start();
        start();
        audit.unknown(first, "not found");
        audit.started(first, "another", tick());
        audit.refused(first, "busy", tick());

        assertThat(kinds()).isEmpty();
    }

    @Test
    void whatHadNoAnswerMayHaveRun() {
        StartedCalculation first = start();
        audit.unanswered();
        audit.unanswered();
        audit.unanswered();
        audit.unknown(first, "not found");

        assertThat(kinds()).isEmpty();
    }

    @Test
    void whatEndedBeforeACalculationIsForgottenBeforeIt() {
        seen(start(), "COMPLETED");
        StartedCalculation second = start();
        start();
        start();
        audit.unknown(second, "not found");

        assertThat(kinds()).containsExactly(Kind.CALCULATION_LOST);
    }

    @Test
    void asManyAreKeptAsTheEngineKeeps() {
        assertThat(CalculationAudit.KEPT)
                .isEqualTo(EngineConfig.builder().build().maxRetainedCalculations());
    }

    private StartedCalculation newToken() {
        return audit.newToken("token-" + tokens++, session);
    }

    private StartedCalculation start() {
        StartedCalculation calculation = newToken();
        audit.started(calculation, idOf(calculation), tick());
        return calculation;
    }

    private static String idOf(StartedCalculation calculation) {
        return "calculation-of-" + calculation.token();
    }

    private void seen(StartedCalculation calculation, String state) {
        long sent = tick();
        audit.seen(calculation, "session", state, sent, tick());
    }

    private long tick() {
        return ++now;
    }

    private List<Kind> kinds() {
        return violations.first().stream().map(Violation::kind).toList();
    }
}
