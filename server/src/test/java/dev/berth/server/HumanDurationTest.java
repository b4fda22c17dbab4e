package dev.berth.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HumanDurationTest {
    @ParameterizedTest
    @CsvSource({
        "5ns,PT0.000000005S",
        "5us,PT0.000005S",
        "250ms,PT0.25S",
        "10s,PT10S",
        "5m,PT5M",
        "24h,PT24H",
        "7d,PT168H",
        "PT1M30S,PT1M30S",
        "0s,PT0S"
    })
    void parse_readsEveryForm(String text, String iso) {
        assertThat(HumanDuration.parse(text)).contains(Duration.parse(iso));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "5 s", "-5s", "PT-5S", "1.5s", "5w", "36501d", "9999999999s", "m"})
    void parse_refusesTheRest(String text) {
        assertThat(HumanDuration.parse(text)).isEmpty();
    }

    @Test
    void format_takesTheLargestUnit() {
        assertThat(HumanDuration.format(Duration.ofMillis(1_500))).isEqualTo("1500ms");
        assertThat(HumanDuration.format(Duration.ofSeconds(90))).isEqualTo("90s");
        assertThat(HumanDuration.format(Duration.ofMinutes(90))).isEqualTo("90m");
        assertThat(HumanDuration.format(Duration.ofDays(1))).isEqualTo("24h");
        assertThat(HumanDuration.format(Duration.ZERO)).isEqualTo("0ms");
    }
}
