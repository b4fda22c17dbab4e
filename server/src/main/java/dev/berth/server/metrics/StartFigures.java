package dev.berth.server.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How starts were answered since the server's start. Immutable. The numbers are read one after the other, so a start that is
 * answered meanwhile may be in one and not in another.
 *
 * @param started sessions that were started
 * @param replayed starts that were answered as an earlier one under their token
 * @param failed starts that failed
 * @param refused starts that were refused, by reason, such as {@code budget_full}; without those that never happened
 * @param durations how long it took to acknowledge those that were started or replayed
 */
public record StartFigures(long started, long replayed, long failed, Map<String, Long> refused, Durations durations) {
    private static final String REFUSED = "refused_";

    static StartFigures read(MeterRegistry registry) {
        SortedMap<String, Long> refused = new TreeMap<>();
        for (Counter counter : registry.find("berth.session.starts").counters()) {
            String outcome = counter.getId().getTag("outcome");
            long count = (long) counter.count();
            if (count > 0 && outcome != null && outcome.startsWith(REFUSED)) {
                refused.merge(outcome.substring(REFUSED.length()), count, Long::sum);
            }
        }
        return new StartFigures(
                count("started", registry),
                count("replayed", registry),
                count("failed", registry),
                refused,
                Durations.of(registry.find("berth.session.start.duration").timer()));
    }

    private static long count(String outcome, MeterRegistry registry) {
        return registry.find("berth.session.starts").tag("outcome", outcome).counters().stream()
                .mapToLong(counter -> (long) counter.count())
                .sum();
    }
}
