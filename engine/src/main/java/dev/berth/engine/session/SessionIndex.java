package dev.berth.engine.session;

import dev.berth.api.SessionId;
import dev.berth.api.SessionPage;
import dev.berth.api.SessionQuery;
import dev.berth.api.SessionState;
import dev.berth.api.SessionView;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The sessions of one work group, newest first: one order for each state, and one for all the active ones, so that a page
 * costs the same whatever the number of sessions and whatever the filter.
 *
 * <p>What is ordered are leaves, each with some 64 sessions whose ids are neighbours; an order has the leaves in which there
 * are sessions of its kind, and a page sorts what it takes from each. Ids rise with time, so nearly every session is
 * appended to the newest leaf. One that changes its state only changes two numbers of its leaf: the orders hear of it when
 * the first of a state comes to a leaf, or the last one goes.
 *
 * <p>The applier writes; anybody reads, without locks. A session that does not change while pages are read is on exactly
 * one of them: it stays in its slot, its leaf enters the order of a new state before it leaves that of the old one, and a
 * leaf that is divided is replaced, the newer half first, while who reads it reads it to its end. The active ones have an
 * order of their own, rather than being merged from four, because a session that moves from one state to the next between
 * two reads would be missed.
 */
public final class SessionIndex {
    private final ConcurrentNavigableMap<SessionId, SessionLeaf> active = SessionLeaf.newestFirst();
    private final Map<SessionState, ConcurrentNavigableMap<SessionId, SessionLeaf>> byState =
            new EnumMap<>(SessionState.class);
    private final AtomicInteger live = new AtomicInteger();

    private final SessionLeaves leaves = new SessionLeaves(this::replaced);

    SessionIndex() {
        for (SessionState state : SessionState.values()) {
            byState.put(state, SessionLeaf.newestFirst());
        }
    }

    /** How many sessions have not ended. */
    public int live() {
        return live.get();
    }

    /** The sessions that have not ended, in no particular order. Applier thread only. */
    public List<SessionRecord> liveSessions() {
        Set<SessionLeaf> holding = new LinkedHashSet<>();
        byState.forEach((state, order) -> {
            if (!state.isEnded()) {
                holding.addAll(order.values());
            }
        });
        List<SessionRecord> sessions = new ArrayList<>();
        holding.forEach(
                leaf -> sessions.addAll(leaf.select(session -> !session.state().isEnded())));
        return sessions;
    }

    /**
     * The sessions that a query asks for, as they are now, newest first. The status of a session changes before its place in
     * here does; one that is between the two is left out, so that no view shows another state than the query names.
     */
    public SessionPage page(SessionQuery query, long nowMillis) {
        List<SessionView> page = new ArrayList<>(Math.min(query.limit(), 128));
        SessionId before = query.after();
        for (SessionLeaf leaf : order(query).values()) {
            for (SessionRecord each : leaf.newestFirst(before, session -> isAskedFor(session.state(), query))) {
                SessionView view = each.view(nowMillis);
                if (isAskedFor(view.state(), query)) {
                    if (page.size() == query.limit()) {
                        return new SessionPage(page, true);
                    }
                    page.add(view);
                }
            }
            before = leaf.least();
        }
        return new SessionPage(page, false);
    }

    /** The order that a query goes through, from the leaf in which its page begins. */
    private ConcurrentNavigableMap<SessionId, SessionLeaf> order(SessionQuery query) {
        SessionState state = query.state();
        SessionId after = query.after();
        ConcurrentNavigableMap<SessionId, SessionLeaf> order = state == null ? active : orderOf(state);
        return after == null ? order : order.tailMap(after, true);
    }

    private static boolean isAskedFor(SessionState state, SessionQuery query) {
        return query.state() == null ? state.isActive() : state == query.state();
    }

    void add(SessionRecord session) {
        SessionState state = session.state();
        SessionLeaf leaf = leaves.leafFor(session.id());
        session.setPlace(leaf, leaf.append(session));
        if (leaf.enters(state)) {
            orderOf(state).put(leaf.least(), leaf);
        }
        if (state.isActive() && leaf.entersActive()) {
            active.put(leaf.least(), leaf);
        }
        if (!state.isEnded()) {
            live.incrementAndGet();
        }
    }

    void move(SessionRecord session, SessionState from, SessionState to) {
        SessionLeaf leaf = session.leaf();
        if (leaf.enters(to)) {
            orderOf(to).put(leaf.least(), leaf);
        }
        if (leaf.leaves(from)) {
            orderOf(from).remove(leaf.least());
        }
        if (from.isActive() && !to.isActive() && leaf.leavesActive()) {
            active.remove(leaf.least());
        }
        if (to.isEnded()) {
            live.decrementAndGet();
        }
    }

    void removeEnded(SessionRecord session) {
        SessionLeaf leaf = session.leaf();
        if (leaf.leaves(session.state())) {
            orderOf(session.state()).remove(leaf.least());
        }
        leaf.remove(session.slot());
        if (leaf.sessions() == 0) {
            leaves.lostLast(leaf);
        }
    }

    /** How many entries all the orders have, for tests: two for an active session, one for another. Costs O(leaves). */
    int entries() {
        int entries =
                active.values().stream().mapToInt(SessionLeaf::countActive).sum();
        for (Map.Entry<SessionState, ConcurrentNavigableMap<SessionId, SessionLeaf>> each : byState.entrySet()) {
            entries += each.getValue().values().stream()
                    .mapToInt(leaf -> leaf.count(each.getKey()))
                    .sum();
        }
        return entries;
    }

    /** How many leaves there are, and how many places they have in all the orders, for tests. */
    int leaves() {
        return leaves.size()
                + active.size()
                + byState.values().stream().mapToInt(Map::size).sum();
    }

    /** Takes a leaf in the place of the one that begins with the same id, if there is one. */
    private void replaced(SessionLeaf leaf) {
        leaf.forEachSlot((session, slot) -> {
            session.setPlace(leaf, slot);
            leaf.enters(session.state());
            if (session.state().isActive()) {
                leaf.entersActive();
            }
        });
        byState.forEach((state, order) -> put(leaf, leaf.count(state), order));
        put(leaf, leaf.countActive(), active);
    }

    private static void put(SessionLeaf leaf, int count, ConcurrentNavigableMap<SessionId, SessionLeaf> order) {
        if (count > 0) {
            order.put(leaf.least(), leaf);
        } else {
            order.remove(leaf.least());
        }
    }

    private ConcurrentNavigableMap<SessionId, SessionLeaf> orderOf(SessionState state) {
        ConcurrentNavigableMap<SessionId, SessionLeaf> order = byState.get(state);
        if (order == null) {
            throw new IllegalStateException("no order for " + state);
        }
        return order;
    }
}
