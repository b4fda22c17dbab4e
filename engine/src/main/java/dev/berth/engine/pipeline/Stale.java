package dev.berth.engine.pipeline;

import dev.berth.api.ReplaceOutcome;
import dev.berth.api.SchedulerException;

/**
 * Somebody wanted to replace what another change that is under way replaces. He is told in his turn, so that he finds the
 * result of that change, in almost every case, when he looks again.
 */
public final class Stale extends Change {
    private final Answer<ReplaceOutcome> answer;

    /** An answer that takes its turn. */
    public Stale(Answer<ReplaceOutcome> answer) {
        super(null);
        this.answer = answer;
    }

    @Override
    protected void apply(Applier applier) {
        answer.decide(ReplaceOutcome.STALE);
    }

    @Override
    protected void fail(SchedulerException cause) {
        answer.decideFault(cause);
    }
}
