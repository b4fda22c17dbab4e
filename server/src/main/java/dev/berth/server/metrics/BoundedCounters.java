package dev.berth.server.metrics;

import io.micrometer.core.instrument.Counter;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;

/**
 * One counter for each key that was seen, up to a bound; the keys that come later share one. Threads that race over the last
 * free places may exceed the bound by their number.
 *
 * @param <K> what has a counter of its own, such as a budget
 */
final class BoundedCounters<K> {
    private final ConcurrentMap<K, Counter> counters = new ConcurrentHashMap<>();
    private final Function<? super K, String> labelOf;
    private final Function<String, Counter> factory;
    private final Counter others;
    private final int max;

    /**
     * Counters for nothing yet, but that of the others.
     *
     * @param max how many keys get a counter of their own
     * @param labelOf the label of a key
     * @param factory makes the counter of a label
     */
    BoundedCounters(int max, Function<? super K, String> labelOf, Function<String, Counter> factory) {
        this.max = max;
        this.labelOf = labelOf;
        this.factory = factory;
        this.others = factory.apply(ServerMetrics.OTHERS);
    }

    Counter of(K key) {
        Counter known = counters.get(key);
        if (known != null) {
            return known;
        }
        return counters.size() >= max
                ? others
                : counters.computeIfAbsent(key, absent -> factory.apply(labelOf.apply(absent)));
    }
}
