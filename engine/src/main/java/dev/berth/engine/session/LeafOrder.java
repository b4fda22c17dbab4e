package dev.berth.engine.session;

import dev.berth.api.SessionId;
import dev.berth.api.SessionPage;
import dev.berth.api.SessionState;
import dev.berth.api.SessionView;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The leaves that have sessions of one kind, newest first. The applier writes; anybody reads pages, without locks. A session
 * that is of the kind all the while is on exactly one page, as {@link SessionIndex} says.
 */
final class LeafOrder {
    private static final Comparator<SessionRecord> NEWEST_FIRST =
            Comparator.comparing(SessionRecord::id).reversed();

    private final ConcurrentNavigableMap<SessionId, SessionLeaf> leaves =
            new ConcurrentSkipListMap<>(Comparator.reverseOrder());

    /**
     * A page of the sessions, as they are now, newest first. The status of a session changes before its place does; one that is
     * between the two is left out, so that no view shows a state that was not asked for.
     *
     * @param after the last session of the previous page, or {@code null} for the first page
     * @param limit the most sessions to return
     */
    SessionPage page(@Nullable SessionId after, int limit, Predicate<SessionState> isAskedFor, long nowMillis) {
        List<SessionView> page = new ArrayList<>(Math.min(limit, 128));
        SessionId before = after;
        for (SessionLeaf leaf : (after == null ? leaves : leaves.tailMap(after, true)).values()) {
            for (SessionRecord each : newestFirst(leaf, before, isAskedFor)) {
                SessionView view = each.view(nowMillis);
                if (isAskedFor.test(view.state())) {
                    if (page.size() == limit) {
                        return new SessionPage(page, true);
                    }
                    page.add(view);
                }
            }
            before = leaf.least();
        }
        return new SessionPage(page, false);
    }

    /** What a leaf has for a page; where it was divided since, what its newer half has shown before is left out. */
    private static List<SessionRecord> newestFirst(
            SessionLeaf leaf, @Nullable SessionId before, Predicate<SessionState> isAskedFor) {
        List<SessionRecord> sessions = leaf.select(session -> isAskedFor.test(session.state())
                && (before == null || session.id().compareTo(before) < 0));
        sessions.sort(NEWEST_FIRST);
        return sessions;
    }

    /** All of them. */
    Collection<SessionLeaf> leaves() {
        return leaves.values();
    }

    // ---- applier only ----

    /** Takes a leaf, in the place of the one that begins with the same id, if there is one. */
    void put(SessionLeaf leaf) {
        leaves.put(leaf.least(), leaf);
    }

    /** Takes a leaf that has so many sessions of the kind; if it has none, the one that begins with the same id goes. */
    void put(SessionLeaf leaf, int sessions) {
        if (sessions > 0) {
            put(leaf);
        } else {
            remove(leaf);
        }
    }

    /** Gives up the leaf that begins with the same id. */
    void remove(SessionLeaf leaf) {
        leaves.remove(leaf.least());
    }
}
