package dev.berth.server.http;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** How many connections there are, over all event loops. Thread-safe. */
final class ConnectionCount {
    private final AtomicInteger open = new AtomicInteger();
    private final LongAdder refused = new LongAdder();

    /** One more is open; gives the number with it. */
    int opened() {
        return open.incrementAndGet();
    }

    void closed() {
        open.decrementAndGet();
    }

    void refused() {
        refused.increment();
    }

    int open() {
        return open.get();
    }

    long allRefused() {
        return refused.sum();
    }
}
