package dev.berth.server;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them: {@code 250ms}, {@code 10s}, {@code 5m}, {@code 24h}, {@code 7d}, or ISO 8601. */
public final class HumanDuration {
    private static final Pattern SHORT_FORM = Pattern.compile("(\\d{1,9})(ns|us|ms|s|m|h|d)");
    /** What still fits a clock of nanoseconds, with much to spare. */
    static final Duration MAX = Duration.ofDays(36_500);

    private HumanDuration() {}

    /** The duration, or empty if the text is none, is negative or is longer than 100 years. */
    public static Optional<Duration> parse(String text) {
        Matcher shortForm = SHORT_FORM.matcher(text);
        Optional<Duration> parsed = shortForm.matches()
                ? Optional.of(Duration.of(Long.parseLong(shortForm.group(1)), unit(shortForm.group(2))))
                : parseIso(text);
        return parsed.filter(duration -> !duration.isNegative() && duration.compareTo(MAX) <= 0);
    }

    /** The short form of a whole number of milliseconds, in the largest unit that it is a whole number of. */
    public static String format(Duration duration) {
        long millis = duration.toMillis();
        if (millis % 1_000 != 0 || millis == 0) {
            return millis + "ms";
        }
        long seconds = millis / 1_000;
        if (seconds % 60 != 0) {
            return seconds + "s";
        }
        return seconds % 3_600 == 0 ? seconds / 3_600 + "h" : seconds / 60 + "m";
    }

    private static ChronoUnit unit(String symbol) {
        return switch (symbol) {
            case "ns" -> ChronoUnit.NANOS;
            case "us" -> ChronoUnit.MICROS;
            case "ms" -> ChronoUnit.MILLIS;
            case "s" -> ChronoUnit.SECONDS;
            case "m" -> ChronoUnit.MINUTES;
            case "h" -> ChronoUnit.HOURS;
            default -> ChronoUnit.DAYS;
        };
    }

    private static Optional<Duration> parseIso(String text) {
        try {
            return Optional.of(Duration.parse(text));
        } catch (DateTimeException notIso) {
            return Optional.empty();
        }
    }
}
