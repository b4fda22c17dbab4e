package dev.berth.engine.session;

import dev.berth.api.SessionId;
import dev.berth.api.SessionPage;
import dev.berth.api.SessionState;
import dev.berth.api.SessionView;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The leaves that have sessions of one kind, newest first. The applier writes; anybody reads, without locks. A session
 * that is of the kind all the while is on exactly one page, as {@link SessionIndex} says.
 *
 * <p>Who reads goes from leaf to leaf by their least ids, and looks for the next one when it needs it, never earlier: an iterator
 * of the map remembers a place, and would find there the older half of a leaf whose newer half it has passed.
 */
final class LeafOrder {
    private static final Comparator<SessionRecord> NEWEST_FIRST = SessionRecord.OLDEST_FIRST.reversed();

    /**
     * How many leaves keep their place though they have no session of the kind. Sessions that were started together pass through
     * the states of a launch one after the other; without this each of them would put its leaf into the map and take it out.
     */
    static final int MAX_VACATED = 128;

    private final int number;
    private final ToIntFunction<SessionLeaf> sessionsOf;
    private final ConcurrentNavigableMap<SessionId, SessionLeaf> leaves =
            new ConcurrentSkipListMap<>(Comparator.reverseOrder());

    /** Leaves that have lost their last session of the kind; some have others since. */
    private final Queue<SessionLeaf> vacated = new ArrayDeque<>();

    /**
     * An order without leaves.
     *
     * @param number tells it from the other orders of its leaves, from 0 to {@link SessionLeaf#MAX_ORDERS} - 1
     * @param sessionsOf how many sessions of the kind a leaf has
     */
    LeafOrder(int number, ToIntFunction<SessionLeaf> sessionsOf) {
        this.number = number;
        this.sessionsOf = sessionsOf;
    }

    /**
     * A page of the sessions, as they are now, newest first. The status of a session changes before its place does; one that is
     * between the two is left out, so that no view shows a state that was not asked for.
     *
     * @param after the last session of the previous page, or {@code null} for the first page
     * @param limit the most sessions to return
     */
    SessionPage page(@Nullable SessionId after, int limit, Predicate<SessionState> isAskedFor, long nowMillis) {
        List<SessionView> page = new ArrayList<>(Math.min(limit, 128));
        Iterator<SessionRecord> asked = new Sessions(after, session -> isAskedFor.test(session.state()));
        while (asked.hasNext()) {
            SessionView view = asked.next().view(nowMillis);
            if (isAskedFor.test(view.state())) {
                if (page.size() == limit) {
                    return new SessionPage(page, true);
                }
                page.add(view);
            }
        }
        return new SessionPage(page, false);
    }

    /** The sessions of all its leaves, newest first; a leaf is read when the first of it is asked for. */
    Iterator<SessionRecord> sessions() {
        return new Sessions(null, session -> true);
    }

    /**
     * The newest leaf that begins below an id, or of all. A newer half comes into the map before the older one is put in the place
     * of the whole; so whoever has found an older half finds the newer one when it looks again.
     */
    private @Nullable SessionLeaf next(@Nullable SessionId before) {
        SessionLeaf found = lookUp(before);
        SessionLeaf again = lookUp(before);
        while (found != again) {
            found = again;
            again = lookUp(before);
        }
        return found;
    }

    private @Nullable SessionLeaf lookUp(@Nullable SessionId before) {
        Map.Entry<SessionId, SessionLeaf> entry = before == null ? leaves.firstEntry() : leaves.higherEntry(before);
        return entry == null ? null : entry.getValue();
    }

    /** All of them. */
    Collection<SessionLeaf> leaves() {
        return leaves.values();
    }

    // ---- applier only ----

    /** Takes a leaf that has a session of the kind, unless it is there. */
    void enter(SessionLeaf leaf) {
        if (!leaf.isListedIn(number)) {
            leaf.setListedIn(number, true);
            leaves.put(leaf.least(), leaf);
        }
    }

    /** A leaf has lost its last session of the kind. It keeps its place for a while, for others often follow. */
    void vacate(SessionLeaf leaf) {
        if (leaf.isVacatedIn(number)) {
            return;
        }
        leaf.setVacatedIn(number, true);
        vacated.add(leaf);
        if (vacated.size() > MAX_VACATED) {
            SessionLeaf longest = vacated.remove();
            longest.setVacatedIn(number, false);
            if (sessionsOf.applyAsInt(longest) == 0) {
                longest.setListedIn(number, false);
                leaves.remove(longest.least(), longest);
            }
        }
    }

    /** Lets a leaf go at once: it was given up, and its ids belong in another one. */
    void remove(SessionLeaf leaf) {
        if (leaf.isListedIn(number)) {
            leaf.setListedIn(number, false);
            leaves.remove(leaf.least(), leaf);
        }
    }

    /** Takes a leaf in the place of the one that begins with the same id; if it has no session of the kind, that one goes. */
    void replace(SessionLeaf leaf) {
        boolean hasAny = sessionsOf.applyAsInt(leaf) > 0;
        leaf.setListedIn(number, hasAny);
        if (hasAny) {
            leaves.put(leaf.least(), leaf);
        } else {
            leaves.remove(leaf.least());
        }
    }

    /** Sessions of a kind below an id, newest first. */
    private final class Sessions implements Iterator<SessionRecord> {
        private final Predicate<SessionRecord> isOfTheKind;
        private @Nullable SessionId before;
        private Iterator<SessionRecord> ofLeaf = Collections.emptyIterator();

        Sessions(@Nullable SessionId before, Predicate<SessionRecord> isOfTheKind) {
            this.before = before;
            this.isOfTheKind = isOfTheKind;
        }

        @Override
        public boolean hasNext() {
            while (!ofLeaf.hasNext()) {
                SessionLeaf leaf = LeafOrder.this.next(before);
                if (leaf == null) {
                    return false;
                }
                ofLeaf = newestFirst(leaf).iterator();
                before = leaf.least();
            }
            return true;
        }

        @Override
        public SessionRecord next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return ofLeaf.next();
        }

        /** If the leaf was divided since, its newer half may have shown what is not below the id. */
        private List<SessionRecord> newestFirst(SessionLeaf leaf) {
            SessionId bound = before;
            List<SessionRecord> sessions = leaf.select(
                    session -> isOfTheKind.test(session) && (bound == null || session.compareIdTo(bound) < 0));
            sessions.sort(NEWEST_FIRST);
            return sessions;
        }
    }
}
