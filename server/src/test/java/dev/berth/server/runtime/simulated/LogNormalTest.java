package dev.berth.server.runtime.simulated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LogNormalTest {
    private static final int SAMPLES = 200_000;

    @Test
    void samples_haveTheAskedQuantiles() {
        LogNormal time = LogNormal.fit(new Delay(Duration.ofMillis(300), Duration.ofSeconds(1)));
        SplittableRandom random = new SplittableRandom(1);

        long[] sorted = LongStream.generate(() -> time.sampleNanos(random))
                .limit(SAMPLES)
                .sorted()
                .toArray();

        assertThat(sorted[SAMPLES / 2] / 1e6).isCloseTo(300, within(3.0));
        assertThat(sorted[SAMPLES * 99 / 100] / 1e6).isCloseTo(1_000, within(20.0));
        assertThat(sorted[0]).isPositive();
    }

    @Test
    void fixedTime_drawsNothing() {
        LogNormal time = LogNormal.fit(Delay.fixed(Duration.ofMillis(5)));
        SplittableRandom random = new SplittableRandom(1);

        assertThat(time.sampleNanos(random)).isEqualTo(5_000_000);
        assertThat(random.nextLong()).isEqualTo(new SplittableRandom(1).nextLong());
    }

    @Test
    void zero_staysZero() {
        assertThat(LogNormal.fit(Delay.fixed(Duration.ZERO)).sampleNanos(new SplittableRandom(1)))
                .isZero();
    }
}
