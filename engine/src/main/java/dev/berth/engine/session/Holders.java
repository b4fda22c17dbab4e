package dev.berth.engine.session;

import dev.berth.api.OpaqueBytes;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * What each holder has of the live sessions, kept up with every start and end. Nothing is allocated for a holder that is known.
 *
 * <p>The applier thread alone writes; anybody reads, without locks. There are as many holders as have something, and a few
 * more: one that has nothing any more stays, so that whoever watches sees the nothing, as long as there are few in all.
 */
public final class Holders {
    /** Beyond so many, holders that have nothing are forgotten. */
    static final int MAX_IDLE = 1_024;

    private final Function<OpaqueBytes, String> holderOf;
    private final ConcurrentMap<String, Sums> sums = new ConcurrentHashMap<>();

    /** @param holderOf who holds a session's DPUs, by the attributes of its start; asked by the applier thread alone */
    public Holders(Function<OpaqueBytes, String> holderOf) {
        this.holderOf = holderOf;
    }

    /** Takes what a holder has. */
    public interface Visitor {
        /** A holder, and what it has. */
        void visit(String holder, long sessions, long dpus);
    }

    /** Shows every holder, in no particular order. Any thread. */
    public void forEach(Visitor visitor) {
        sums.forEach((holder, its) -> visitor.visit(holder, its.sessions.get(), its.dpus.get()));
    }

    /** A session is live from now on. */
    void add(SessionRecord session) {
        String holder = holderOf.apply(session.attributes());
        Sums its = sums.get(holder);
        if (its == null) {
            its = new Sums();
            sums.put(holder, its);
        }
        its.add(1, session.dpus());
    }

    /** A session has ended. */
    void remove(SessionRecord session) {
        String holder = holderOf.apply(session.attributes());
        Sums its = sums.get(holder);
        if (its == null) {
            throw new IllegalStateException("a session ends whose holder has none: " + holder);
        }
        its.add(-1, -session.dpus());
        if (its.sessions.get() == 0 && sums.size() > MAX_IDLE) {
            sums.remove(holder);
        }
    }

    /** Written by one thread, so that no addition has to be atomic. */
    private static final class Sums {
        private final AtomicLong sessions = new AtomicLong();
        private final AtomicLong dpus = new AtomicLong();

        void add(int sessionsDelta, int dpusDelta) {
            sessions.setRelease(sessions.getPlain() + sessionsDelta);
            dpus.setRelease(dpus.getPlain() + dpusDelta);
        }
    }
}
