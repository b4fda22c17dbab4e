package dev.berth.engine.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/** The applier threads of this process's engines. */
public final class Appliers {
    private static final int LOOKS = 1_000;

    private Appliers() {}

    /** Those that live now. */
    public static Set<Thread> alive() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(each -> each.getName().equals("berth-applier"))
                .collect(Collectors.toSet());
    }

    /** The one of the engine that was started since the others were looked up. */
    public static Thread startedSince(Set<Thread> others) {
        Set<Thread> added = alive();
        added.removeAll(others);
        assertThat(added).hasSize(1);
        return added.iterator().next();
    }

    /** Returns once a thread was seen asleep so often that it cannot be about to wake up. */
    public static void awaitSleep(Thread thread) {
        for (int asleep = 0; asleep < LOOKS; asleep++) {
            if (Thread.currentThread().isInterrupted() || !thread.isAlive()) {
                throw new AssertionError("it does not sleep: " + thread);
            }
            if (thread.getState() != Thread.State.TIMED_WAITING) {
                asleep = 0;
            }
            LockSupport.parkNanos(1_000);
        }
    }
}
