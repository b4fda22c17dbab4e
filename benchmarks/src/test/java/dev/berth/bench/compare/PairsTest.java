package dev.berth.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PairsTest {
    @Test
    void turn_isPerSecond_andPerRequest() {
        Turn turn = Turn.of(1_000, TimeUnit.MILLISECONDS.toNanos(500), Duration.ofMillis(20));
        assertThat(turn.perSecond()).isEqualTo(2_000);
        assertThat(turn.cpuMicros()).isEqualTo(20);
    }

    @Test
    void ratios_areTakenPairByPair_andAboveOneWhereTheSideIsBetter() {
        Pairs pairs = new Pairs();
        pairs.add(new Turn(1_000, 10), new Turn(500, 20));
        pairs.add(new Turn(10_000, 10), new Turn(20_000, 5));
        pairs.add(new Turn(100, 10), new Turn(80, 40));

        assertThat(pairs.rateRatio().median()).isEqualTo(0.8);
        assertThat(pairs.cpuRatio().median()).isEqualTo(0.5);
        assertThat(pairs.rates().median()).isEqualTo(500);
        assertThat(pairs.cpuMicros().median()).isEqualTo(20);
    }
}
