package dev.berth.server.results;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * The keys of all sessions with a prefix, in their order, from a position on. Not thread-safe.
 *
 * <p>Sessions are ordered by what their keys have in common. Mostly their keys follow each other likewise; but a folder may
 * lie inside another session's, so the keys of a session are merged with those of all that began before it and have not
 * ended. For the same reason the keys from a position on are those of the sessions from there on, and of each session whose
 * common part the position starts with.
 */
final class MergedKeys implements Iterator<IndexedKey> {
    private final byte[] prefix;
    private final byte[] from;
    private final PriorityQueue<SessionKeys> begun =
            new PriorityQueue<>(Comparator.comparing(MergedKeys::headKey, Arrays::compareUnsigned));
    private final Iterator<Map.Entry<byte[], SessionResults>> sessions;

    private Map.@Nullable Entry<byte[], SessionResults> upcoming;

    /**
     * The keys in the given sessions.
     *
     * @param sessions by what their keys have in common
     * @param prefix what every key shall start with
     * @param from not before {@code prefix}
     */
    MergedKeys(NavigableMap<byte[], SessionResults> sessions, byte[] prefix, byte[] from) {
        this.prefix = prefix;
        this.from = from;
        for (int end = 1; end < from.length; end++) {
            if (from[end - 1] == '/') {
                byte[] common = Arrays.copyOf(from, end);
                SessionResults results = sessions.get(common);
                if (results != null) {
                    begin(common, results);
                }
            }
        }
        this.sessions = sessions.tailMap(from, true).entrySet().iterator();
        takeUpcoming();
        beginDue();
    }

    private static byte[] headKey(SessionKeys keys) {
        IndexedKey head = keys.head();
        if (head == null) {
            throw new IllegalStateException("a session without keys is among those begun");
        }
        return head.key();
    }

    private void begin(byte[] common, SessionResults results) {
        SessionKeys keys = new SessionKeys(common, results, from);
        if (keys.head() != null) {
            begun.add(keys);
        }
    }

    private void takeUpcoming() {
        upcoming = sessions.hasNext() ? sessions.next() : null;
    }

    /** Begins each session that may have the next key. */
    private void beginDue() {
        while (upcoming != null && isDue(upcoming.getKey())) {
            begin(upcoming.getKey(), upcoming.getValue());
            takeUpcoming();
        }
    }

    private boolean isDue(byte[] common) {
        SessionKeys first = begun.peek();
        return first == null
                ? ByteKeys.startsWith(common, prefix)
                : Arrays.compareUnsigned(common, headKey(first)) <= 0;
    }

    @Override
    public boolean hasNext() {
        SessionKeys first = begun.peek();
        return first != null && ByteKeys.startsWith(headKey(first), prefix);
    }

    @Override
    public IndexedKey next() {
        SessionKeys first = begun.peek();
        IndexedKey next = first == null ? null : first.head();
        if (first == null || next == null || !hasNext()) {
            throw new NoSuchElementException();
        }
        begun.remove();
        first.advance();
        if (first.head() != null) {
            begun.add(first);
        }
        beginDue();
        return next;
    }
}
