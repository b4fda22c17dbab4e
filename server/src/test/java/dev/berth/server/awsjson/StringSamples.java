package dev.berth.server.awsjson;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Strings for a string shape of the model. What matches a pattern is said here by hand, so that it does not depend on
 * the matching under test.
 */
final class StringSamples {
    private static final String UUID_TEXT = "0f9c0b7e-6a35-4d8e-9a53-1f0e5c1f2b77";
    private static final String WHOLE_BMP = "[\\u0020-\\uD7FF\\uE000-\\uFFFD\\uD800\\uDC00-\\uDBFF\\uDFFF\\t]";

    /**
     * What is known of a pattern.
     *
     * @param shortest the shortest match to grow from
     * @param filler what may be appended to {@code shortest} any number of times, or null if nothing may
     * @param isWide whether characters beyond U+FFFF may be appended as well
     * @param matches other matches
     * @param mismatches strings that do not match
     */
    private record PatternSample(
            String shortest, @Nullable String filler, boolean isWide, List<String> matches, List<String> mismatches) {}

    private static final Map<String, PatternSample> BY_PATTERN = Map.ofEntries(
            Map.entry(
                    "[a-zA-Z0-9._-]{1,128}",
                    new PatternSample(
                            "w",
                            null,
                            false,
                            List.of("a".repeat(128), "spark-primary", "A.b_c-9"),
                            List.of("", "a".repeat(129), "a b", "a\n", "é", "a/b"))),
            Map.entry(
                    "[a-zA-Z0-9._-]+",
                    new PatternSample("r", "-", false, List.of("A.b_c-9"), List.of("", "a b", "a\n", "é", "a/b"))),
            Map.entry(
                    WHOLE_BMP + "*",
                    new PatternSample(
                            "",
                            "k",
                            true,
                            List.of(" ", "\t", "\uD7FF\uE000\uFFFD", "\uD83D\uDE00", "\uD800\uDC00", "\uDBFF\uDFFF"),
                            List.of("a\n", "\u0000", "\u001F", "\uFFFE", "\uFFFF"))),
            Map.entry(
                    "(?!.*[/:\\\\])" + WHOLE_BMP + "+",
                    new PatternSample(
                            "n",
                            "b",
                            true,
                            List.of("my notebook", "\uD83D\uDE00.ipynb", "\t"),
                            List.of("", "a/b", "a:b", "a\\b", "a\nb", "\uFFFF"))),
            Map.entry(
                    "^arn:aws[a-z\\-]*:iam::\\d{12}:role/?[a-zA-Z_0-9+=,.@\\-_/]+$",
                    new PatternSample(
                            "arn:aws:iam::123456789012:rolea",
                            "b",
                            false,
                            List.of(
                                    "arn:aws-cn:iam::123456789012:role/service-role/x",
                                    "arn:aws:iam::123456789012:role/a+=,.@-_",
                                    "arn:aws:iam::123456789012:role/"),
                            List.of(
                                    "arn:aws:iam::12345678901:role/a",
                                    "arn:aws:iam::1234567890123:role/a",
                                    "arn:aws:iam::12345678901\u0661:role/a",
                                    "arn:AWS:iam::123456789012:role/a",
                                    "arn:aws:iam:us-east-1:123456789012:role/a",
                                    "arn:aws:iam::123456789012:user/a",
                                    "arn:aws:iam::123456789012:role/a*",
                                    " arn:aws:iam::123456789012:role/a",
                                    "arn:aws:iam::123456789012:role",
                                    "arn:aws:iam::123456789012:role/a\n"))),
            Map.entry(
                    "^[a-zA-Z0-9._/-]+$",
                    new PatternSample(
                            "/",
                            "g",
                            false,
                            List.of("/aws/athena_1.x-y"),
                            List.of("", "a b", "a:b", "a\n", "\na", "\u00E9"))),
            Map.entry("^[^:*]*$", new PatternSample("", "p", true, List.of("a b", "é\n"), List.of("a:b", "*", "a\n*"))),
            Map.entry(
                    "^s3://[a-z0-9][a-z0-9\\-]*[a-z0-9](/.*)?$",
                    new PatternSample(
                            "s3://ab/",
                            "c",
                            true,
                            List.of("s3://ab", "s3://a-1/x y/é"),
                            List.of(
                                    "",
                                    "s3://a",
                                    "s3://-a/",
                                    "s3://a-/",
                                    "S3://ab",
                                    "s3://aB",
                                    "s3://ab\n",
                                    "s3://ab/\nk",
                                    " s3://ab",
                                    "s3://a_b/"))),
            Map.entry(
                    "^(https|s3|S3)://([^/]+)/?(.*)$",
                    new PatternSample(
                            "s3://b/",
                            "c",
                            true,
                            List.of("https://h/p", "S3://b"),
                            List.of("", "http://h", "s3:///b", "S3:/b", "s3://b/k\n", "https:s3://b"))),
            Map.entry(
                    "^[0-9]+$",
                    new PatternSample(
                            "1",
                            "2",
                            false,
                            List.of("000000000000"),
                            List.of("12345678901x", " 12345678901", "12345678901\n", "\u0661".repeat(12)))),
            Map.entry(
                    "[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}",
                    new PatternSample(
                            UUID_TEXT,
                            null,
                            false,
                            List.of("00000000-0000-0000-0000-000000000000"),
                            List.of(
                                    "",
                                    "x",
                                    UUID_TEXT.replace('f', 'F'),
                                    UUID_TEXT.replace('-', '_'),
                                    UUID_TEXT.replace('7', 'g'),
                                    UUID_TEXT.substring(1)))),
            Map.entry(
                    "^arn:aws[a-z\\-]*:kms:([a-z0-9\\-]+):\\d{12}:key/?[a-zA-Z_0-9+=,.@\\-_/]+$"
                            + "|^arn:aws[a-z\\-]*:kms:([a-z0-9\\-]+):\\d{12}:alias/?[a-zA-Z_0-9+=,.@\\-_/]+$"
                            + "|^alias/[a-zA-Z0-9/_-]+$"
                            + "|[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}",
                    new PatternSample(
                            "alias/k",
                            "l",
                            false,
                            List.of(
                                    UUID_TEXT,
                                    "arn:aws:kms:eu-west-1:123456789012:key/" + UUID_TEXT,
                                    "arn:aws-us-gov:kms:us-gov-west-1:123456789012:alias/a"),
                            List.of(
                                    "",
                                    "alias/",
                                    "alias/a.b",
                                    "key",
                                    UUID_TEXT + "0",
                                    "x" + UUID_TEXT,
                                    UUID_TEXT + "\n",
                                    "arn:aws:kms::123456789012:key/a",
                                    "arn:aws:kms:eu-west-1:12345678901:alias/a",
                                    "arn:aws:kms:eu-west-1:123456789012:kee/a"))),
            Map.entry(
                    "^arn:(aws|aws-us-gov|aws-cn|aws-iso|aws-iso-b):sso:::instance/(sso)?ins-[a-zA-Z0-9-.]{16}$",
                    new PatternSample(
                            "arn:aws:sso:::instance/ins-0123456789abcdef",
                            null,
                            false,
                            List.of("arn:aws-iso-b:sso:::instance/ssoins-0123456789-ab.ef"),
                            List.of(
                                    "",
                                    "arn:aws:sso:::instance/ins-0123456789abcde",
                                    "arn:aws:sso:::instance/ins-0123456789abcdef0",
                                    "arn:aws:sso:::instance/ins-0123456789abcde_",
                                    "arn:aws:sso:::instance/INS-0123456789abcdef",
                                    "arn:aws-x:sso:::instance/ins-0123456789abcdef"))));

    /** The one shape whose maximum is counted in bytes of UTF-8. */
    private static final String COUNTED_IN_BYTES = "IdempotencyToken";

    /** A character that Java holds as two and UTF-8 as four. */
    private static final String WIDE = "\uD83D\uDE00";

    /**
     * A string to try.
     *
     * @param rule what it is for, in the words of {@link Obligations}
     * @param text makes it; some are large
     * @param broken the constraints that it breaks, in the order in which they are told
     */
    record Sample(String rule, Supplier<String> text, List<String> broken) {}

    private final RawShape shape;
    private final @Nullable PatternSample pattern;
    private final List<Sample> samples = new ArrayList<>();

    private StringSamples(RawShape shape, @Nullable PatternSample pattern) {
        this.shape = shape;
        this.pattern = pattern;
    }

    /** @throws NullPointerException if the shape has a pattern that nothing is known of */
    static StringSamples of(RawShape shape) {
        String pattern = shape.pattern();
        PatternSample known = pattern == null ? null : Objects.requireNonNull(BY_PATTERN.get(pattern), pattern);
        return new StringSamples(shape, known);
    }

    /** A string that meets every constraint, as short as may be. */
    String valid() {
        List<String> enumeration = shape.enumeration();
        if (!enumeration.isEmpty()) {
            return enumeration.get(0);
        }
        int shortest = pattern == null ? 1 : Math.max(1, pattern.shortest().length());
        return ofLength((int) Math.max(min(), shortest)).get();
    }

    /** Strings that meet the pattern; none if there is no pattern. */
    List<String> matches() {
        return pattern == null ? List.of() : pattern.matches();
    }

    long min() {
        Long min = shape.min();
        return min == null ? 0 : min;
    }

    long max() {
        Long max = shape.max();
        return max == null ? Long.MAX_VALUE : max;
    }

    /** Strings just inside and just outside of each bound and of the pattern. */
    List<Sample> all() {
        Long min = shape.min();
        if (min != null) {
            addLength("min: inside", min.intValue());
            if (min > 0) {
                addLength("min: outside", min.intValue() - 1);
            }
        }
        Long max = shape.max();
        if (max != null) {
            addLength("max: inside", max.intValue());
            addLength("max: outside", max.intValue() + 1);
            if (isCountedInBytes()) {
                addBytes(max.intValue(), "\u00E9", 2);
                addBytes(max.intValue(), WIDE, 4);
            }
        }
        if (pattern != null) {
            pattern.matches().forEach(text -> add("pattern: inside", Growth.none(text), true));
            pattern.mismatches().forEach(text -> add("pattern: outside", Growth.none(text), false));
        } else if (shape.enumeration().isEmpty()) {
            for (String text : List.of(" ", "\n", "\u0000", "\u007F", "\"\\/", "\u00E9" + WIDE)) {
                add("any characters", new Growth(text, "v", (int) min()), true);
            }
        }
        return samples;
    }

    /** A string of this length, and one of characters that Java counts double, where there may be such. */
    private void addLength(String rule, int length) {
        boolean matches = isMatchedAt(length);
        Growth narrow = ofLength(length);
        add(rule, narrow, matches);
        boolean isWidePossible = pattern == null ? !isCountedInBytes() || rule.startsWith("min") : pattern.isWide();
        if (isWidePossible && matches) {
            add(rule, new Growth(narrow.begin(), WIDE, narrow.count()), true);
        }
    }

    private void addBytes(int max, String character, int bytes) {
        String all = character.repeat(max / bytes);
        add("max: inside", Growth.none(all), true);
        add("max: outside", Growth.none(all + "v"), true);
    }

    private void add(String rule, Growth text, boolean matches) {
        List<String> broken = new ArrayList<>();
        long characters = text.measured(string -> string.codePointCount(0, string.length()));
        long bytes = text.measured(string -> string.getBytes(UTF_8).length);
        if ((isCountedInBytes() ? bytes : characters) > max()) {
            broken.add(SpecTexts.tooLong(max()));
        }
        if (characters < min()) {
            broken.add(SpecTexts.tooShort(min()));
        }
        if (pattern != null && !matches && characters <= max()) {
            broken.add(SpecTexts.mismatch(Objects.requireNonNull(shape.pattern())));
        }
        samples.add(new Sample(rule, text::get, broken));
    }

    private boolean isCountedInBytes() {
        return shape.name().equals(COUNTED_IN_BYTES);
    }

    /** A string of this length that meets the pattern, unless {@link #isMatchedAt} says that there is none. */
    private Growth ofLength(int length) {
        if (pattern == null) {
            return new Growth("", "v", length);
        }
        int fillers = length - pattern.shortest().length();
        if (fillers < 0) {
            return new Growth("", "?", length);
        }
        return new Growth(pattern.shortest(), pattern.filler() == null ? "?" : pattern.filler(), fillers);
    }

    private boolean isMatchedAt(int length) {
        if (pattern == null) {
            return true;
        }
        int fillers = length - pattern.shortest().length();
        return fillers == 0 || (fillers > 0 && pattern.filler() != null);
    }

    /** A beginning, and a filler that follows it a number of times; measured without being made, as it may be large. */
    private record Growth(String begin, String filler, int count) {
        static Growth none(String text) {
            return new Growth(text, "", 0);
        }

        String get() {
            return begin + filler.repeat(count);
        }

        long measured(ToLongFunction<String> measure) {
            return measure.applyAsLong(begin) + measure.applyAsLong(filler) * count;
        }
    }
}
