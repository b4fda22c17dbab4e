package dev.berth.bench.load.traffic;

import static java.util.Objects.requireNonNull;

import dev.berth.bench.load.audit.StartedCalculation;
import dev.berth.bench.load.audit.StartedSession;
import dev.berth.bench.load.scenario.OperationKind;
import io.vertx.core.buffer.Buffer;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** A request on its way, which ends exactly once. Belongs to the event loop. Times are nanoseconds on the clock of the run. */
final class Call {
    private final OperationKind kind;
    private final StartedSession session;
    private final @Nullable StartedCalculation calculation;
    private final Buffer body;
    private final BiConsumer<Call, Answer> whenDone;

    private long intendedNanos;
    private long readyNanos;
    private long sentNanos;
    private long doneNanos;
    private boolean done;
    private boolean sent;
    private Runnable afterwards = () -> {};

    /** A call that starts a session or is about one. */
    Call(OperationKind kind, StartedSession session, BiConsumer<Call, Answer> whenDone) {
        this(kind, session, null, whenDone);
    }

    /** A call that starts a calculation or is about one. */
    Call(OperationKind kind, StartedCalculation calculation, BiConsumer<Call, Answer> whenDone) {
        this(kind, calculation.session(), calculation, whenDone);
    }

    private Call(
            OperationKind kind,
            StartedSession session,
            @Nullable StartedCalculation calculation,
            BiConsumer<Call, Answer> whenDone) {
        this.kind = kind;
        this.session = session;
        this.calculation = calculation;
        this.body = Bodies.of(kind, session, calculation);
        this.whenDone = whenDone;
    }

    OperationKind kind() {
        return kind;
    }

    /** The session that it starts or is about, or that of its calculation. */
    StartedSession session() {
        return session;
    }

    /** The calculation that it starts or is about, which each call of such a kind has. */
    StartedCalculation calculation() {
        return requireNonNull(calculation);
    }

    Buffer body() {
        return body;
    }

    /** When it should have been sent. */
    long intendedNanos() {
        return intendedNanos;
    }

    void intendedAt(long nanos) {
        intendedNanos = nanos;
    }

    /** When it was taken up: from then on it waits for the server alone. */
    long readyNanos() {
        return readyNanos;
    }

    void readyAt(long nanos) {
        readyNanos = nanos;
    }

    /** When it was sent; as {@link #doneNanos()} if it never was. */
    long sentNanos() {
        return sentNanos;
    }

    void sentAt(long nanos) {
        sent = true;
        sentNanos = nanos;
    }

    /** Whether it was sent at all. */
    boolean wasSent() {
        return sent;
    }

    long doneNanos() {
        return doneNanos;
    }

    boolean isDone() {
        return done;
    }

    void doneAt(long nanos) {
        done = true;
        doneNanos = nanos;
        if (!sent) {
            sentNanos = nanos;
        }
    }

    /** What is to be done once the answer was told. */
    void then(Runnable action) {
        afterwards = action;
    }

    void tell(Answer answer) {
        whenDone.accept(this, answer);
        afterwards.run();
    }
}
