package dev.berth.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.bench.compare.SideFigures.Latency;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SideFiguresTest {
    private static final int REQUESTS = 1_000;

    /** A pause in one turn of three is in no median, but in the percentile of all requests. */
    @Test
    void whatBefallsFewTurns_showsInAllOfThemTogether() {
        Latency latency = Latency.of(
                List.of(turn(1, 5), turn(200, 60), turn(3, 5)), List.of(turn(1, 0), turn(1, 0), turn(1, 0)), null);

        assertThat(latency.millis().median()).isEqualTo(1);
        assertThat(latency.millis().figures()).containsExactlyInAnyOrder(1.0, 200.0, 1.0);
        assertThat(latency.togetherMillis()).isEqualTo(200);
        assertThat(latency.bareTogetherMillis()).isEqualTo(1);
        assertThat(latency.ratio()).isEqualTo(1);
    }

    /** Requests that take a millisecond, but for some that take as long or longer. */
    private static long[] turn(long millis, int some) {
        return LongStream.concat(
                        LongStream.generate(() -> 1_000_000).limit(REQUESTS - some),
                        LongStream.generate(() -> millis * 1_000_000).limit(some))
                .toArray();
    }
}
