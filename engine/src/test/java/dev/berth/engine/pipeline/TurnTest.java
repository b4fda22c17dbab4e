package dev.berth.engine.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TurnTest {
    private final Turn turn = new Turn();

    @Test
    void onlyOneHasTheTurn() {
        assertThat(turn.tryTake()).isTrue();
        assertThat(turn.tryTake()).isFalse();
        assertThat(turn.giveBack()).as("nobody waits").isFalse();
        assertThat(turn.tryTake()).isTrue();
    }

    @Test
    void whoGivesItBackHearsOnceThatTheApplierWaits() {
        assertThat(turn.tryTake()).isTrue();
        assertThat(turn.takeOrWant()).isFalse();
        assertThat(turn.giveBack()).isTrue();

        assertThat(turn.takeOrWant()).isTrue();
        assertThat(turn.giveBack()).isFalse();
    }
}
