package dev.berth.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SourceCountTest {
    @ParameterizedTest
    @CsvSource({
        "192.0.2.7, 192.0.2.7, true",
        "192.0.2.7, 192.0.2.8, false",
        "2001:db8:0:1::1, 2001:db8:0:1:ffff:ffff:ffff:ffff, true",
        "2001:db8:0:1::1, 2001:db8:0:2::1, false",
        "::ffff:192.0.2.7, 192.0.2.7, true",
        "fe80::1%nowhere, fe80::1%nowhere, true",
        "unknown, 192.0.2.7, false"
    })
    void addresses_areOfOneSource(String one, String other, boolean areTheSame) {
        assertThat(SourceCount.of(one).equals(SourceCount.of(other))).isEqualTo(areTheSame);
    }

    @Test
    void sources_areForgottenWithTheirLastConnection() {
        SourceCount count = new SourceCount();
        assertThat(count.opened("a")).isEqualTo(1);
        assertThat(count.opened("a")).isEqualTo(2);
        assertThat(count.opened("b")).isEqualTo(1);
        count.closed("a");
        assertThat(count.opened("a")).isEqualTo(2);
        count.closed("a");
        count.closed("a");
        count.closed("b");
        assertThat(count.sources()).isZero();
        assertThat(count.opened("a")).isEqualTo(1);
    }
}
