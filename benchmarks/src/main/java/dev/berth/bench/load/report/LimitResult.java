package dev.berth.bench.load.report;

import java.util.List;

/**
 * The highest rate that a search found.
 *
 * @param p99BoundNanos what the 99th percentile of latency from the intended start may be
 * @param rate the highest rate that kept the bound, in requests per second; 0 if none did
 * @param held how many of its repetitions kept the bound
 * @param nextRate the next higher rate that was tried; infinite if none failed
 * @param nextHeld how many of its repetitions kept the bound
 * @param repetitions how often each of the two was repeated
 * @param isGenerators whether the generator, and not the server, was the limit above
 * @param probes all that was tried, in order
 */
public record LimitResult(
        long p99BoundNanos,
        double rate,
        int held,
        double nextRate,
        int nextHeld,
        int repetitions,
        boolean isGenerators,
        List<Probe> probes) {

    /** Copies the list. */
    public LimitResult {
        probes = List.copyOf(probes);
    }

    /** How sure the result is, in words. */
    public String confidence() {
        if (rate == 0) {
            return "no rate kept the bound";
        }
        String counts = held + " of " + repetitions + " repetitions kept the bound at the limit, " + nextHeld + " of "
                + repetitions + " at the next higher rate";
        if (isGenerators) {
            return "the generator gave up before the server: the server's limit is at least this; " + counts;
        }
        if (held == repetitions && nextHeld == 0) {
            return "sure: " + counts;
        }
        return (held > repetitions / 2 && nextHeld <= repetitions / 2 ? "likely: " : "unsure: ") + counts;
    }

    /**
     * A short run at one rate.
     *
     * @param rate the rate that was offered, in requests per second
     * @param p99Nanos the 99th percentile of latency from the intended start
     * @param unanswered requests without an answer
     * @param refusedShare the share of answers that were errors
     * @param isGeneratorLimited whether the generator did not keep up
     */
    public record Probe(double rate, long p99Nanos, long unanswered, double refusedShare, boolean isGeneratorLimited) {
        /** Whether this run shows that the server can do it. */
        public boolean keeps(long p99BoundNanos) {
            return !isGeneratorLimited && unanswered == 0 && p99Nanos <= p99BoundNanos;
        }
    }
}
