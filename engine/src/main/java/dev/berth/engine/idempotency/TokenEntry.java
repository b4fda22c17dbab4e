package dev.berth.engine.idempotency;

import dev.berth.api.StartSession;

/** What is remembered under a token. */
public sealed interface TokenEntry permits TokenHolder, RetainedToken {

    /**
     * Answers a repetition: at once if the outcome of the first use is known, else when it is.
     *
     * @param request the repetition, which may ask for something else than the first use did
     */
    void answer(StartSession request, Waiter waiter);
}
