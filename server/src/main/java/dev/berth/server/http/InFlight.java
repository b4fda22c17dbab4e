package dev.berth.server.http;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The requests of one event loop that the dialect works at, and those that wait until it may: so many are in flight at a
 * time, the next waits its turn, first come, first served. A connection has one request at a time in here and is not read
 * beyond it, so what overload leaves undone stays in the sockets of the clients.
 *
 * <p>Urgent requests (they end something, or ask how something is) do not wait behind the others: {@value #RESERVED} places
 * are theirs alone.
 *
 * <p>Not thread-safe, but for {@link #count} and {@link #waiting}, which any thread may ask. Each call takes constant time, but for
 * {@link #leave}, which serves those for whom there is room now.
 */
final class InFlight {
    /** Places that only urgent requests get. */
    static final int RESERVED = 64;

    private final int max;
    private final Set<Waiting> usual = new LinkedHashSet<>();
    private final Set<Waiting> urgent = new LinkedHashSet<>();
    private boolean isAdmitting;

    // Written by one thread, so without atomic additions; read by anybody.
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicInteger waiting = new AtomicInteger();

    /** @param max how many requests may be in flight that are not urgent, at least 1 */
    InFlight(int max) {
        this.max = max;
    }

    /** A request that waits. */
    interface Waiting {
        boolean isUrgent();

        /** Goes on, now that there is room: it enters, or waits again if there is room no longer. */
        void proceed();
    }

    boolean hasRoom(boolean isUrgent) {
        return count.getPlain() < (isUrgent ? max + RESERVED : max);
    }

    /** Takes a place, which there must be; to be followed by one call of {@link #leave}. */
    void enter() {
        count.setRelease(count.getPlain() + 1);
    }

    /** Gives a place back, and lets those go on for whom there is room. */
    void leave() {
        count.setRelease(count.getPlain() - 1);
        admit();
    }

    /** Waits behind all others of its kind; nothing changes if it waits already. */
    void await(Waiting request) {
        (request.isUrgent() ? urgent : usual).add(request);
        tellWaiting();
    }

    /** Its client has gone. */
    void forget(Waiting request) {
        (request.isUrgent() ? urgent : usual).remove(request);
        tellWaiting();
    }

    /** How many requests have a place. Any thread. */
    int count() {
        return count.getAcquire();
    }

    /** How many wait for one. Any thread. */
    int waiting() {
        return waiting.getAcquire();
    }

    private void tellWaiting() {
        waiting.setRelease(usual.size() + urgent.size());
    }

    /** Those that go on may be done at once, and leave: one loop lets all go on, not one within the other. */
    private void admit() {
        if (isAdmitting || (urgent.isEmpty() && usual.isEmpty())) {
            return;
        }
        isAdmitting = true;
        try {
            admit(urgent, true);
            admit(usual, false);
        } finally {
            isAdmitting = false;
        }
    }

    private void admit(Set<Waiting> requests, boolean areUrgent) {
        while (!requests.isEmpty() && hasRoom(areUrgent)) {
            Iterator<Waiting> first = requests.iterator();
            Waiting next = first.next();
            first.remove();
            tellWaiting();
            next.proceed();
        }
    }
}
