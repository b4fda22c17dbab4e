package dev.berth.bench.load.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LoadShapeTest {
    private static final long MILLIS = 1_000_000;

    @Test
    void aConstantRateIsDueAtEqualDistances() {
        LoadShape shape = LoadShape.constant(100, Duration.ofSeconds(2));

        assertThat(shape.requests()).isEqualTo(200);
        assertThat(dues(shape, 0, 1, 2, 199)).containsExactly(0, 10, 20, 1_990);
    }

    @Test
    void aRampGoesThroughTheSumOfItsRates() {
        LoadShape shape = LoadShape.ramp(0, 100, Duration.ofSeconds(10));

        assertThat(shape.requests()).isEqualTo(500);
        // After t seconds 5·t² requests have been due.
        assertThat(dues(shape, 0, 5, 125, 320)).containsExactly(0, 1_000, 5_000, 8_000);
    }

    @Test
    void aRampDownwardsEndsAtItsLowerRate() {
        LoadShape shape = LoadShape.ramp(100, 0, Duration.ofSeconds(10));

        assertThat(shape.requests()).isEqualTo(500);
        // 5·(10 − t)² requests are left after t seconds.
        assertThat(dues(shape, 0, 375, 495)).containsExactly(0, 5_000, 9_000);
    }

    @Test
    void stepsGoUpToTheLastOne() {
        LoadShape shape = LoadShape.steps(10, 30, 10, Duration.ofSeconds(1));

        assertThat(shape.duration()).isEqualTo(Duration.ofSeconds(3));
        assertThat(shape.requests()).isEqualTo(60);
        assertThat(dues(shape, 9, 10, 11, 30, 33)).containsExactly(900, 1_000, 1_050, 2_000, 2_100);
    }

    @Test
    void stepsGoDownToo() {
        LoadShape shape = LoadShape.steps(30, 10, 10, Duration.ofSeconds(1));

        assertThat(dues(shape, 0, 30, 31, 50, 51)).containsExactly(0, 1_000, 1_050, 2_000, 2_100);
    }

    @Test
    void aSpikeInterruptsTheRate() {
        LoadShape shape = LoadShape.spike(10, 100, Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(5));

        assertThat(shape.duration()).isEqualTo(Duration.ofSeconds(5));
        assertThat(shape.requests()).isEqualTo(10 + 200 + 20);
        assertThat(dues(shape, 9, 10, 11, 110, 210, 211)).containsExactly(900, 1_000, 1_010, 2_000, 3_000, 3_100);
    }

    @Test
    void shapesFollowOneAnother() {
        LoadShape shape =
                LoadShape.constant(2, Duration.ofSeconds(1)).then(LoadShape.constant(4, Duration.ofSeconds(1)));

        assertThat(dues(shape, 0, 1, 2, 3, 4, 5)).containsExactly(0, 500, 1_000, 1_250, 1_500, 1_750);
    }

    @Test
    void nothingIsDueBeforeWhatComesBefore() {
        LoadShape shape = LoadShape.ramp(3, 777, Duration.ofMillis(1_234))
                .then(LoadShape.steps(1, 9, 3, Duration.ofMillis(700)))
                .then(LoadShape.ramp(50, 0, Duration.ofSeconds(2)));

        long[] due = LongStream.range(0, shape.requests()).map(shape::dueNanos).toArray();

        assertThat(due).isSorted();
        assertThat(due[due.length - 1]).isLessThanOrEqualTo(shape.duration().toNanos());
        assertThat(shape.requests()).as("481.26, 8.4 and 50, rounded up").isEqualTo(540);
    }

    /** When requests are due, in milliseconds. */
    private static long[] dues(LoadShape shape, long... numbers) {
        return LongStream.of(numbers)
                .map(number -> Math.round(shape.dueNanos(number) / (double) MILLIS))
                .toArray();
    }
}
