package dev.berth.bench.load;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Chooses what of all that was acknowledged is asked for after a restart: what is new since the last choice, and some of the
 * rest. Not thread-safe.
 *
 * @param <T> what it is
 */
final class Sample<T> {
    private static final int OLDER = 200;

    private final SplittableRandom random;
    private int known;

    Sample(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /** The next choice from a list that only grows. */
    List<T> of(List<T> acknowledged) {
        List<T> chosen = new ArrayList<>(acknowledged.subList(known, acknowledged.size()));
        for (int i = 0; i < Math.min(OLDER, known); i++) {
            chosen.add(acknowledged.get(random.nextInt(known)));
        }
        known = acknowledged.size();
        return chosen;
    }
}
