package dev.berth.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SampleTest {
    private final Sample<Integer> sample = new Sample<>(42);

    @Test
    void allThatIsNewIsChosen() {
        assertThat(sample.of(upTo(500))).isEqualTo(upTo(500));
        assertThat(sample.of(upTo(700)))
                .containsAll(IntStream.range(500, 700).boxed().toList());
    }

    @Test
    void ofTheRestSomeAre() {
        sample.of(upTo(10_000));

        assertThat(sample.of(upTo(10_000)))
                .hasSize(200)
                .allMatch(chosen -> chosen < 10_000)
                .anyMatch(chosen -> chosen < 5_000)
                .anyMatch(chosen -> chosen >= 5_000);
    }

    private static List<Integer> upTo(int end) {
        return IntStream.range(0, end).boxed().toList();
    }
}
