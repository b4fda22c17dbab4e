package dev.berth.bench.load.traffic;

import dev.berth.bench.load.audit.Audit;
import dev.berth.bench.load.audit.StartedCalculation;
import dev.berth.bench.load.scenario.OperationKind;

/** Tells the audit of every request and answer, whoever sent it. Belongs to the event loop. */
final class Bookkeeper implements CallListener {
    private static final String SESSION_ID = "SessionId";
    private static final String STATE = "State";

    private final Audit audit;

    Bookkeeper(Audit audit) {
        this.audit = audit;
    }

    @Override
    public void sent(Call call) {
        switch (call.kind()) {
            case START, DUPLICATE, CONCURRENT_DUPLICATE -> audit.startSent(call.session(), call.sentNanos());
            case TERMINATE -> audit.terminateSent(call.session());
            case STATUS, CALCULATION, CALCULATION_DUPLICATE, CALCULATION_STATUS, CALCULATION_LIST -> {
                // None changes what is held.
            }
        }
    }

    @Override
    public void ended(Call call, Answer answer) {
        if (answer.isMissing()) {
            endedWithoutAnswer(call);
            return;
        }
        switch (call.kind()) {
            case START, DUPLICATE, CONCURRENT_DUPLICATE -> startEnded(call, answer);
            case STATUS -> statusEnded(call, answer);
            case TERMINATE -> terminateEnded(call, answer);
            case CALCULATION -> calculationEnded(call, answer);
            case CALCULATION_DUPLICATE -> calculationStartEnded(call, answer);
            case CALCULATION_STATUS -> calculationStatusEnded(call, answer);
            case CALCULATION_LIST -> calculationListEnded(call, answer);
        }
    }

    private void endedWithoutAnswer(Call call) {
        if (call.kind() == OperationKind.CALCULATION && call.wasSent()) {
            audit.calculations().unanswered();
        }
    }

    private void startEnded(Call call, Answer answer) {
        String id = answer.text(SESSION_ID);
        if (answer.isOk() && !id.isEmpty()) {
            audit.started(call.session(), id, call.doneNanos());
        } else if (answer.refusesForGood()) {
            audit.refused(call.session(), answer.reason(), call.sentNanos());
        }
    }

    private void statusEnded(Call call, Answer answer) {
        if (answer.isOk()) {
            audit.seen(call.session(), answer.statusState(), call.sentNanos(), call.doneNanos());
        } else if (answer.deniesSubject()) {
            audit.unknown(call.session(), answer.reason());
        }
    }

    private void terminateEnded(Call call, Answer answer) {
        if (answer.isOk()) {
            audit.terminated(call.session(), answer.text(STATE), call.sentNanos(), call.doneNanos());
        } else if (answer.deniesSubject()) {
            audit.unknown(call.session(), answer.reason());
        }
    }

    /** A new calculation is accepted by an IDLE session alone, which holds its DPUs. A repetition says nothing of that. */
    private void calculationEnded(Call call, Answer answer) {
        if (answer.isOk()) {
            audit.seen(call.session(), "IDLE", call.sentNanos(), call.doneNanos());
        }
        calculationStartEnded(call, answer);
    }

    private void calculationStartEnded(Call call, Answer answer) {
        String id = answer.text(Answer.CALCULATION_ID);
        if (answer.isOk() && !id.isEmpty()) {
            audit.calculations().started(call.calculation(), id, call.doneNanos());
        } else if (answer.refusesForGood()) {
            audit.calculations().refused(call.calculation(), answer.reason(), call.sentNanos());
        }
    }

    private void calculationStatusEnded(Call call, Answer answer) {
        if (answer.isOk()) {
            audit.calculations()
                    .seen(
                            call.calculation(),
                            answer.text(SESSION_ID),
                            answer.statusState(),
                            call.sentNanos(),
                            call.doneNanos());
        } else if (answer.deniesSubject()) {
            audit.calculations().unknown(call.calculation(), answer.reason());
        }
    }

    private void calculationListEnded(Call call, Answer answer) {
        StartedCalculation calculation = call.calculation();
        answer.calculationsDescribed(calculation.token())
                .forEach(id -> audit.calculations().started(calculation, id, call.doneNanos()));
    }
}
