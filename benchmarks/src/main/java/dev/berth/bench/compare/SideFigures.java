package dev.berth.bench.compare;

import dev.berth.bench.Spread;
import org.jspecify.annotations.Nullable;

/**
 * What one run measured of a side.
 *
 * @param closed its turns, each beside one of the bare server
 * @param atHalfThePeak how long its answers took, or {@code null} if that was not measured
 * @param crowded what became of it with too many connections, or {@code null} if that was not measured
 */
record SideFigures(
        Pairs closed,
        @Nullable Latency atHalfThePeak,
        @Nullable Crowded crowded) {
    /**
     * The 99th percentiles at half the peak rate, in milliseconds.
     *
     * @param millis the side's
     * @param bareMillis the bare server's at the same rate
     */
    record Latency(Spread millis, Spread bareMillis) {
        /** How many times as long as the bare server's. */
        double ratio() {
            return millis.median() / bareMillis.median();
        }
    }

    /**
     * What became of a server with too many connections.
     *
     * @param goodput its rate ÷ that with the usual number of connections
     * @param terminateMillis the 99th percentiles of requests to end a session meanwhile, in milliseconds
     */
    record Crowded(Spread goodput, Spread terminateMillis) {}
}
