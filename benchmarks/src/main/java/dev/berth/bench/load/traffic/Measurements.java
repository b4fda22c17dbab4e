package dev.berth.bench.load.traffic;

import dev.berth.bench.load.scenario.OperationKind;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.HdrHistogram.Histogram;

/**
 * What was measured of a load. Latencies are nanoseconds. The warm-up is in the timeline and nowhere else.
 *
 * @param corrected latency from the intended start, of all requests; in a closed loop the same as naive
 * @param naive latency from the sending
 * @param perOperation latency from the intended start, by operation
 * @param lateness how late the generator took requests up
 * @param connectionWait how long requests then waited for a connection
 * @param outcomes how many requests ended how, by operation and reason
 * @param timeline second by second
 * @param warmUpRequests how many requests the warm-up had
 * @param seconds how long the measured part took
 */
public record Measurements(
        Histogram corrected,
        Histogram naive,
        Map<OperationKind, Histogram> perOperation,
        Histogram lateness,
        Histogram connectionWait,
        Map<OperationKind, SortedMap<String, Long>> outcomes,
        List<Interval> timeline,
        long warmUpRequests,
        double seconds) {

    /** How many requests were measured. */
    public long requests() {
        return corrected.getTotalCount();
    }

    /** How many of these were answered as hoped. */
    public long ok() {
        return outcomes.values().stream()
                .mapToLong(reasons -> reasons.getOrDefault(Answer.OK, 0L))
                .sum();
    }

    /** How many had no answer. */
    public long unanswered() {
        return outcomes.values().stream()
                .mapToLong(reasons -> Recorder.NO_ANSWERS.stream()
                        .mapToLong(reason -> reasons.getOrDefault(reason, 0L))
                        .sum())
                .sum();
    }

    /** Measured requests that ended, per second. */
    public double rate() {
        return seconds == 0 ? 0 : requests() / seconds;
    }
}
