package dev.berth.bench.load.audit;

import org.jspecify.annotations.Nullable;

/**
 * A token, and what is known of the calculation that it starts. Changed by the {@link CalculationAudit} alone, on its thread.
 * Times are nanoseconds on the clock of the run.
 */
public final class StartedCalculation {
    private static final long NEVER = Long.MIN_VALUE;

    private final String token;
    private final StartedSession session;
    private final long endsSeenBefore;

    private @Nullable String id;
    private @Nullable String end;
    private long answeredNanos = NEVER;
    private long endSeenNanos = NEVER;
    private boolean lost;

    /**
     * @param endsSeenBefore how many other calculations had been seen to have ended before this one was asked for
     */
    StartedCalculation(String token, StartedSession session, long endsSeenBefore) {
        this.token = token;
        this.session = session;
        this.endsSeenBefore = endsSeenBefore;
    }

    /** The token of its start. */
    public String token() {
        return token;
    }

    /** The session that is to run it. */
    public StartedSession session() {
        return session;
    }

    /** The calculation, once a start with the token has been answered with one. */
    public @Nullable String id() {
        return id;
    }

    boolean isAcknowledged() {
        return id != null;
    }

    void answered(String calculationId, long nanos) {
        id = calculationId;
        answeredNanos = nanos;
    }

    long answeredNanos() {
        return answeredNanos;
    }

    long endsSeenBefore() {
        return endsSeenBefore;
    }

    /** The state in which it was seen to have ended; null if it never was. */
    @Nullable
    String end() {
        return end;
    }

    void endSeen(String state, long nanos) {
        end = state;
        endSeenNanos = nanos;
    }

    /** Whether it was seen to have ended before this time. */
    boolean isEndSeenBefore(long nanos) {
        return end != null && endSeenNanos < nanos;
    }

    /** Whether it was already found to be lost. */
    boolean isLost() {
        return lost;
    }

    void lost() {
        lost = true;
    }
}
