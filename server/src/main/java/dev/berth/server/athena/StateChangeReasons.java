package dev.berth.server.athena;

import dev.berth.api.StateReason;

/** Why a session is as it is, in the words of the service where they are known. */
final class StateChangeReasons {
    /** The model's limit. */
    static final int MAX_CHARS = 1_024;

    private StateChangeReasons() {}

    /** A text of at least one and at most {@value #MAX_CHARS} characters. */
    static String text(StateReason reason) {
        String cause = switch (reason.cause()) {
            case REQUESTED, IDLE_TIMEOUT, WORK_GROUP_DELETED -> "Session was terminated per request";
            case DEGRADED -> "Session is unhealthy";
            case DEGRADED_TIMEOUT -> "Session was unhealthy for too long";
            case LAUNCH_FAILED -> "Session could not be launched";
            case LAUNCH_DEADLINE -> "Session was not ready in time";
            case RUNTIME_FAILED -> "Session ended unexpectedly";
        };
        boolean isAsAsked = cause.equals("Session was terminated per request");
        return isAsAsked || reason.detail().isBlank() ? cause : shortened(cause + ": " + reason.detail());
    }

    /** Cut to size, and without halves of surrogate pairs, which JSON cannot carry. */
    static String shortened(String text) {
        StringBuilder kept = new StringBuilder(Math.min(text.length(), MAX_CHARS));
        text.codePoints()
                .limit(MAX_CHARS)
                .map(c -> Character.getType(c) == Character.SURROGATE ? '\uFFFD' : c)
                .forEach(kept::appendCodePoint);
        return kept.toString();
    }
}
