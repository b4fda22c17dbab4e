package dev.berth.server.awsjson;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One rule for a value.
 *
 * @param text what the rule asks for, in the words of the real service
 * @param rule whether a value keeps to it
 */
record Constraint<T>(String text, Predicate<T> rule) {
    static final String NOT_NULL = "Member must not be null";

    /** How the model writes the characters beyond U+FFFF, and how {@link Pattern} wants them. */
    private static final String MODEL_SUPPLEMENTARY = "\\uD800\\uDC00-\\uDBFF\\uDFFF";

    private static final int MAX_UTF8_BYTES_PER_CHAR = 3;

    private static final String JAVA_SUPPLEMENTARY = "\\x{10000}-\\x{10FFFF}";

    boolean isMetBy(T value) {
        return rule.test(value);
    }

    static Constraint<Number> atMost(long max) {
        return new Constraint<>(
                "Member must have value less than or equal to " + max, value -> value.longValue() <= max);
    }

    static Constraint<Number> atLeast(long min) {
        return new Constraint<>(
                "Member must have value greater than or equal to " + min, value -> value.longValue() >= min);
    }

    static Constraint<Collection<?>> sizeAtMost(long max) {
        return new Constraint<>(lengthAtMostText(max), value -> value.size() <= max);
    }

    static Constraint<Collection<?>> sizeAtLeast(long min) {
        return new Constraint<>(lengthAtLeastText(min), value -> value.size() >= min);
    }

    static Constraint<String> lengthAtMost(long max) {
        return new Constraint<>(lengthAtMostText(max), value -> !isLonger(value, max));
    }

    static Constraint<String> utf8LengthAtMost(long max) {
        return new Constraint<>(lengthAtMostText(max), value -> isUtf8AtMost(value, max));
    }

    static Constraint<String> lengthAtLeast(long min) {
        return new Constraint<>(lengthAtLeastText(min), value -> characters(value) >= min);
    }

    /** The whole value matches; a value that is too long anyway is not put to the pattern, whatever that would cost. */
    static Constraint<String> matches(String modelPattern, long maxLength) {
        String javaPattern = modelPattern.replace(MODEL_SUPPLEMENTARY, JAVA_SUPPLEMENTARY);
        Pattern pattern = Pattern.compile(javaPattern);
        RepeatedClass simple = RepeatedClass.of(javaPattern);
        return new Constraint<>(
                "Member must satisfy regular expression pattern: " + modelPattern,
                value -> isLonger(value, maxLength)
                        || (simple != null && simple.surelyMatches(value))
                        || pattern.matcher(value).matches());
    }

    static Constraint<String> oneOf(List<String> values) {
        return new Constraint<>(
                "Member must satisfy enum value set: " + values.stream().collect(Collectors.joining(", ", "[", "]")),
                values::contains);
    }

    private static String lengthAtMostText(long max) {
        return "Member must have length less than or equal to " + max;
    }

    private static String lengthAtLeastText(long min) {
        return "Member must have length greater than or equal to " + min;
    }

    private static int characters(String value) {
        return value.codePointCount(0, value.length());
    }

    /** Most values are short enough however one counts, so what is cheap to count comes first. */
    private static boolean isLonger(String value, long max) {
        return value.length() > max && characters(value) > max;
    }

    private static boolean isUtf8AtMost(String value, long max) {
        return value.length() <= max / MAX_UTF8_BYTES_PER_CHAR || value.getBytes(StandardCharsets.UTF_8).length <= max;
    }
}
