package dev.berth.bench.compare;

import dev.berth.bench.Spread;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
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
     * @param millis the side's, of each turn
     * @param bareMillis the bare server's at the same rate
     * @param togetherMillis the side's, of the requests of all turns: what befalls few turns and all their requests, such as
     *     a collection, is in this
     * @param bareTogetherMillis the bare server's
     * @param syncMillis how long a write and a sync took before the turns, while nothing else was done, or {@code null} for a side
     *     that does not wait for the disk
     */
    record Latency(
            Spread millis,
            Spread bareMillis,
            double togetherMillis,
            double bareTogetherMillis,
            @Nullable Spread syncMillis) {
        private static final double P99 = 0.99;
        private static final double NANOS_PER_MILLI = 1e6;

        /** Those of turns whose latencies are given, in nanoseconds, sorted. */
        static Latency of(List<long[]> turns, List<long[]> bareTurns, @Nullable Spread syncMillis) {
            return new Latency(spread(turns), spread(bareTurns), together(turns), together(bareTurns), syncMillis);
        }

        private static Spread spread(List<long[]> turns) {
            return new Spread(turns.stream().mapToDouble(Latency::p99).toArray());
        }

        private static double together(List<long[]> turns) {
            return p99(turns.stream().flatMapToLong(Arrays::stream).sorted().toArray());
        }

        private static double p99(long[] sorted) {
            return sorted[(int) (P99 * (sorted.length - 1))] / NANOS_PER_MILLI;
        }

        /** The median of a sync, and its 99th percentile. */
        String describeSyncs() {
            Spread syncs = syncMillis;
            return syncs == null ? "" : String.format(Locale.ROOT, "%.2f, %.2f", syncs.median(), syncs.at(P99));
        }

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
