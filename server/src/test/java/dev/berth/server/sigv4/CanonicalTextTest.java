package dev.berth.server.sigv4;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CanonicalTextTest {
    private final CanonicalText text = new CanonicalText();

    private String added() {
        return new String(text.toBytes(), StandardCharsets.ISO_8859_1);
    }

    @Test
    void grows_whateverIsAdded() {
        String large = "0123456789é".repeat(1_000);
        text.add(large);
        StringBuilder expected = new StringBuilder(large);
        for (int i = 0; i < 3_000; i++) {
            text.add('c').add("text").addHex(new byte[] {(byte) 0xA9, 0x0F});
            expected.append("ctexta90f");
        }
        text.addTrimmed(" " + large);

        assertThat(added()).isEqualTo(expected + large);
    }

    @Test
    void cleared_isEmpty() {
        assertThat(text.add("before").clear().add("after").toBytes())
                .isEqualTo("after".getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void character_isItsLowByte() {
        assertThat(text.add("a\u0141").add('\u0142').toBytes()).containsExactly('a', 0x41, 0x42);
    }

    @ParameterizedTest
    @CsvSource(
            ignoreLeadingAndTrailingWhitespace = false,
            value = {"'',''", "' ',''", "'   ',''", "a,a", "'a b','a b'", "' a',a", "'a  ',a", "'  a   b  c ','a b c'"})
    void spaces_areTrimmed(String value, String canonical) {
        text.addTrimmed(value);

        assertThat(added()).isEqualTo(canonical);
    }
}
