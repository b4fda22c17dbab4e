package dev.berth.bench.load.audit;

import org.jspecify.annotations.Nullable;

/**
 * A token, and what is known of the session that it starts. Changed by the {@link Audit} alone, on its thread. Times are
 * nanoseconds on the clock of the run.
 */
public final class StartedSession {
    private static final long NEVER = Long.MIN_VALUE;
    static final int NOWHERE = -1;

    private final String token;
    private final String workGroup;
    private final int dpus;

    private @Nullable String id;
    private long sentNanos = NEVER;
    private long answeredNanos = NEVER;
    private long provenLiveNanos = NEVER;
    private long endAcknowledgedNanos = NEVER;
    private boolean believedLive;
    private boolean lost;

    /** Its place in the list of sessions that are believed to live. */
    private int liveIndex = NOWHERE;

    StartedSession(String token, String workGroup, int dpus) {
        this.token = token;
        this.workGroup = workGroup;
        this.dpus = dpus;
    }

    /** The token of its start. */
    public String token() {
        return token;
    }

    /** The work group that its start names. */
    public String workGroup() {
        return workGroup;
    }

    /** The DPUs that its start asks for. */
    public int dpus() {
        return dpus;
    }

    /** The session, once a start with the token has been answered with one. */
    public @Nullable String id() {
        return id;
    }

    /** Whether its start was acknowledged. */
    public boolean isAcknowledged() {
        return id != null;
    }

    boolean isSent() {
        return sentNanos != NEVER;
    }

    void sentAt(long nanos) {
        sentNanos = nanos;
    }

    long sentNanos() {
        return sentNanos;
    }

    void answered(String sessionId, long nanos) {
        id = sessionId;
        answeredNanos = nanos;
        believedLive = true;
    }

    long answeredNanos() {
        return answeredNanos;
    }

    boolean isBelievedLive() {
        return believedLive;
    }

    void noLongerBelievedLive() {
        believedLive = false;
    }

    /** It was alive when a request was sent at this time. */
    void provenLiveAt(long nanos) {
        provenLiveNanos = Math.max(provenLiveNanos, nanos);
    }

    /** Up to when it is certain that it lived; before {@link #answeredNanos()} if it never was. */
    long provenLiveNanos() {
        return provenLiveNanos;
    }

    void endAcknowledgedAt(long nanos) {
        if (endAcknowledgedNanos == NEVER) {
            endAcknowledgedNanos = nanos;
        }
    }

    /** Whether its end was acknowledged before this time. */
    boolean isEndAcknowledgedBefore(long nanos) {
        return endAcknowledgedNanos != NEVER && endAcknowledgedNanos < nanos;
    }

    /** Whether it was already found to be lost. */
    boolean isLost() {
        return lost;
    }

    void lost() {
        lost = true;
    }

    int liveIndex() {
        return liveIndex;
    }

    void moveToLiveIndex(int index) {
        liveIndex = index;
    }
}
