package dev.berth.engine.session;

import dev.berth.api.SessionId;
import java.security.SecureRandom;
import java.util.SplittableRandom;

/**
 * Makes time-ordered UUIDs (version 7, RFC 9562). Each thread has a sequence of its own, seeded from one that was read from
 * the system's secure source when the generator was made, so making any but a thread's first id takes no lock and reads no entropy.
 *
 * <p>The 12 bits after the milliseconds are a counter that starts at random in its lower half for each millisecond; 62
 * bits are random. Ids of one thread rise strictly, even when the clock goes back.
 */
public final class SessionIdGenerator {
    private static final int COUNTER_BITS = 12;
    private static final long VERSION_7 = 0x7000L;
    private static final long VARIANT = 0x8000_0000_0000_0000L;

    private final SplittableRandom root;
    private final ThreadLocal<Sequence> sequences = ThreadLocal.withInitial(this::newSequence);

    /** A generator whose ids nobody can foresee. */
    public SessionIdGenerator() {
        this(new SplittableRandom(new SecureRandom().nextLong()));
    }

    /**
     * A generator whose ids can be foreseen, for a simulation that can be repeated.
     *
     * @param root what the sequence of each thread is split off from
     */
    public SessionIdGenerator(SplittableRandom root) {
        this.root = root;
    }

    /** The next id of this thread. */
    public SessionId next(long epochMillis) {
        return sequences.get().next(epochMillis);
    }

    /** Split off, not seeded with neighbouring numbers: that would give each thread the same stream, one step apart. */
    private Sequence newSequence() {
        synchronized (root) {
            return new Sequence(root.split());
        }
    }

    /** The ids of one thread. */
    static final class Sequence {
        private final SplittableRandom random;
        private long millis;
        private int counter;

        Sequence(SplittableRandom random) {
            this.random = random;
        }

        SessionId next(long epochMillis) {
            if (epochMillis > millis) {
                startMillisecond(epochMillis);
            } else if (++counter == 1 << COUNTER_BITS) {
                startMillisecond(millis + 1);
            }
            long high = millis << 16 | VERSION_7 | counter;
            return new SessionId(high, VARIANT | random.nextLong() >>> 2);
        }

        private void startMillisecond(long newMillis) {
            millis = newMillis;
            counter = random.nextInt(1 << (COUNTER_BITS - 1));
        }
    }
}
