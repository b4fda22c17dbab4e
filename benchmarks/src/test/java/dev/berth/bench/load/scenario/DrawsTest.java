package dev.berth.bench.load.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DrawsTest {
    private static final long SEED = 42;
    private static final int DRAWS = 20_000;
    private static final Scenario SCENARIO = ScenarioReader.parse("""
            mix: {start: 50, status: 30, terminate: 20, calculation: 0}
            dpus: {2: 1, 60: 3}
            work-groups: [{name: a, weight: 4}, {name: b}]
            """, "test");

    @Test
    void eachValueComesAsOftenAsItsWeightSays() {
        List<Draw> draws = draws(SEED);

        assertThat(share(draws, Draw::kind, OperationKind.START)).isCloseTo(0.5, within(0.02));
        assertThat(share(draws, Draw::kind, OperationKind.STATUS)).isCloseTo(0.3, within(0.02));
        assertThat(share(draws, Draw::kind, OperationKind.TERMINATE)).isCloseTo(0.2, within(0.02));
        assertThat(share(draws, Draw::kind, OperationKind.CALCULATION)).isZero();
        assertThat(share(draws, Draw::dpus, 60)).isCloseTo(0.75, within(0.02));
        assertThat(share(draws, Draw::workGroup, "a")).isCloseTo(0.8, within(0.02));
        assertThat(draws).allMatch(draw -> draw.choice() >= 0 && draw.choice() < 1);
    }

    @Test
    void theSameSeedGivesTheSameSequence() {
        assertThat(draws(SEED)).isEqualTo(draws(SEED)).isNotEqualTo(draws(SEED + 1));
    }

    private static List<Draw> draws(long seed) {
        Draws draws = new Draws(SCENARIO, seed);
        return IntStream.range(0, DRAWS).mapToObj(i -> draws.next()).toList();
    }

    private static <T> double share(List<Draw> draws, Function<Draw, T> part, T value) {
        Stream<T> parts = draws.stream().map(part);
        return parts.filter(value::equals).count() / (double) DRAWS;
    }
}
