package dev.berth.engine.session;

import dev.berth.api.SessionId;
import dev.berth.api.SessionPage;
import dev.berth.api.SessionView;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentNavigableMap;
import org.jspecify.annotations.Nullable;

/**
 * All sessions, newest first, in the one order in which a session keeps its place from its start until it is forgotten. Leaves
 * as in {@link SessionIndex}; the applier writes, anybody reads, without locks, and meets each session once that is there all
 * the while.
 */
final class SessionSequence {
    private final ConcurrentNavigableMap<SessionId, SessionLeaf> order = SessionLeaf.newestFirst();
    private final SessionLeaves leaves = new SessionLeaves(leaf -> {
        if (leaf.sessions() > 0) {
            order.put(leaf.least(), leaf);
        } else {
            order.remove(leaf.least());
        }
    });

    /** See {@link SessionTable#page}. */
    SessionPage page(@Nullable SessionId after, int limit, long nowMillis) {
        List<SessionView> page = new ArrayList<>(Math.min(limit, 1_024));
        SessionId before = after;
        for (SessionLeaf leaf : (after == null ? order : order.tailMap(after, true)).values()) {
            for (SessionRecord each : leaf.newestFirst(before, session -> true)) {
                if (page.size() == limit) {
                    return new SessionPage(page, true);
                }
                page.add(each.view(nowMillis));
            }
            before = leaf.least();
        }
        return new SessionPage(page, false);
    }

    // ---- applier only ----

    void add(SessionRecord session) {
        SessionLeaf leaf = leaves.leafFor(session.id());
        leaf.append(session);
        if (leaf.sessions() == 1) {
            order.put(leaf.least(), leaf);
        }
    }

    /** Costs a search in one leaf. */
    void remove(SessionRecord session) {
        SessionLeaf leaf = leaves.leafOf(session.id());
        leaf.remove(session);
        if (leaf.sessions() == 0) {
            order.remove(leaf.least());
            leaves.lostLast(leaf);
        }
    }
}
