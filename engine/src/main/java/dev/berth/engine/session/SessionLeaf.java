package dev.berth.engine.session;

import dev.berth.api.SessionId;
import dev.berth.api.SessionState;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.ObjIntConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Some sessions of an index whose ids are neighbours, in the order in which they came.
 *
 * <p>The applier writes; anybody reads, without locks. A session stays in its slot until it is removed: it is published by
 * the number of slots in use, which is written after the slot, and an array that has become too small is replaced before
 * that. How many there are of each kind is the applier's own.
 */
final class SessionLeaf {
    /** In how many orders a leaf can be. */
    static final int MAX_ORDERS = Integer.SIZE;

    private static final int STATES = SessionState.values().length;

    private final SessionId least;
    private final int[] inState = new int[STATES];
    private int active;
    private int sessions;

    /** A bit for each order that has the leaf. */
    private int listed;

    /** A bit for each order that remembers to look whether it still needs the leaf. */
    private int vacated;

    private volatile AtomicReferenceArray<@Nullable SessionRecord> slots;
    private volatile int used;
    private long greatestHigh;
    private long greatestLow;

    /**
     * A leaf without sessions.
     *
     * @param least the least id that belongs in it
     * @param capacity how many sessions it has room for before it grows
     */
    SessionLeaf(SessionId least, int capacity) {
        this.least = least;
        this.slots = new AtomicReferenceArray<>(capacity);
    }

    /** The least id that belongs in it. */
    SessionId least() {
        return least;
    }

    /** The sessions that fit. */
    List<SessionRecord> select(Predicate<SessionRecord> filter) {
        int count = used;
        AtomicReferenceArray<@Nullable SessionRecord> from = slots;
        List<SessionRecord> selected = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            SessionRecord session = from.get(i);
            if (session != null && filter.test(session)) {
                selected.add(session);
            }
        }
        return selected;
    }

    // ---- applier only ----

    /** How many slots are in use, or were. */
    int used() {
        return used;
    }

    /** How many sessions it has. */
    int sessions() {
        return sessions;
    }

    /** Whether the id is greater than all that it ever had. */
    boolean isBelow(SessionId id) {
        return used == 0 || SessionRecord.compare(greatestHigh, greatestLow, id.high(), id.low()) < 0;
    }

    /**
     * Takes a session, which counts in no state yet.
     *
     * @return its slot
     */
    int append(SessionRecord session) {
        int slot = used;
        if (slot == slots.length()) {
            grow();
        }
        slots.setRelease(slot, session);
        SessionId id = session.id();
        if (isBelow(id)) {
            greatestHigh = id.high();
            greatestLow = id.low();
        }
        sessions++;
        used = slot + 1;
        return slot;
    }

    /** Gives up the session in a slot. */
    void remove(int slot) {
        slots.setRelease(slot, null);
        sessions--;
    }

    /** Shows each session with its slot. */
    void forEachSlot(ObjIntConsumer<SessionRecord> visitor) {
        for (int slot = 0; slot < used; slot++) {
            SessionRecord session = slots.get(slot);
            if (session != null) {
                visitor.accept(session, slot);
            }
        }
    }

    /** Counts one more in a state; whether it is the first. */
    boolean enters(SessionState state) {
        return inState[index(state)]++ == 0;
    }

    /** Counts one less in a state; whether it was the last. */
    boolean leaves(SessionState state) {
        return --inState[index(state)] == 0;
    }

    /** How many it counts in a state. */
    int count(SessionState state) {
        return inState[index(state)];
    }

    /** Counts one more that is active; whether it is the first. */
    boolean entersActive() {
        return active++ == 0;
    }

    /** Counts one less that is active; whether it was the last. */
    boolean leavesActive() {
        return --active == 0;
    }

    /** How many it counts as active. */
    int countActive() {
        return active;
    }

    /** Whether the order of that number has it. */
    boolean isListedIn(int order) {
        return (listed & 1 << order) != 0;
    }

    /** Notes whether the order of that number has it. */
    void setListedIn(int order, boolean isListed) {
        listed = isListed ? listed | 1 << order : listed & ~(1 << order);
    }

    /** Whether the order of that number will look whether it still needs it. */
    boolean isVacatedIn(int order) {
        return (vacated & 1 << order) != 0;
    }

    /** Notes whether the order of that number will look whether it still needs it. */
    void setVacatedIn(int order, boolean isVacated) {
        vacated = isVacated ? vacated | 1 << order : vacated & ~(1 << order);
    }

    @SuppressWarnings("EnumOrdinal") // the numbers are never written down
    private static int index(SessionState state) {
        return state.ordinal();
    }

    private void grow() {
        AtomicReferenceArray<@Nullable SessionRecord> larger = new AtomicReferenceArray<>(2 * slots.length());
        for (int i = 0; i < slots.length(); i++) {
            larger.setPlain(i, slots.get(i));
        }
        slots = larger;
    }
}
