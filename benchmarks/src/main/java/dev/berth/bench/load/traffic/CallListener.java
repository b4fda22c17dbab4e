package dev.berth.bench.load.traffic;

/** Hears what becomes of calls, on the event loop. */
interface CallListener {
    /** The request is about to be written. */
    void sent(Call call);

    /** The call has ended. */
    void ended(Call call, Answer answer);
}
