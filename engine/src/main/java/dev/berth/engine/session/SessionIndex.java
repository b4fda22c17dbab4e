package dev.berth.engine.session;

import dev.berth.api.SessionId;
import dev.berth.api.SessionPage;
import dev.berth.api.SessionQuery;
import dev.berth.api.SessionState;
import dev.berth.api.SessionView;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The sessions of one work group, newest first: one order for each state, and one for all the active ones, so that a page
 * costs the same whatever the number of sessions and whatever the filter.
 *
 * <p>The applier writes; anybody reads, without locks. A session that does not change while pages are read is on exactly
 * one of them. The active ones have an order of their own, rather than being merged from four, because a session that
 * moves from one state to the next between two reads would be missed.
 */
public final class SessionIndex {
    private final ConcurrentNavigableMap<SessionId, SessionRecord> active = newestFirst();
    private final Map<SessionState, ConcurrentNavigableMap<SessionId, SessionRecord>> byState =
            new EnumMap<>(SessionState.class);
    private final AtomicInteger live = new AtomicInteger();

    SessionIndex() {
        for (SessionState state : SessionState.values()) {
            byState.put(state, newestFirst());
        }
    }

    /** How many sessions have not ended. */
    public int live() {
        return live.get();
    }

    /** The sessions that have not ended, in no particular order, while they change. */
    public Collection<SessionRecord> liveSessions() {
        List<SessionRecord> sessions = new ArrayList<>();
        byState.forEach((state, records) -> {
            if (!state.isEnded()) {
                sessions.addAll(records.values());
            }
        });
        return sessions;
    }

    /**
     * The sessions that a query asks for, as they are now, newest first. The status of a session changes before its place in
     * here does; one that is between the two is left out, so that no view shows another state than the query names.
     */
    public SessionPage page(SessionQuery query, long nowMillis) {
        List<SessionView> page = new ArrayList<>(Math.min(query.limit(), 128));
        for (SessionRecord each : order(query).values()) {
            SessionView view = each.view(nowMillis);
            if (isAskedFor(view.state(), query)) {
                if (page.size() == query.limit()) {
                    return new SessionPage(page, true);
                }
                page.add(view);
            }
        }
        return new SessionPage(page, false);
    }

    /** The order that a query goes through, from where its page begins. */
    private ConcurrentNavigableMap<SessionId, SessionRecord> order(SessionQuery query) {
        SessionState state = query.state();
        SessionId after = query.after();
        ConcurrentNavigableMap<SessionId, SessionRecord> order = state == null ? active : orderOf(state);
        return after == null ? order : order.tailMap(after, false);
    }

    private static boolean isAskedFor(SessionState state, SessionQuery query) {
        return query.state() == null ? state.isActive() : state == query.state();
    }

    /** How many entries all the orders have, for tests: two for an active session, one for another. Costs O(entries). */
    int entries() {
        return active.size() + byState.values().stream().mapToInt(Map::size).sum();
    }

    void add(SessionRecord session) {
        SessionState state = session.state();
        orderOf(state).put(session.id(), session);
        if (state.isActive()) {
            active.put(session.id(), session);
        }
        if (!state.isEnded()) {
            live.incrementAndGet();
        }
    }

    void move(SessionRecord session, SessionState from, SessionState to) {
        orderOf(to).put(session.id(), session);
        orderOf(from).remove(session.id());
        if (from.isActive() && !to.isActive()) {
            active.remove(session.id());
        }
        if (to.isEnded()) {
            live.decrementAndGet();
        }
    }

    void removeEnded(SessionRecord session) {
        orderOf(session.state()).remove(session.id());
    }

    private ConcurrentNavigableMap<SessionId, SessionRecord> orderOf(SessionState state) {
        ConcurrentNavigableMap<SessionId, SessionRecord> order = byState.get(state);
        if (order == null) {
            throw new IllegalStateException("no order for " + state);
        }
        return order;
    }

    private static ConcurrentNavigableMap<SessionId, SessionRecord> newestFirst() {
        return new ConcurrentSkipListMap<>(Comparator.reverseOrder());
    }
}
