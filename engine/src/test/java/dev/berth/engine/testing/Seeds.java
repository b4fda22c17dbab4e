package dev.berth.engine.testing;

import java.util.SplittableRandom;

/** Seeds of random tests: printed, so that a failure can be repeated with {@code -Dberth.seed=}. */
public final class Seeds {
    private Seeds() {}

    /** The seed of this run of a test. */
    public static long next(Class<?> test) {
        Long given = Long.getLong("berth.seed");
        long seed = given != null ? given : new SplittableRandom().nextLong();
        System.out.println(test.getSimpleName() + ": -Dberth.seed=" + seed);
        return seed;
    }
}
