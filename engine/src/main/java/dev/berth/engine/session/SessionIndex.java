package dev.berth.engine.session;

import dev.berth.api.SessionId;
import dev.berth.api.SessionState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

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
     * Up to {@code limit} sessions after the given one, newest first.
     *
     * @param state only those in this state, or {@code null} for the active ones
     */
    public List<SessionRecord> page(@Nullable SessionState state, @Nullable SessionId after, int limit) {
        ConcurrentNavigableMap<SessionId, SessionRecord> order = state == null ? active : orderOf(state);
        ConcurrentNavigableMap<SessionId, SessionRecord> rest = after == null ? order : order.tailMap(after, false);
        List<SessionRecord> page = new ArrayList<>(Math.min(limit, 128));
        for (SessionRecord each : rest.values()) {
            if (page.size() == limit) {
                break;
            }
            page.add(each);
        }
        return page;
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
