package dev.berth.engine.pipeline;

import dev.berth.api.SchedulerException;
import dev.berth.engine.journal.Fact;
import org.jspecify.annotations.Nullable;

/**
 * A change that one caller waits for.
 *
 * @param <T> what he is answered
 */
abstract class AnsweredChange<T> extends Change {
    private final Answer<T> answer;

    /** A change that is journaled as the given fact, or not at all, and then answered. */
    AnsweredChange(@Nullable Fact fact, Answer<T> answer) {
        super(fact);
        this.answer = answer;
    }

    /** What the caller waits for. */
    final Answer<T> answer() {
        return answer;
    }

    @Override
    protected final boolean isAwaited() {
        return true;
    }

    @Override
    protected final void fail(SchedulerException cause) {
        answer.decideFault(cause);
    }
}
