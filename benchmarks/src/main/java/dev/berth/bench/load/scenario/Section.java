package dev.berth.bench.load.scenario;

import dev.berth.server.HumanDuration;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Keys and values of a scenario file. Each key is taken once; what nobody took is refused in the end. Not thread-safe.
 */
final class Section {
    private static final double MAX_RATE = 1_000_000;

    private final String path;
    private final Map<String, Object> left = new LinkedHashMap<>();
    private final TreeSet<String> known = new TreeSet<>();

    private Section(String path, Map<?, ?> entries) {
        this.path = path;
        entries.forEach((key, value) -> left.put(String.valueOf(key), value));
    }

    static Section of(String path, Object value) {
        if (value instanceof Map<?, ?> entries) {
            return new Section(path, entries);
        }
        throw wrong(path, "must hold keys and values", value);
    }

    /** Refuses keys that nothing has taken. */
    void end() {
        if (!left.isEmpty()) {
            throw new ScenarioException(pathOf(left.keySet().iterator().next()) + ": there is no such key; there are "
                    + String.join(", ", known));
        }
    }

    boolean has(String key) {
        known.add(key);
        return left.containsKey(key);
    }

    @Nullable
    Object take(String key) {
        known.add(key);
        return left.remove(key);
    }

    Object required(String key) {
        Object value = take(key);
        if (value == null) {
            throw new ScenarioException(pathOf(key) + ": is missing");
        }
        return value;
    }

    String text(String key) {
        Object value = required(key);
        if (value instanceof String text && !text.isEmpty()) {
            return text;
        }
        throw wrong(pathOf(key), "must be a single value", value);
    }

    long wholeNumber(String key, long min, long max) {
        return wholeNumber(pathOf(key), required(key), min, max);
    }

    /** Requests per second. */
    double rate(String key) {
        String text = text(key);
        try {
            double rate = Double.parseDouble(text);
            if (rate >= 0 && rate <= MAX_RATE) {
                return rate;
            }
        } catch (NumberFormatException notANumber) {
            // Said below, as for a number out of range.
        }
        throw wrong(pathOf(key), "must be a rate from 0 to 1000000", text);
    }

    double positiveRate(String key) {
        double rate = rate(key);
        if (rate == 0) {
            throw wrong(pathOf(key), "must be greater than 0", rate);
        }
        return rate;
    }

    Duration duration(String key) {
        String text = text(key);
        return HumanDuration.parse(text)
                .orElseThrow(() -> wrong(pathOf(key), "must be a duration such as 250ms, 10s or 5m", text));
    }

    Duration positiveDuration(String key) {
        Duration duration = duration(key);
        if (duration.isZero()) {
            throw wrong(pathOf(key), "must be longer than nothing", duration);
        }
        return duration;
    }

    List<?> list(String key) {
        Object value = required(key);
        if (value instanceof List<?> list && !list.isEmpty()) {
            return list;
        }
        throw wrong(pathOf(key), "must be a list with at least one entry", value);
    }

    /** All that is left, as names and weights. */
    Map<String, Integer> weights() {
        Map<String, Integer> weights = new LinkedHashMap<>();
        left.forEach((key, value) -> weights.put(key, (int) wholeNumber(pathOf(key), value, 0, Short.MAX_VALUE)));
        left.clear();
        if (weights.values().stream().allMatch(weight -> weight == 0)) {
            throw wrong(path, "must have a weight above 0", weights);
        }
        return weights;
    }

    String pathOf(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    static long wholeNumber(String path, Object value, long min, long max) {
        try {
            long number = Long.parseLong(String.valueOf(value));
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            // Said below, as for a number out of range.
        }
        throw wrong(path, "must be a whole number from " + min + " to " + max, value);
    }

    static ScenarioException wrong(String path, String allowed, Object value) {
        return new ScenarioException(
                (path.isEmpty() ? "the scenario" : path) + ": " + allowed + ", not \"" + value + "\"");
    }
}
