package dev.berth.server.awsjson;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EpochSecondsTest {
    @ParameterizedTest
    @CsvSource({
        "1700000000123, 1700000000.123",
        "1700000000000, 1700000000.000",
        "1700000000007, 1700000000.007",
        "0, 0.000",
        "1, 0.001",
        "999, 0.999",
        "1000, 1.000",
        "-1, -0.001",
        "-1001, -1.001",
        "9223372036854775807, 9223372036854775.807",
        "-9223372036854775808, -9223372036854775.808"
    })
    void millisAreWrittenAsSecondsWithThreeDecimals(long millis, String text) {
        assertThat(written(millis)).isEqualTo(text);
    }

    @Test
    void anyLong_isWrittenExactly() {
        long seed = new Random().nextLong();
        System.out.println("EpochSecondsTest seed: " + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 10_000; i++) {
            long millis = random.nextLong() >> random.nextInt(64);
            assertThat(written(millis))
                    .as("seed %d", seed)
                    .isEqualTo(BigDecimal.valueOf(millis, 3).toPlainString());
        }
    }

    private static String written(long millis) {
        return new String(WireJson.write(generator -> EpochSeconds.write(generator, millis)), UTF_8);
    }
}
