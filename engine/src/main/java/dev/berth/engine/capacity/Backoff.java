package dev.berth.engine.capacity;

/**
 * A pause after a compare-and-swap that failed. Those who compete for one word at the same time only take it from each other's
 * caches; one that pauses lets the other make several steps. Changes nothing, and always ends.
 */
@FunctionalInterface
interface Backoff {
    /** Does not pause: for proofs that go through all interleavings, to which a pause adds nothing. */
    Backoff NONE = attempt -> {};

    /** Spins for a moment, twice as long after each attempt that failed, up to 64 spins: one to three microseconds. */
    Backoff SPINNING = attempt -> {
        for (int spins = 1 << Math.min(attempt, 6); spins > 0; spins--) {
            Thread.onSpinWait();
        }
    };

    /** Pauses after so many attempts that failed, one after the other. */
    void afterFailure(int attempt);
}
