package dev.berth.bench.load.audit;

import java.util.Set;

/** What a state in an answer says of a session. */
final class SessionStates {
    private static final Set<String> WITHOUT_END = Set.of("CREATING", "CREATED", "IDLE", "BUSY");
    private static final Set<String> ENDED = Set.of("TERMINATED", "FAILED");
    private static final String ENDING = "TERMINATING";

    private SessionStates() {}

    /** Whether its end has not even begun. */
    static boolean isWithoutEnd(String state) {
        return WITHOUT_END.contains(state);
    }

    /** Whether it certainly holds its DPUs. A session that is DEGRADED may, so that proves nothing. */
    static boolean holds(String state) {
        return isWithoutEnd(state) || state.equals(ENDING);
    }

    static boolean isEnded(String state) {
        return ENDED.contains(state);
    }
}
