package dev.berth.engine.session;

import dev.berth.api.SessionId;
import dev.berth.api.SessionPage;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * All sessions, newest first, in the one order in which a session keeps its place from its start until it is forgotten. Leaves
 * as in {@link SessionIndex}; the applier writes, anybody reads, without locks, and meets each session once that is there all
 * the while.
 */
final class SessionSequence {
    private final LeafOrder order = new LeafOrder(0, SessionLeaf::sessions);
    private final SessionLeaves leaves = new SessionLeaves(this::replaced, order::remove);

    /** See {@link SessionTable#page}. */
    SessionPage page(@Nullable SessionId after, int limit, long nowMillis) {
        return order.page(after, limit, state -> true, nowMillis);
    }

    /** All of them, newest first: each once that is there all the while, whatever changes between two steps. */
    Iterator<SessionRecord> sessions() {
        return order.sessions();
    }

    // ---- applier only ----

    void add(SessionRecord session) {
        SessionLeaf leaf = leaves.leafFor(session.id());
        session.setPlaceInSequence(leaf, leaf.append(session));
        order.enter(leaf);
    }

    void remove(SessionRecord session) {
        SessionLeaf leaf = session.leafInSequence();
        leaf.remove(session.slotInSequence());
        session.setPlaceInSequence(null, 0);
        if (leaf.sessions() == 0) {
            order.vacate(leaf);
            leaves.lostLast(leaf);
        }
    }

    /** Takes a leaf in the place of the one that begins with the same id, if there is one. */
    private void replaced(SessionLeaf leaf) {
        leaf.forEachSlot((session, slot) -> session.setPlaceInSequence(leaf, slot));
        order.replace(leaf);
    }
}
