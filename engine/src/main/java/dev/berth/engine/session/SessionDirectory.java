package dev.berth.engine.session;

import dev.berth.api.SessionId;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Finds sessions by their ids: a hash table with open addressing and linear probing, whose slots are the sessions themselves.
 * A table of entries would have an object more for each session, which every collection that the session outlives copies or
 * scans, and would stop the applier for as long as it takes to move a million of them when it grows. This one is in parts
 * that grow one by one.
 *
 * <p>The applier writes; anybody reads, without locks. Invariant: between the slot where an id's search begins and the slot that
 * has its session no slot is empty. So a removed session leaves a mark that it was there, unless the slot after it is empty,
 * and a part that is full of marks is written anew; who reads the array that was there before finds in it what was there then.
 * Linearization points: an addition and a removal by the write of the slot, a search by the read of the slot that ends it or, if
 * the array was replaced before that, right before its replacement, after which nothing is written to it.
 */
final class SessionDirectory {
    /** The part is told by the first bits of a hash, the slot by some of the others. */
    private static final int PART_BITS = 8;

    private static final int LEAST_SLOTS = 16;

    /** 2<sup>64</sup> divided by the golden ratio: spreads what is not quite random (Knuth, TAOCP vol. 3, 6.4). */
    private static final long SPREAD = 0x9E37_79B9_7F4A_7C15L;

    private final Part[] parts;

    SessionDirectory() {
        this(1 << PART_BITS);
    }

    /** One of the given number of parts: a power of two, at most 256. */
    SessionDirectory(int partCount) {
        parts = new Part[partCount];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = new Part();
        }
    }

    /** The session, or {@code null} if it is not there. */
    @Nullable
    SessionRecord find(SessionId id) {
        long hash = hash(id);
        return partOf(hash).find(id, hash);
    }

    // ---- applier only ----

    /** Adds a session; false, and nothing happens, if there is one with the same id. */
    boolean add(SessionRecord session) {
        SessionId id = session.id();
        long hash = hash(id);
        return partOf(hash).add(session, id, hash);
    }

    /** Removes a session that is there. */
    void remove(SessionRecord session) {
        long hash = hash(session.id());
        partOf(hash).remove(session, hash);
    }

    /** The random half of an id alone tells nearly all of them apart. */
    private static long hash(SessionId id) {
        return id.low() * SPREAD;
    }

    private Part partOf(long hash) {
        return parts[(int) (hash >>> (Long.SIZE - PART_BITS)) & parts.length - 1];
    }

    /** The sessions whose hashes begin with the same bits. */
    private static final class Part {
        /** Stands where a session was. */
        private static final Object GONE = new Object();

        private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(Object[].class);

        private volatile @Nullable Object[] slots = new Object[LEAST_SLOTS];
        private int sessions;

        /** The slots that are not empty: at most half of them, so that a search soon comes to an end. */
        private int used;

        @Nullable
        SessionRecord find(SessionId id, long hash) {
            @Nullable Object[] seen = slots;
            for (int slot = firstSlot(hash, seen); ; slot = next(slot, seen)) {
                Object content = SLOT.getAcquire(seen, slot);
                if (content == null) {
                    return null;
                }
                if (content instanceof SessionRecord session && session.hasId(id)) {
                    return session;
                }
            }
        }

        boolean add(SessionRecord session, SessionId id, long hash) {
            if (find(id, hash) != null) {
                return false;
            }
            if (used >= slots.length / 2) {
                writeAnew();
            }
            put(session, hash, slots);
            sessions++;
            return true;
        }

        void remove(SessionRecord session, long hash) {
            @Nullable Object[] own = slots;
            int slot = firstSlot(hash, own);
            while (own[slot] != session) {
                if (own[slot] == null) {
                    throw new IllegalStateException("not in the directory: session " + session.id());
                }
                slot = next(slot, own);
            }
            SLOT.setRelease(own, slot, GONE);
            sessions--;
            // Nobody's search goes on behind a mark that an empty slot follows.
            if (own[next(slot, own)] == null) {
                for (; own[slot] == GONE; slot = slot - 1 & own.length - 1) {
                    SLOT.setRelease(own, slot, null);
                    used--;
                }
            }
        }

        private void put(SessionRecord session, long hash, @Nullable Object[] target) {
            int slot = firstSlot(hash, target);
            while (target[slot] instanceof SessionRecord) {
                slot = next(slot, target);
            }
            if (target[slot] == null) {
                used++;
            }
            SLOT.setRelease(target, slot, session);
        }

        /** Into at least four times the slots that the sessions need, so that as many can come or go before the next time. */
        private void writeAnew() {
            @Nullable Object[] old = slots;
            int length = Math.max(LEAST_SLOTS, Integer.highestOneBit(Math.max(1, sessions)) << 3);
            @Nullable Object[] anew = new Object[length];
            used = 0;
            for (int i = 0; i < old.length; i++) {
                if (old[i] instanceof SessionRecord session) {
                    put(session, hash(session.id()), anew);
                }
            }
            slots = anew;
        }

        private static int firstSlot(long hash, @Nullable Object[] of) {
            return (int) (hash >>> (Integer.SIZE - PART_BITS)) & of.length - 1;
        }

        private static int next(int slot, @Nullable Object[] of) {
            return slot + 1 & of.length - 1;
        }
    }
}
