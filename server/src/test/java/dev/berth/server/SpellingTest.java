package dev.berth.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpellingTest {
    @Test
    void distance_countsLetters() {
        assertThat(Spelling.distance("kitten", "sitting")).isEqualTo(3);
        assertThat(Spelling.distance("", "abc")).isEqualTo(3);
        assertThat(Spelling.distance("abc", "abc")).isZero();
    }

    @Test
    void nearest_isTheOneWithTheFewestChanges() {
        assertThat(Spelling.nearest("prot", List.of("host", "port", "data"))).isEqualTo("port");
    }
}
