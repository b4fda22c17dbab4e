package dev.berth.bench.load.audit;

import java.util.ArrayList;
import java.util.List;

/** The violations that were found, of which only the first are kept in words. Not thread-safe. */
final class Violations {
    private static final int MAX_IN_WORDS = 100;

    private final List<Violation> first = new ArrayList<>();
    private long count;

    void add(Violation.Kind kind, String text) {
        count++;
        if (first.size() < MAX_IN_WORDS) {
            first.add(new Violation(kind, text));
        }
    }

    /** How many there are in all. */
    long count() {
        return count;
    }

    /** The first ones, as a copy. */
    List<Violation> first() {
        return List.copyOf(first);
    }
}
