package dev.berth.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiguresTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0|0 bytes",
                "1|1 byte",
                "1023|1,023 bytes",
                "1024|1.0 KiB",
                "1048575|1,024.0 KiB",
                "1572864|1.5 MiB",
                "2147483648|2,048.0 MiB"
            })
    void bytes_haveTheUnitThatSuits(long bytes, String text) {
        assertThat(Figures.bytes(bytes)).isEqualTo(text);
    }

    @Test
    void times_haveTheUnitThatSuits() {
        assertThat(Figures.time(Duration.ofMillis(999))).isEqualTo("999 ms");
        assertThat(Figures.time(Duration.ofMillis(12_340))).isEqualTo("12.3 s");
    }

    @Test
    void counts_agreeWithTheirNoun() {
        assertThat(Figures.count(1, "session")).isEqualTo("1 session");
        assertThat(Figures.count(1_000, "session")).isEqualTo("1,000 sessions");
    }
}
