package dev.berth.server.awsjson;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is sure about a text is what the pattern says about it. */
final class RepeatedClassTest {
    private static final int LONGEST = 140;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[a-zA-Z0-9._-]{1,128}",
                "[a-zA-Z0-9._-]+",
                "^[a-zA-Z0-9._/-]+$",
                "^[0-9]+$",
                "^[^:*]*$",
                "[\\u0020-\\uD7FF\\uE000-\\uFFFD\\x{10000}-\\x{10FFFF}\\t]*",
                "[\\w$+*{}-]{0,3}",
                "[a-z&&m-z]{2,2}",
                "[\\n\\r]*"
            })
    void repeatedClass_isSureOfAllThatMatchesInAscii(String text) {
        Pattern pattern = Pattern.compile(text);
        RepeatedClass simple = requireNonNull(RepeatedClass.of(text), text);
        for (char c = 0; c < Character.MAX_VALUE; c++) {
            for (String value : new String[] {String.valueOf(c), "n" + c, c + "1", "n" + c + "1"}) {
                assertIsSure(simple, pattern, value);
            }
        }
        for (char c = 0; c < 128; c++) {
            for (int length = 0; length <= LONGEST; length++) {
                assertIsSure(simple, pattern, String.valueOf(c).repeat(length));
            }
        }
    }

    private static void assertIsSure(RepeatedClass simple, Pattern pattern, String value) {
        boolean isAscii = value.chars().allMatch(c -> c < 128);
        boolean isSure = isAscii && pattern.matcher(value).matches();
        if (simple.surelyMatches(value) != isSure) {
            assertThat(simple.surelyMatches(value))
                    .as(pattern + " for " + value)
                    .isEqualTo(isSure);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ".*",
                "[a-z]",
                "[a-z]?",
                "[a-z]{3}",
                "[a-z]{3,}",
                "[a-z]+?",
                "[a-z]++",
                "[a-z]{1,99999999999}",
                "x[a-z]+",
                "[a-z]+x",
                "[a-z]+[0-9]+",
                "[a-z]+|[0-9]+",
                "[a[bc]]+",
                "[a\\]b]+",
                "([a-z])+",
                "(?!.*[/:\\\\])[a-z]+",
                "[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}",
                "^s3://[a-z0-9][a-z0-9\\-]*[a-z0-9](/.*)?$"
            })
    void otherPattern_isNone(String text) {
        assertThat(RepeatedClass.of(text)).isNull();
    }

    @Test
    void constraint_asksThePatternWhereItIsNotSure() {
        Constraint<String> most = Constraint.matches("[^:*]*", Long.MAX_VALUE);
        assertThat(most.isMetBy("name")).isTrue();
        assertThat(most.isMetBy("\u00e9")).isTrue();
        assertThat(most.isMetBy("\ud83d\ude00")).isTrue();
        assertThat(most.isMetBy("a:b")).isFalse();
        assertThat(most.isMetBy("\u00e9:")).isFalse();
    }
}
