package dev.berth.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.berth.bench.load.report.LimitResult;
import dev.berth.bench.load.report.LimitResult.Probe;
import java.util.function.DoubleFunction;
import org.junit.jupiter.api.Test;

class LimitSearchTest {
    private static final long BOUND = 50;
    private static final double CAPACITY = 1_234;

    @Test
    void findsTheCapacityFromBelow() {
        LimitResult result = search(LimitSearchTest::steady).from(100);

        assertThat(result.rate()).isBetween(CAPACITY / 1.05, CAPACITY);
        assertThat(result.nextRate()).isBetween(CAPACITY, CAPACITY * 1.05);
        assertThat(result.confidence()).startsWith("sure: 3 of 3").contains("0 of 3");
    }

    @Test
    void findsTheCapacityFromAbove() {
        assertThat(search(LimitSearchTest::steady).from(20_000).rate()).isBetween(CAPACITY / 1.05, CAPACITY);
    }

    @Test
    void lowersALimitThatDoesNotHoldAgain() {
        int[] probes = new int[1];
        LimitResult result = search(rate -> probe(rate, rate <= (++probes[0] < 10 ? CAPACITY : CAPACITY / 1.2)))
                .from(100);

        assertThat(result.rate()).isLessThanOrEqualTo(CAPACITY / 1.2);
        assertThat(result.held()).isGreaterThanOrEqualTo(2);
    }

    @Test
    void aLimitThatHoldsNowAndThenIsNotSure() {
        int[] probes = new int[1];
        LimitResult result = search(rate -> probe(rate, rate <= CAPACITY || probes[0]++ % 2 == 1))
                .from(100);

        assertThat(result.confidence()).doesNotStartWith("sure");
    }

    @Test
    void whereNothingKeepsTheBoundThereIsNoLimit() {
        LimitResult result = search(rate -> probe(rate, false)).from(100);

        assertThat(result.rate()).isZero();
        assertThat(result.confidence()).isEqualTo("no rate kept the bound");
    }

    @Test
    void theLimitOfTheGeneratorIsNotTheServers() {
        LimitResult result =
                search(rate -> new Probe(rate, 1, 0, 0, rate > CAPACITY)).from(100);

        assertThat(result.isGenerators()).isTrue();
        assertThat(result.rate()).isCloseTo(CAPACITY, within(CAPACITY * 0.05));
        assertThat(result.confidence()).contains("at least this");
    }

    @Test
    void aRateWithUnansweredRequestsIsNotKept() {
        assertThat(new Probe(100, 1, 1, 0, false).keeps(BOUND)).isFalse();
        assertThat(new Probe(100, 1, 0, 0, false).keeps(BOUND)).isTrue();
    }

    private static LimitSearch search(DoubleFunction<Probe> measure) {
        return new LimitSearch(BOUND, measure, () -> false);
    }

    private static Probe steady(double rate) {
        return probe(rate, rate <= CAPACITY);
    }

    private static Probe probe(double rate, boolean isKept) {
        return new Probe(rate, isKept ? BOUND : BOUND + 1, 0, 0, false);
    }
}
