package dev.berth.engine.admission;

import dev.berth.api.CalculationId;
import dev.berth.api.CalculationState;
import dev.berth.api.RequestToken;
import dev.berth.api.SessionId;
import dev.berth.api.SessionState;
import dev.berth.api.StartCalculation;
import dev.berth.api.StartCalculationOutcome;
import dev.berth.engine.pipeline.Answer;
import dev.berth.engine.pipeline.CalculationChanges;
import dev.berth.engine.pipeline.Change;
import dev.berth.engine.pipeline.ChangeQueue;
import dev.berth.engine.session.CalculationRecord;
import dev.berth.engine.session.CalculationStatus;
import dev.berth.engine.session.SessionCalculations;
import dev.berth.engine.session.SessionIdGenerator;
import dev.berth.engine.session.SessionRecord;
import dev.berth.engine.session.SessionTable;
import dev.berth.spi.Journal;
import dev.berth.spi.SessionRuntime;
import dev.berth.spi.TimeSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Accepts calculations or refuses them, on the caller's thread, without waiting. What two of them could both want is the
 * session's one slot: it is claimed before the calculation is queued, and given up at once where something else refuses.
 * Thread-safe.
 *
 * <p>A token is looked for three times, because what holds it moves: among what the journal has, in the slot, and among what
 * the journal has once more, where the one in the slot may have gone in the meantime. So a repetition is never refused because
 * of the calculation that it repeats.
 */
public final class CalculationAdmission {
    private final SessionTable table;
    private final ChangeQueue queue;
    private final Journal journal;
    private final TimeSource time;
    private final SessionIdGenerator ids;

    /** An admission to the sessions of the given table. */
    public CalculationAdmission(
            SessionTable table, ChangeQueue queue, Journal journal, TimeSource time, SessionIdGenerator ids) {
        this.table = table;
        this.queue = queue;
        this.journal = journal;
        this.time = time;
        this.ids = ids;
    }

    /**
     * Accepts a calculation, refuses it, or repeats an earlier answer.
     *
     * @param answer decided when the calculation is in the journal
     * @return that answer, or one that is complete
     */
    public CompletableFuture<StartCalculationOutcome> start(
            StartCalculation request, Answer<StartCalculationOutcome> answer) {
        SessionRecord session = table.session(request.session());
        if (session == null) {
            return CompletableFuture.completedFuture(new StartCalculationOutcome.UnknownSession());
        }
        StartCalculationOutcome known = repetition(request, session.calculationsIfAny());
        if (known == null) {
            known = admit(request, session, answer);
        }
        return known == null ? answer : CompletableFuture.completedFuture(known);
    }

    /** Queues the calculation, or says why not. */
    private @Nullable StartCalculationOutcome admit(
            StartCalculation request, SessionRecord session, Answer<StartCalculationOutcome> answer) {
        SessionRuntime runtime = session.workGroup().runtime();
        if (runtime == null || !runtime.runsCalculations()) {
            return new StartCalculationOutcome.NotSupported();
        }
        if (session.state() != SessionState.IDLE && session.state() != SessionState.BUSY) {
            return new StartCalculationOutcome.SessionNotIdle(session.state());
        }
        if (queue.isFull() || !journal.acceptsNewWork()) {
            return new StartCalculationOutcome.Overloaded();
        }
        long nowMillis = time.epochMillis();
        SessionId unique = ids.next(nowMillis);
        CalculationRecord calculation =
                new CalculationRecord(new CalculationId(unique.high(), unique.low()), session, request, nowMillis);
        CalculationChanges.Submitted change = new CalculationChanges.Submitted(calculation, answer);
        if (!change.fits(journal)) {
            return new StartCalculationOutcome.TooLarge(journal.maxBatchBytes());
        }
        SessionCalculations calculations = session.calculations();
        CalculationRecord holder = calculations.claimSlot(calculation);
        if (holder != null) {
            return repetitionOrBusy(request, calculations, holder, answer);
        }
        StartCalculationOutcome refusal = refusalInSlot(request, session, calculations);
        if (refusal == null) {
            queue.offer(change, answer.lane());
        } else {
            calculation.withdraw(refusal);
            calculations.freeSlot(calculation);
        }
        return refusal;
    }

    /** What can only be known for certain by whoever has the slot. */
    private static @Nullable StartCalculationOutcome refusalInSlot(
            StartCalculation request, SessionRecord session, SessionCalculations calculations) {
        StartCalculationOutcome known = repetition(request, calculations);
        if (known != null) {
            return known;
        }
        SessionState state = session.state();
        if (state == SessionState.IDLE && session.isEndClaimed()) {
            return new StartCalculationOutcome.SessionNotIdle(SessionState.TERMINATING);
        }
        return state == SessionState.IDLE ? null : new StartCalculationOutcome.SessionNotIdle(state);
    }

    private @Nullable StartCalculationOutcome repetitionOrBusy(
            StartCalculation request,
            SessionCalculations calculations,
            CalculationRecord holder,
            Answer<StartCalculationOutcome> answer) {
        RequestToken token = request.token();
        if (token != null && token.equals(holder.request().token())) {
            if (!request.asksTheSameAs(holder.request())) {
                return new StartCalculationOutcome.TokenReused();
            }
            queue.offer(new CalculationChanges.Repeated(holder, answer), answer.lane());
            return null;
        }
        StartCalculationOutcome known = repetition(request, calculations);
        return known != null ? known : new StartCalculationOutcome.SessionNotIdle(SessionState.BUSY);
    }

    /** The answer to a request whose token belongs to a calculation that the journal has, or {@code null}. */
    private static @Nullable StartCalculationOutcome repetition(
            StartCalculation request, @Nullable SessionCalculations calculations) {
        RequestToken token = request.token();
        CalculationRecord first = token == null || calculations == null ? null : calculations.find(token);
        if (first == null) {
            return null;
        }
        return request.asksTheSameAs(first.request())
                ? new StartCalculationOutcome.Replayed(first.id())
                : new StartCalculationOutcome.TokenReused();
    }

    /**
     * Asks for the end of a calculation.
     *
     * @param answer decided when the request is in the journal
     * @return that answer, or one that is complete
     */
    public CompletableFuture<Optional<CalculationState>> stop(
            CalculationId id, Answer<Optional<CalculationState>> answer) {
        CalculationRecord calculation = table.calculations().calculation(id);
        CalculationStatus status = calculation == null ? null : calculation.status();
        if (calculation == null || status == null) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        if (status.state().isFinal() || status.state() == CalculationState.CANCELING) {
            return CompletableFuture.completedFuture(Optional.of(status.state()));
        }
        Change change = calculation.claimStop()
                ? new CalculationChanges.StopRequested(calculation, time.epochMillis(), answer)
                : new CalculationChanges.StopAsked(calculation, answer);
        queue.offer(change, answer.lane());
        return answer;
    }
}
