package dev.berth.server.athena;

import dev.berth.api.ReplaceOutcome;
import dev.berth.server.awsjson.WireException;
import java.util.concurrent.CompletableFuture;

/**
 * Answers with the outcome of reading a value, making another of it and replacing the one by the other: once more, up to
 * {@value #ATTEMPTS} times in all, if somebody else was faster. After that the client is told to try again in a while.
 *
 * <p>An attempt fails where somebody else's change was under way, and only after that one is made. So of the clients that
 * change one value at the same time one gets through each time, and about as many as there are attempts in all.
 */
final class Replacement {
    private static final int ATTEMPTS = 16;

    private final Reply reply;
    private final Attempt attempt;

    private Replacement(Reply reply, Attempt attempt) {
        this.reply = reply;
        this.attempt = attempt;
    }

    /** Reads, and begins to replace. */
    @FunctionalInterface
    interface Attempt {
        /**
         * Begins to replace the value as it is now.
         *
         * @throws WireException what to answer instead: the value is gone, or cannot become what was asked for
         */
        CompletableFuture<ReplaceOutcome> begin() throws WireException;
    }

    /** @throws WireException what the first attempt threw; the reply was not used then */
    static void answer(Reply reply, Attempt attempt) throws WireException {
        new Replacement(reply, attempt).tryUpTo(ATTEMPTS);
    }

    private void tryUpTo(int attempts) throws WireException {
        reply.sendWhenDone(attempt.begin(), outcome -> {
            switch (outcome) {
                case REPLACED -> reply.sendEmpty();
                case TOO_LARGE -> throw Errors.tooLarge();
                case OVERLOADED -> throw Errors.throttling();
                // Whoever reads again what is gone tells that it is.
                case STALE, NOT_FOUND -> {
                    if (attempts == 1) {
                        throw Errors.throttling();
                    }
                    tryUpTo(attempts - 1);
                }
            }
        });
    }
}
