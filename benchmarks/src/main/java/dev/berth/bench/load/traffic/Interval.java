package dev.berth.bench.load.traffic;

/**
 * A second of a run, by when requests ended.
 *
 * @param endSeconds when it ended, in seconds from the start of the load
 * @param seconds how long it was
 * @param ok requests that were answered as hoped
 * @param refused requests that were answered with an error
 * @param unanswered requests that ended without an answer
 * @param p50Nanos the median of latency from the intended start; 0 if nothing ended
 * @param p99Nanos its 99th percentile
 * @param maxNanos the longest
 * @param naiveP99Nanos the 99th percentile of latency from the sending
 */
public record Interval(
        double endSeconds,
        double seconds,
        long ok,
        long refused,
        long unanswered,
        long p50Nanos,
        long p99Nanos,
        long maxNanos,
        long naiveP99Nanos) {

    /** Requests that ended, per second. */
    public double rate() {
        return (ok + refused + unanswered) / seconds;
    }
}
