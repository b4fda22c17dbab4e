package dev.berth.bench.load.traffic;

import dev.berth.bench.load.audit.Audit;
import dev.berth.bench.load.audit.StartedSession;

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
            case STATUS, CALCULATION -> {
                // Neither changes what is held.
            }
        }
    }

    @Override
    public void ended(Call call, Answer answer) {
        if (answer.isMissing()) {
            return;
        }
        switch (call.kind()) {
            case START, DUPLICATE, CONCURRENT_DUPLICATE -> startEnded(call, answer);
            case STATUS -> statusEnded(call, answer);
            case TERMINATE -> terminateEnded(call, answer);
            case CALCULATION -> calculationEnded(call, answer);
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
        } else if (answer.deniesSession()) {
            audit.unknown(call.session(), answer.reason());
        }
    }

    private void terminateEnded(Call call, Answer answer) {
        if (answer.isOk()) {
            audit.terminated(call.session(), answer.text(STATE), call.sentNanos(), call.doneNanos());
        } else if (answer.deniesSession()) {
            audit.unknown(call.session(), answer.reason());
        }
    }

    /** A calculation is accepted by an IDLE session alone, which holds its DPUs. */
    private void calculationEnded(Call call, Answer answer) {
        StartedSession session = call.session();
        if (answer.isOk()) {
            audit.seen(session, "IDLE", call.sentNanos(), call.doneNanos());
        }
    }
}
