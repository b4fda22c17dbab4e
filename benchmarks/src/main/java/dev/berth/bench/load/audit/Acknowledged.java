package dev.berth.bench.load.audit;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was acknowledged, in the order of the answers. Not thread-safe.
 *
 * @param <T> what it is
 */
final class Acknowledged<T> {
    private static final int MAX_REMEMBERED = 65_536;

    private final List<T> all = new ArrayList<>();

    void add(T acknowledged) {
        all.add(acknowledged);
    }

    int size() {
        return all.size();
    }

    /** One of the last, chosen by a place from 0 (inclusive) to 1 (exclusive); null if there is none. O(1). */
    @Nullable
    T anyRecent(double place) {
        int recent = Math.min(all.size(), MAX_REMEMBERED);
        return recent == 0 ? null : all.get(all.size() - 1 - (int) (place * recent));
    }

    List<T> copy() {
        return List.copyOf(all);
    }
}
