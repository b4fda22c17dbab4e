package dev.berth.server.athena;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.api.StateReason;
import dev.berth.api.StateReason.Cause;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StateChangeReasonsTest {
    @ParameterizedTest
    @CsvSource({
        "REQUESTED,Session was terminated per request",
        "IDLE_TIMEOUT,Session was terminated per request",
        "WORK_GROUP_DELETED,Session was terminated per request",
        "DEGRADED,Session is unhealthy: why",
        "DEGRADED_TIMEOUT,Session was unhealthy for too long: why",
        "LAUNCH_FAILED,Session could not be launched: why",
        "LAUNCH_DEADLINE,Session was not ready in time: why",
        "RUNTIME_FAILED,Session ended unexpectedly: why"
    })
    void causes_areWorded(Cause cause, String text) {
        assertThat(StateChangeReasons.text(new StateReason(cause, "why"))).isEqualTo(text);
    }

    @Test
    void detail_blank_isLeftOut() {
        assertThat(StateChangeReasons.text(new StateReason(Cause.LAUNCH_FAILED, " ")))
                .isEqualTo("Session could not be launched");
    }

    @Test
    void detail_isCut_betweenCharacters() {
        String text = StateChangeReasons.text(new StateReason(Cause.RUNTIME_FAILED, "\uD83D\uDE00".repeat(2_000)));

        assertThat(text.codePointCount(0, text.length())).isEqualTo(1_024);
        assertThat(text).endsWith("\uD83D\uDE00");
    }

    @Test
    void detail_halfASurrogatePair_isReplaced() {
        assertThat(StateChangeReasons.text(new StateReason(Cause.RUNTIME_FAILED, "a\uD83Db")))
                .isEqualTo("Session ended unexpectedly: a\uFFFDb");
    }
}
