package dev.berth.server.http;

import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.function.BiConsumer;

/** What operators have that the front end does not know itself. Thread-safe: every event loop asks it. */
public interface OperatorPages {
    /** Nothing. */
    OperatorPages NONE = new OperatorPages() {
        @Override
        public List<OpenPath> openPaths() {
            return List.of();
        }

        @Override
        public List<GuardedPath> guardedPaths() {
            return List.of();
        }

        @Override
        public void drain() {}
    };

    /** What everybody may {@code GET}, as it tells nothing of this server. */
    List<OpenPath> openPaths();

    /** What only those may {@code GET} who may administer the server. */
    List<GuardedPath> guardedPaths();

    /** Ends the answers that would go on by themselves; the front end is about to close. Called from any thread. */
    void drain();

    /**
     * A path that is open, for {@code GET} and {@code HEAD}.
     *
     * @param path as the router has it, such as {@code /console/*}
     * @param handler answers
     */
    record OpenPath(String path, PathHandler handler) {}

    /**
     * A path that is guarded, for {@code GET}.
     *
     * @param path as the router has it, such as {@code /admin/v1/sessions/:id}
     * @param handler answers, now or later, on the event loop that calls it
     */
    record GuardedPath(String path, BiConsumer<RoutingContext, AdminCall> handler) {}
}
