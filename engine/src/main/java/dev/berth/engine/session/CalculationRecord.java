package dev.berth.engine.session;

import dev.berth.api.CalculationId;
import dev.berth.api.CalculationState;
import dev.berth.api.CalculationView;
import dev.berth.api.StartCalculation;
import dev.berth.api.StartCalculationOutcome;
import dev.berth.engine.time.RetentionQueue;
import dev.berth.spi.SessionRuntime;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A calculation. It has no status until the journal has it; from then on the applier thread alone changes that, and anybody
 * reads it. What several threads may want, each once, is claimed by a bit that is never cleared: asking it to stop, and
 * ending it.
 */
public final class CalculationRecord {
    private static final VarHandle CLAIMS;
    private static final int STOP = 1;
    private static final int END = 1 << 1;

    static {
        try {
            CLAIMS = MethodHandles.lookup().findVarHandle(CalculationRecord.class, "claims", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final CalculationId id;
    private final SessionRecord session;
    private final StartCalculation request;
    private final long submittedMillis;
    private volatile @Nullable CalculationStatus status;
    private volatile @Nullable StartCalculationOutcome withdrawal;

    @SuppressWarnings("UnusedVariable") // written through CLAIMS only
    private volatile int claims;

    private RetentionQueue.@Nullable Kept<CalculationRecord> kept;

    /** A calculation that no journal has yet. */
    public CalculationRecord(CalculationId id, SessionRecord session, StartCalculation request, long submittedMillis) {
        this.id = id;
        this.session = session;
        this.request = request;
        this.submittedMillis = submittedMillis;
    }

    /** The identity. */
    public CalculationId id() {
        return id;
    }

    /** The session that runs it. */
    public SessionRecord session() {
        return session;
    }

    /** What was asked for. */
    public StartCalculation request() {
        return request;
    }

    /** When it was accepted, in milliseconds since the epoch. */
    public long submittedMillis() {
        return submittedMillis;
    }

    /** What a runtime is told of it. */
    public SessionRuntime.Calculation toRun() {
        return new SessionRuntime.Calculation(id, session.id(), request.code());
    }

    /** Claims the request to stop; false if it was claimed before. */
    public boolean claimStop() {
        return (claim(STOP) & STOP) == 0;
    }

    /** Claims the end; false if it was claimed before. */
    public boolean claimEnd() {
        return (claim(END) & END) == 0;
    }

    /** Where it stands, or {@code null} while the journal does not have it. */
    public @Nullable CalculationStatus status() {
        return status;
    }

    /** Whether the journal has it, and it has not ended. */
    public boolean isUnfinished() {
        CalculationStatus now = status;
        return now != null && !now.state().isFinal();
    }

    /** Whether the journal has it, and it is in the given state. */
    public boolean isIn(CalculationState state) {
        CalculationStatus now = status;
        return now != null && now.state() == state;
    }

    /** Moves it. Applier thread only. */
    public void setStatus(CalculationStatus newStatus) {
        status = newStatus;
    }

    /** What its caller was told because it will never be in the journal, or {@code null}. */
    public @Nullable StartCalculationOutcome withdrawal() {
        return withdrawal;
    }

    /** Notes that it will never be in the journal. Before it gives up its session. */
    public void withdraw(StartCalculationOutcome told) {
        withdrawal = told;
    }

    /**
     * The calculation as it is now.
     *
     * @throws IllegalStateException if the journal does not have it
     */
    public CalculationView view(long nowMillis) {
        CalculationStatus now = status;
        if (now == null) {
            throw new IllegalStateException("calculation " + id + " is not in the journal");
        }
        boolean ended = now.state().isFinal();
        long lastMillis = ended ? now.sinceMillis() : nowMillis;
        return new CalculationView(
                id,
                session.id(),
                request.code(),
                request.attributes(),
                now.state(),
                now.detail(),
                Instant.ofEpochMilli(submittedMillis),
                ended ? Instant.ofEpochMilli(now.sinceMillis()) : null,
                (Math.max(0, lastMillis - submittedMillis) + 1) * session.dpus(),
                now.hasOutput());
    }

    /** About how many bytes of memory its request takes. */
    int requestBytes() {
        return request.code().length() + request.attributes().size();
    }

    RetentionQueue.@Nullable Kept<CalculationRecord> kept() {
        return kept;
    }

    void setKept(RetentionQueue.@Nullable Kept<CalculationRecord> newKept) {
        kept = newKept;
    }

    private int claim(int bit) {
        return (int) CLAIMS.getAndBitwiseOr(this, bit);
    }
}
