package dev.berth.server;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A setting's value as it was given, and what can be made of it. Each reading checks the value and fails with a
 * {@link ConfigException} that tells where it came from and what is allowed.
 *
 * @param name the setting's path
 * @param value the text, or for a structured setting the YAML value
 * @param origin where it was given, such as {@code --port}
 */
record Given(String name, Object value, String origin) {
    private static final Pattern WHOLE_NUMBER = Pattern.compile("-?\\d{1,18}");

    String text() {
        if (value instanceof String text) {
            return text;
        }
        throw reject("must be a single value");
    }

    boolean isEmpty() {
        return value.equals("");
    }

    String matching(Pattern pattern, String allowed) {
        return require(text(), pattern.matcher(text()).matches(), allowed);
    }

    boolean flag() {
        return require(text(), text().equals("true") || text().equals("false"), "must be true or false")
                .equals("true");
    }

    int wholeNumber(int min, int max) {
        return (int) wholeNumber((long) min, max);
    }

    long wholeNumber(long min, long max) {
        String allowed = "must be a whole number from " + min + " to " + max;
        long number = Long.parseLong(matching(WHOLE_NUMBER, allowed));
        return require(number, number >= min && number <= max, allowed);
    }

    /** A number from 0 to 1. */
    double rate() {
        try {
            double rate = Double.parseDouble(text());
            return require(rate, rate >= 0 && rate <= 1, "must be a number from 0 to 1");
        } catch (NumberFormatException notANumber) {
            throw reject("must be a number from 0 to 1");
        }
    }

    /** An address such as {@code http://127.0.0.1:9000}. */
    URI httpUri() {
        try {
            URI uri = new URI(text());
            boolean isHttp = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            return require(uri, isHttp && uri.getHost() != null, "must be an address such as http://127.0.0.1:9000");
        } catch (URISyntaxException malformed) {
            throw reject("must be an address such as http://127.0.0.1:9000");
        }
    }

    /** An address such as {@code https://berth.example}, with nothing behind it; a slash at its end is left out. */
    String httpOrigin() {
        String origin = text().replaceFirst("/$", "");
        boolean isOrigin = origin.matches("https?://([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+])(:[0-9]{1,5})?");
        return require(origin, isOrigin, "must be an address such as https://berth.example, without a path");
    }

    /** At least a millisecond. */
    Duration positiveDuration(Duration max) {
        Duration duration = duration();
        boolean inRange = duration.toMillis() > 0 && duration.compareTo(max) <= 0;
        return require(duration, inRange, "must be from 1ms to " + max.toDays() + "d");
    }

    Duration positiveDuration() {
        return positiveDuration(HumanDuration.MAX);
    }

    Duration duration() {
        return HumanDuration.parse(text())
                .orElseThrow(() -> reject("must be a duration such as 250ms, 10s, 5m, 24h or PT1M30S"));
    }

    /** One of the constants, written in lower case. */
    <E extends Enum<E>> E oneOf(Class<E> choices) {
        return Arrays.stream(choices.getEnumConstants())
                .filter(choice -> lowerCase(choice).equals(text()))
                .findAny()
                .orElseThrow(() -> reject("must be one of " + listOf(choices)));
    }

    ConfigException reject(String allowed) {
        return new ConfigException(name + ": " + allowed + ", not \"" + value + "\" (" + origin + ")");
    }

    private <T> T require(T read, boolean holds, String allowed) {
        if (!holds) {
            throw reject(allowed);
        }
        return read;
    }

    private static <E extends Enum<E>> String listOf(Class<E> choices) {
        return Arrays.stream(choices.getEnumConstants()).map(Given::lowerCase).collect(Collectors.joining(", "));
    }

    private static String lowerCase(Enum<?> choice) {
        return choice.name().toLowerCase(Locale.ROOT);
    }
}
