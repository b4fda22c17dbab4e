package dev.berth.engine.pipeline;

import dev.berth.api.ReplaceOutcome;

/**
 * Somebody wanted to replace what another change that is under way replaces. He is told in his turn, so that he finds the
 * result of that change, in almost every case, when he looks again.
 */
public final class Stale extends AnsweredChange<ReplaceOutcome> {

    /** An answer that takes its turn. */
    public Stale(Answer<ReplaceOutcome> answer) {
        super(null, answer);
    }

    @Override
    protected void apply(Applier applier) {
        answer().decide(ReplaceOutcome.STALE);
    }
}
