package dev.berth.server.runtime.jupyter;

import dev.berth.api.SessionId;
import java.util.LinkedHashMap;
import java.util.Map;

/** Lets so many kernels start at a time; the others wait in order. For the kernels' thread only. */
final class LaunchLine {
    private final Map<SessionId, Runnable> waiting = new LinkedHashMap<>();
    private int free;

    LaunchLine(int atOnce) {
        free = atOnce;
    }

    /** Begins at once, or when it is its turn; {@link #done} must follow. */
    void join(SessionId id, Runnable begin) {
        waiting.put(id, begin);
        beginNext();
    }

    /** Leaves the line; nothing happens to one that has begun. */
    void leave(SessionId id) {
        waiting.remove(id);
    }

    /** One that has begun is through. */
    void done() {
        free++;
        beginNext();
    }

    private void beginNext() {
        while (free > 0 && !waiting.isEmpty()) {
            free--;
            SessionId next = waiting.keySet().iterator().next();
            Runnable begin = waiting.remove(next);
            if (begin != null) {
                begin.run();
            }
        }
    }
}
