package dev.berth.engine;

import dev.berth.api.SessionState;
import java.util.Map;

/**
 * The levels of an engine at about one instant, for gauges. Taking one costs O(1).
 *
 * @param sessions how many sessions are known in each state, ended ones included
 * @param liveSessions how many sessions hold DPUs, those not yet in the journal included
 * @param claimedDpus the DPUs of starts that were admitted and are not yet applied; 0 when nothing is in flight
 * @param auditDifferenceDpus held − (live in the table + claimed), as of the last applied batch; anything but 0 is a defect
 * @param queuedChanges how many changes wait for the applier
 * @param runningCalculations how many calculations were accepted and have not ended
 * @param tokens how many request tokens are remembered
 * @param oldestTokenMillis how long ago the session of the oldest remembered token of an ended session ended; 0 if none
 * @param failed whether the engine can no longer acknowledge anything
 */
public record EngineSnapshot(
        Map<SessionState, Long> sessions,
        int liveSessions,
        int claimedDpus,
        long auditDifferenceDpus,
        int queuedChanges,
        int runningCalculations,
        long tokens,
        long oldestTokenMillis,
        boolean failed) {

    /** How many sessions are known that have ended. */
    public long endedSessions() {
        return sessions.entrySet().stream()
                .filter(each -> each.getKey().isEnded())
                .mapToLong(Map.Entry::getValue)
                .sum();
    }
}
