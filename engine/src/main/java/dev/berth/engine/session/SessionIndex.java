package dev.berth.engine.session;

import dev.berth.api.SessionPage;
import dev.berth.api.SessionQuery;
import dev.berth.api.SessionState;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The sessions of one work group, newest first: one order for each state, and one for all the active ones, so that a page
 * costs the same whatever the number of sessions and whatever the filter.
 *
 * <p>What is ordered are leaves, each with some 64 sessions whose ids are neighbours; an order has the leaves in which there
 * are sessions of its kind, and a page sorts what it takes from each. Ids rise with time, so nearly every session is
 * appended to the newest leaf. One that changes its state only changes two numbers of its leaf: the orders hear of it when
 * the first of a state comes to a leaf, or the last one goes, and let a leaf that may soon have others keep its place for a while.
 *
 * <p>The applier writes; anybody reads, without locks. A session that does not change while pages are read is on exactly
 * one of them: it stays in its slot, its leaf enters the order of a new state before it leaves that of the old one, and a
 * leaf that is divided is replaced, the newer half first, while who reads it reads it to its end. The active ones have an
 * order of their own, rather than being merged from four, because a session that moves from one state to the next between
 * two reads would be missed.
 */
public final class SessionIndex {
    private final LeafOrder active = new LeafOrder(SessionState.values().length, SessionLeaf::countActive);
    private final Map<SessionState, LeafOrder> byState = new EnumMap<>(SessionState.class);
    private final AtomicInteger live = new AtomicInteger();

    private final SessionLeaves leaves = new SessionLeaves(this::replaced, this::givenUp);

    SessionIndex() {
        for (SessionState state : SessionState.values()) {
            byState.put(state, new LeafOrder(byState.size(), leaf -> leaf.count(state)));
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
                holding.addAll(order.leaves());
            }
        });
        List<SessionRecord> sessions = new ArrayList<>();
        holding.forEach(
                leaf -> sessions.addAll(leaf.select(session -> !session.state().isEnded())));
        return sessions;
    }

    /** The sessions that a query asks for, as they are now, newest first. */
    public SessionPage page(SessionQuery query, long nowMillis) {
        SessionState state = query.state();
        return state == null
                ? active.page(query.after(), query.limit(), SessionState::isActive, nowMillis)
                : orderOf(state).page(query.after(), query.limit(), state::equals, nowMillis);
    }

    void add(SessionRecord session) {
        SessionState state = session.state();
        SessionLeaf leaf = leaves.leafFor(session.id());
        session.setPlace(leaf, leaf.append(session));
        if (leaf.enters(state)) {
            orderOf(state).enter(leaf);
        }
        if (state.isActive() && leaf.entersActive()) {
            active.enter(leaf);
        }
        if (!state.isEnded()) {
            live.incrementAndGet();
        }
    }

    void move(SessionRecord session, SessionState from, SessionState to) {
        SessionLeaf leaf = session.leaf();
        if (leaf.enters(to)) {
            orderOf(to).enter(leaf);
        }
        if (leaf.leaves(from)) {
            orderOf(from).vacate(leaf);
        }
        if (from.isActive() && !to.isActive() && leaf.leavesActive()) {
            active.vacate(leaf);
        }
        if (to.isEnded()) {
            live.decrementAndGet();
        }
    }

    void removeEnded(SessionRecord session) {
        SessionLeaf leaf = session.leaf();
        if (leaf.leaves(session.state())) {
            orderOf(session.state()).vacate(leaf);
        }
        leaf.remove(session.slot());
        if (leaf.sessions() == 0) {
            leaves.lostLast(leaf);
        }
    }

    /** How many entries all the orders have, for tests: two for an active session, one for another. Costs O(leaves). */
    int entries() {
        int entries =
                active.leaves().stream().mapToInt(SessionLeaf::countActive).sum();
        for (Map.Entry<SessionState, LeafOrder> each : byState.entrySet()) {
            entries += each.getValue().leaves().stream()
                    .mapToInt(leaf -> leaf.count(each.getKey()))
                    .sum();
        }
        return entries;
    }

    /** How many leaves there are, and how many places they have in all the orders, for tests. */
    int leaves() {
        return leaves.size()
                + active.leaves().size()
                + byState.values().stream()
                        .mapToInt(order -> order.leaves().size())
                        .sum();
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
        byState.forEach((state, order) -> order.replace(leaf));
        active.replace(leaf);
    }

    private void givenUp(SessionLeaf leaf) {
        byState.values().forEach(order -> order.remove(leaf));
        active.remove(leaf);
    }

    private LeafOrder orderOf(SessionState state) {
        LeafOrder order = byState.get(state);
        if (order == null) {
            throw new IllegalStateException("no order for " + state);
        }
        return order;
    }
}
