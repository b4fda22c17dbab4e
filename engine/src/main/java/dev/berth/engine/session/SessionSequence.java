package dev.berth.engine.session;

import dev.berth.api.SessionId;
import dev.berth.api.SessionPage;
import org.jspecify.annotations.Nullable;

/**
 * All sessions, newest first, in the one order in which a session keeps its place from its start until it is forgotten. Leaves
 * as in {@link SessionIndex}; the applier writes, anybody reads, without locks, and meets each session once that is there all
 * the while.
 */
final class SessionSequence {
    private final LeafOrder order = new LeafOrder();
    private final SessionLeaves leaves = new SessionLeaves(leaf -> order.put(leaf, leaf.sessions()));

    /** See {@link SessionTable#page}. */
    SessionPage page(@Nullable SessionId after, int limit, long nowMillis) {
        return order.page(after, limit, state -> true, nowMillis);
    }

    // ---- applier only ----

    void add(SessionRecord session) {
        SessionLeaf leaf = leaves.leafFor(session.id());
        leaf.append(session);
        if (leaf.sessions() == 1) {
            order.put(leaf);
        }
    }

    /** Costs a search in one leaf. */
    void remove(SessionRecord session) {
        SessionLeaf leaf = leaves.leafOf(session.id());
        leaf.remove(session);
        if (leaf.sessions() == 0) {
            order.remove(leaf);
            leaves.lostLast(leaf);
        }
    }
}
