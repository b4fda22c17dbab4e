package dev.berth.server.awsjson;

import java.util.List;
import java.util.Map;
import java.util.Objects;
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
     * @param matches other matches
     * @param mismatches strings that do not match
     */
    private record PatternSample(
            String shortest, @Nullable String filler, List<String> matches, List<String> mismatches) {}

    private static final Map<String, PatternSample> BY_PATTERN = Map.ofEntries(
            Map.entry(
                    "[a-zA-Z0-9._-]{1,128}",
                    new PatternSample(
                            "w",
                            null,
                            List.of("a".repeat(128), "spark-primary", "A.b_c-9"),
                            List.of("", "a".repeat(129), "a b", "a\n", "é", "a/b"))),
            Map.entry(
                    "[a-zA-Z0-9._-]+",
                    new PatternSample("r", "-", List.of("A.b_c-9"), List.of("", "a b", "a\n", "é", "a/b"))),
            Map.entry(
                    WHOLE_BMP + "*",
                    new PatternSample(
                            "",
                            "k",
                            List.of(" ", "\t", "\uD7FF\uE000\uFFFD", "\uD83D\uDE00", "\uD800\uDC00", "\uDBFF\uDFFF"),
                            List.of("a\n", "\u0000", "\u001F", "\uFFFE", "\uFFFF"))),
            Map.entry(
                    "(?!.*[/:\\\\])" + WHOLE_BMP + "+",
                    new PatternSample(
                            "n",
                            "b",
                            List.of("my notebook", "\uD83D\uDE00.ipynb", "\t"),
                            List.of("", "a/b", "a:b", "a\\b", "a\nb", "\uFFFF"))),
            Map.entry(
                    "^arn:aws[a-z\\-]*:iam::\\d{12}:role/?[a-zA-Z_0-9+=,.@\\-_/]+$",
                    new PatternSample(
                            "arn:aws:iam::123456789012:rolea",
                            "b",
                            List.of(
                                    "arn:aws-cn:iam::123456789012:role/service-role/x",
                                    "arn:aws:iam::123456789012:role/a+=,.@-_",
                                    "arn:aws:iam::123456789012:role/"),
                            List.of(
                                    "arn:aws:iam::12345678901:role/a",
                                    "arn:aws:iam::123456789012:user/a",
                                    " arn:aws:iam::123456789012:role/a",
                                    "arn:aws:iam::123456789012:role",
                                    "arn:aws:iam::123456789012:role/a\n"))),
            Map.entry(
                    "^[a-zA-Z0-9._/-]+$",
                    new PatternSample("/", "g", List.of("/aws/athena_1.x-y"), List.of("", "a b", "a:b", "a\n"))),
            Map.entry("^[^:*]*$", new PatternSample("", "p", List.of("a b", "é\n"), List.of("a:b", "*", "a\n*"))),
            Map.entry(
                    "^s3://[a-z0-9][a-z0-9\\-]*[a-z0-9](/.*)?$",
                    new PatternSample(
                            "s3://ab/",
                            "c",
                            List.of("s3://ab", "s3://a-1/x y/é"),
                            List.of("", "s3://a", "s3://-a/", "S3://ab", "s3://ab\n", "s3://a_b/"))),
            Map.entry(
                    "^(https|s3|S3)://([^/]+)/?(.*)$",
                    new PatternSample(
                            "s3://b/", "c", List.of("https://h/p", "S3://b"), List.of("", "http://h", "s3:///b"))),
            Map.entry("^[0-9]+$", new PatternSample("1", "2", List.of(), List.of("12345678901x", "\u0661".repeat(12)))),
            Map.entry(
                    "[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}",
                    new PatternSample(
                            UUID_TEXT,
                            null,
                            List.of("00000000-0000-0000-0000-000000000000"),
                            List.of("", "x", UUID_TEXT.replace('f', 'F'), UUID_TEXT.replace('-', '_')))),
            Map.entry(
                    "^arn:aws[a-z\\-]*:kms:([a-z0-9\\-]+):\\d{12}:key/?[a-zA-Z_0-9+=,.@\\-_/]+$"
                            + "|^arn:aws[a-z\\-]*:kms:([a-z0-9\\-]+):\\d{12}:alias/?[a-zA-Z_0-9+=,.@\\-_/]+$"
                            + "|^alias/[a-zA-Z0-9/_-]+$"
                            + "|[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}",
                    new PatternSample(
                            "alias/k",
                            "l",
                            List.of(
                                    UUID_TEXT,
                                    "arn:aws:kms:eu-west-1:123456789012:key/" + UUID_TEXT,
                                    "arn:aws-us-gov:kms:us-gov-west-1:123456789012:alias/a"),
                            List.of("", "alias/", "key", UUID_TEXT + "0", "arn:aws:kms::123456789012:key/a"))),
            Map.entry(
                    "^arn:(aws|aws-us-gov|aws-cn|aws-iso|aws-iso-b):sso:::instance/(sso)?ins-[a-zA-Z0-9-.]{16}$",
                    new PatternSample(
                            "arn:aws:sso:::instance/ins-0123456789abcdef",
                            null,
                            List.of("arn:aws-iso-b:sso:::instance/ssoins-0123456789-ab.ef"),
                            List.of(
                                    "",
                                    "arn:aws:sso:::instance/ins-0123456789abcde",
                                    "arn:aws-x:sso:::instance/ins-0123456789abcdef"))));

    private final ModelNode shape;
    private final @Nullable PatternSample pattern;

    private StringSamples(ModelNode shape, @Nullable PatternSample pattern) {
        this.shape = shape;
        this.pattern = pattern;
    }

    /** @throws NullPointerException if the shape has a pattern that nothing is known of */
    static StringSamples of(ModelNode shape) {
        PatternSample pattern = shape.has("pattern")
                ? Objects.requireNonNull(BY_PATTERN.get(shape.string("pattern")), () -> shape.string("pattern"))
                : null;
        return new StringSamples(shape, pattern);
    }

    /** A string that meets every constraint, as short as may be. */
    String valid() {
        if (shape.has("enum")) {
            return shape.strings("enum").get(0);
        }
        return ofLength((int) Math.max(
                min(), pattern == null ? 1 : Math.max(1, pattern.shortest().length())));
    }

    /** A string of this length that meets the pattern, unless {@link #isMatchedAt} says that there is none. */
    String ofLength(int length) {
        if (pattern == null) {
            return "v".repeat(length);
        }
        int fillers = length - pattern.shortest().length();
        if (fillers < 0) {
            return "?".repeat(length);
        }
        return pattern.shortest() + (pattern.filler() == null ? "?" : pattern.filler()).repeat(fillers);
    }

    boolean isMatchedAt(int length) {
        if (pattern == null) {
            return true;
        }
        int fillers = length - pattern.shortest().length();
        return fillers == 0 || (fillers > 0 && pattern.filler() != null);
    }

    List<String> matches() {
        return pattern == null ? List.of() : pattern.matches();
    }

    List<String> mismatches() {
        return pattern == null ? List.of() : pattern.mismatches();
    }

    long min() {
        Long min = shape.number("min");
        return min == null ? 0 : min;
    }

    long max() {
        Long max = shape.number("max");
        return max == null ? Long.MAX_VALUE : max;
    }
}
