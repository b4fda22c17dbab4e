package dev.berth.engine.pipeline;

import dev.berth.api.CalculationState;
import dev.berth.api.StartCalculationOutcome;
import dev.berth.engine.journal.Fact;
import dev.berth.engine.session.CalculationRecord;
import dev.berth.engine.session.CalculationStatus;
import dev.berth.spi.SessionRuntime.CalculationEnd;
import java.util.Optional;

/** The changes of calculations. */
public final class CalculationChanges {
    private CalculationChanges() {}

    /** A calculation was accepted: the slot of its session is claimed for it. */
    public static final class Submitted extends AnsweredChange<StartCalculationOutcome> {
        private final CalculationRecord calculation;

        /** The acceptance of a calculation, to be answered when it is durable. */
        public Submitted(CalculationRecord calculation, Answer<StartCalculationOutcome> answer) {
            super(
                    new Fact.CalculationSubmitted(
                            calculation.id(), calculation.submittedMillis(), calculation.request()),
                    answer);
            this.calculation = calculation;
        }

        @Override
        protected void apply(Applier applier) {
            if (applier.fold().submitted(calculation)) {
                applier.announce(calculation.session());
                answer().decide(new StartCalculationOutcome.Started(calculation.id()));
                applier.runtimes().calculate(calculation);
            } else {
                // The session was told to end, or ended, before.
                StartCalculationOutcome refusal = new StartCalculationOutcome.SessionNotIdle(
                        calculation.session().state());
                calculation.withdraw(refusal);
                calculation.session().calculations().freeSlot(calculation);
                answer().decide(refusal);
            }
        }
    }

    /** Somebody repeats the request behind a calculation that has a slot, and wants to know what becomes of it. */
    public static final class Repeated extends AnsweredChange<StartCalculationOutcome> {
        private final CalculationRecord calculation;

        /** A repetition, to be answered like the first request. */
        public Repeated(CalculationRecord calculation, Answer<StartCalculationOutcome> answer) {
            super(null, answer);
            this.calculation = calculation;
        }

        @Override
        protected void apply(Applier applier) {
            StartCalculationOutcome withdrawal = calculation.withdrawal();
            if (calculation.status() != null) {
                answer().decide(new StartCalculationOutcome.Replayed(calculation.id()));
            } else if (withdrawal != null) {
                answer().decide(withdrawal);
            } else {
                // Whoever claimed the slot has yet to queue the calculation, or to give it up.
                applier.queue().offer(this);
            }
        }
    }

    /** The code of a calculation began to run: seen, not journaled. */
    static final class Started extends Change {
        private final CalculationRecord calculation;
        private final long atMillis;

        Started(CalculationRecord calculation, long atMillis) {
            super(null);
            this.calculation = calculation;
            this.atMillis = atMillis;
        }

        @Override
        protected void apply(Applier applier) {
            if (calculation.isIn(CalculationState.CREATING)) {
                calculation.setStatus(new CalculationStatus(CalculationState.RUNNING, "", atMillis, false));
            }
        }
    }

    /** A calculation was told to stop. The request is claimed. */
    public static final class StopRequested extends AnsweredChange<Optional<CalculationState>> {
        private final CalculationRecord calculation;
        private final long atMillis;

        /** The claimed request to stop a calculation. */
        public StopRequested(CalculationRecord calculation, long atMillis, Answer<Optional<CalculationState>> answer) {
            super(new Fact.CalculationStopRequested(calculation.id(), atMillis), answer);
            this.calculation = calculation;
            this.atMillis = atMillis;
        }

        @Override
        protected void apply(Applier applier) {
            if (applier.fold().stopping(calculation, atMillis)) {
                applier.runtimes().stop(calculation);
            }
            answer().decide(Optional.ofNullable(calculation.status()).map(CalculationStatus::state));
        }
    }

    /** Somebody wants to know the state to which the stop that another has claimed will lead. */
    public static final class StopAsked extends AnsweredChange<Optional<CalculationState>> {
        private final CalculationRecord calculation;

        /** A question for the state. */
        public StopAsked(CalculationRecord calculation, Answer<Optional<CalculationState>> answer) {
            super(null, answer);
            this.calculation = calculation;
        }

        @Override
        protected void apply(Applier applier) {
            CalculationStatus status = calculation.status();
            if (status != null
                    && (status.state() == CalculationState.CANCELING
                            || status.state().isFinal())) {
                answer().decide(Optional.of(status.state()));
            } else {
                // Whoever claimed the stop has yet to queue it.
                applier.queue().offer(this);
            }
        }
    }

    /** A calculation ended. The end is claimed. */
    static final class Finished extends Change {
        private final CalculationRecord calculation;
        private final CalculationEnd end;
        private final long atMillis;

        Finished(CalculationRecord calculation, CalculationEnd end, long atMillis) {
            super(new Fact.CalculationFinished(calculation.id(), atMillis, end));
            this.calculation = calculation;
            this.end = end;
            this.atMillis = atMillis;
        }

        @Override
        protected void apply(Applier applier) {
            if (applier.fold().finished(calculation, end, atMillis)) {
                applier.announce(calculation.session());
            }
        }
    }
}
