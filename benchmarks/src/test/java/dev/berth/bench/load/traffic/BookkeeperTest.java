package dev.berth.bench.load.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.bench.load.audit.Audit;
import dev.berth.bench.load.audit.StartedCalculation;
import dev.berth.bench.load.audit.StartedSession;
import dev.berth.bench.load.scenario.OperationKind;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BookkeeperTest {
    private static final int MORE_THAN_ARE_KEPT = 100_001;

    private final Audit audit = new Audit(Map.of());
    private final Bookkeeper bookkeeper = new Bookkeeper(audit);
    private final StartedSession session = audit.newToken("token-of-session", "big", 20);

    @Test
    void calculationsThatWereSentAndNotAnsweredMayHaveRun() {
        StartedCalculation first = audit.calculations().newToken("token-of-first", session);
        audit.calculations().started(first, "first", 1);
        unanswered(true);
        audit.calculations().unknown(first, "not found");

        assertThat(audit.violationCount()).isZero();
    }

    @Test
    void calculationsThatWereNeverSentHaveNotRun() {
        StartedCalculation first = audit.calculations().newToken("token-of-first", session);
        audit.calculations().started(first, "first", 1);
        unanswered(false);
        audit.calculations().unknown(first, "not found");

        assertThat(audit.violationCount()).isEqualTo(1);
    }

    private void unanswered(boolean sent) {
        StartedCalculation calculation = audit.calculations().newToken("token", session);
        for (int i = 0; i < MORE_THAN_ARE_KEPT; i++) {
            Call call = new Call(OperationKind.CALCULATION, calculation, (ended, answer) -> {});
            if (sent) {
                call.sentAt(2);
            }
            bookkeeper.ended(call, Answer.none(Connections.CLOSED));
        }
    }
}
