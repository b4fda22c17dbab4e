package dev.berth.engine.session;

import dev.berth.api.SessionId;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The leaves of an index, each for a range of ids, so that each id belongs in one. Ids rise with time, so nearly every
 * session is appended to the newest leaf. For the applier thread alone; who reads a leaf has it from an order of its own.
 */
final class SessionLeaves {
    /** A leaf of this size is followed by a newer one as soon as there is an id that is greater than all in it. */
    private static final int LEAF_SIZE = 64;

    /** A leaf of this size is divided: its ids came in no order. */
    private static final int MAX_LEAF_SIZE = 4 * LEAF_SIZE;

    private static final SessionId LEAST = new SessionId(0, 0);

    private final NavigableMap<SessionId, SessionLeaf> byLeast = new TreeMap<>();
    private final Consumer<SessionLeaf> onReplaced;
    private final Consumer<SessionLeaf> onGivenUp;
    private SessionLeaf newest = new SessionLeaf(LEAST, LEAF_SIZE);

    /**
     * One leaf, without sessions.
     *
     * @param onReplaced takes the leaves that a divided one is replaced by, the newer one first. They have its sessions, and the
     *     last one has its least id
     * @param onGivenUp takes leaves without sessions whose ids belong to a neighbour from now on, so that no order may have them any
     *     longer
     */
    SessionLeaves(Consumer<SessionLeaf> onReplaced, Consumer<SessionLeaf> onGivenUp) {
        this.onReplaced = onReplaced;
        this.onGivenUp = onGivenUp;
        byLeast.put(LEAST, newest);
    }

    /** The leaf in which a new session belongs, with room for it. */
    SessionLeaf leafFor(SessionId id) {
        if (newest.used() >= LEAF_SIZE && newest.isBelow(id)) {
            SessionLeaf former = newest;
            newest = new SessionLeaf(id, LEAF_SIZE);
            byLeast.put(id, newest);
            if (former.sessions() == 0) {
                lostLast(former);
            }
        }
        SessionLeaf leaf = leafOf(id);
        if (leaf.used() >= MAX_LEAF_SIZE) {
            divide(leaf);
            leaf = leafOf(id);
        }
        return leaf;
    }

    /** The leaf in which a session is, if any is. */
    private SessionLeaf leafOf(SessionId id) {
        return newest.least().compareTo(id) <= 0
                ? newest
                : Objects.requireNonNull(byLeast.floorEntry(id), "each id belongs in a leaf")
                        .getValue();
    }

    /** Gives up a leaf that has no session left, unless it is the oldest or the newest, which is given up when another takes its place. */
    void lostLast(SessionLeaf leaf) {
        if (!leaf.least().equals(LEAST) && !leaf.least().equals(newest.least())) {
            byLeast.remove(leaf.least());
            onGivenUp.accept(leaf);
        }
    }

    int size() {
        return byLeast.size();
    }

    private void divide(SessionLeaf full) {
        List<SessionRecord> sessions = full.select(session -> true);
        sessions.sort(SessionRecord.OLDEST_FIRST);
        int older = sessions.size() <= LEAF_SIZE ? sessions.size() : sessions.size() / 2;
        List<SessionRecord> newer = sessions.subList(older, sessions.size());
        if (!newer.isEmpty()) {
            replace(newer.get(0).id(), newer);
        }
        replace(full.least(), sessions.subList(0, older));
        newest = byLeast.lastEntry().getValue();
    }

    private void replace(SessionId least, List<SessionRecord> sessions) {
        SessionLeaf leaf = new SessionLeaf(least, MAX_LEAF_SIZE);
        sessions.forEach(leaf::append);
        byLeast.put(least, leaf);
        onReplaced.accept(leaf);
    }
}
