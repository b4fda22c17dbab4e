package dev.berth.engine.capacity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * A request that fits is never refused because of a neighbour that is refused elsewhere. Two threads on both levels: one
 * asks for what it cannot get, the other for what is always there. The naive allocators beside it, which take level by
 * level and undo, show that the race is a real one.
 */
class CapacityRaceTest {
    private static final int ROUNDS = 300_000;
    private static final int MAX_ROUNDS_TO_FAIL = 50_000_000;
    private static final int ACCOUNT_DPUS = 10;
    private static final int FULL = 0;
    private static final int OPEN = 1;

    @Test
    void aNeighbourRefusedByItsWorkGroupDisturbsNobody() throws InterruptedException {
        assertThat(roundsUntilFalseRefusal(new Exact(), this::neighbourAtAFullWorkGroup, ROUNDS))
                .isEqualTo(ROUNDS);
    }

    @Test
    void aNeighbourRefusedByTheAccountDisturbsNobody() throws InterruptedException {
        assertThat(roundsUntilFalseRefusal(new Exact(), this::neighbourAtAFullAccount, ROUNDS))
                .isEqualTo(ROUNDS);
    }

    @Test
    void takingTheAccountFirstWithUndoIsCaught() throws InterruptedException {
        assertThat(roundsUntilFalseRefusal(new Naive(true), this::neighbourAtAFullWorkGroup, MAX_ROUNDS_TO_FAIL))
                .isLessThan(MAX_ROUNDS_TO_FAIL);
    }

    @Test
    void takingTheWorkGroupFirstWithUndoIsCaught() throws InterruptedException {
        assertThat(roundsUntilFalseRefusal(new Naive(false), this::neighbourAtAFullAccount, MAX_ROUNDS_TO_FAIL))
                .isLessThan(MAX_ROUNDS_TO_FAIL);
    }

    /** The account is empty but for a full work group; the neighbour asks that one, we take all the rest. */
    private Race neighbourAtAFullWorkGroup(Levels levels) {
        levels.limit(FULL, 2);
        assertThat(levels.tryAcquire(FULL, 2)).isTrue();
        return new Race(FULL, 3, OPEN, ACCOUNT_DPUS - 2);
    }

    /** The account has 6 left; the neighbour asks for 7 of them in a work group of 10, we take 6 there. */
    private Race neighbourAtAFullAccount(Levels levels) {
        assertThat(levels.tryAcquire(FULL, 4)).isTrue();
        levels.limit(OPEN, ACCOUNT_DPUS);
        return new Race(OPEN, 7, OPEN, 6);
    }

    private static int roundsUntilFalseRefusal(Levels levels, Setting setting, int maxRounds)
            throws InterruptedException {
        Race race = setting.prepare(levels);
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger neighbourGot = new AtomicInteger();
        Thread neighbour = new Thread(() -> {
            while (!over.get()) {
                if (levels.tryAcquire(race.neighbourGroup, race.neighbourDpus)) {
                    neighbourGot.incrementAndGet();
                    levels.release(race.neighbourGroup, race.neighbourDpus);
                }
            }
        });
        neighbour.start();
        int rounds = 0;
        while (rounds < maxRounds && levels.tryAcquire(race.ourGroup, race.ourDpus)) {
            levels.release(race.ourGroup, race.ourDpus);
            rounds++;
        }
        over.set(true);
        neighbour.join();
        assertThat(neighbourGot).as("what the neighbour asks for never fits").hasValue(0);
        return rounds;
    }

    private record Race(int neighbourGroup, int neighbourDpus, int ourGroup, int ourDpus) {}

    private interface Setting {
        Race prepare(Levels levels);
    }

    private interface Levels {
        void limit(int group, int dpus);

        boolean tryAcquire(int group, int dpus);

        void release(int group, int dpus);
    }

    private static final class Exact implements Levels {
        private final CapacityAllocator allocator =
                new CapacityAllocator(ACCOUNT_DPUS, ACCOUNT_DPUS, Integer.MAX_VALUE);
        private final Budget[] budgets = {
            allocator.newBudget("full", OptionalInt.empty()), allocator.newBudget("open", OptionalInt.empty())
        };

        @Override
        public void limit(int group, int dpus) {
            allocator.resize(budgets[group], OptionalInt.of(dpus));
        }

        @Override
        public boolean tryAcquire(int group, int dpus) {
            return allocator.tryAcquire(budgets[group], dpus) == null;
        }

        @Override
        public void release(int group, int dpus) {
            allocator.release(budgets[group], dpus);
        }
    }

    /** Level by level, each of them exact, with undo: what everybody writes first. */
    private static final class Naive implements Levels {
        private final AtomicInteger account = new AtomicInteger(ACCOUNT_DPUS);
        private final AtomicInteger[] groups = {new AtomicInteger(ACCOUNT_DPUS), new AtomicInteger(ACCOUNT_DPUS)};
        private final boolean accountFirst;

        Naive(boolean accountFirst) {
            this.accountFirst = accountFirst;
        }

        @Override
        public void limit(int group, int dpus) {
            groups[group].set(dpus);
        }

        @Override
        public boolean tryAcquire(int group, int dpus) {
            AtomicInteger first = accountFirst ? account : groups[group];
            AtomicInteger second = accountFirst ? groups[group] : account;
            if (!take(first, dpus)) {
                return false;
            }
            if (!take(second, dpus)) {
                first.addAndGet(dpus);
                return false;
            }
            return true;
        }

        @Override
        public void release(int group, int dpus) {
            groups[group].addAndGet(dpus);
            account.addAndGet(dpus);
        }

        private static boolean take(AtomicInteger free, int dpus) {
            int before = free.get();
            while (before >= dpus) {
                if (free.compareAndSet(before, before - dpus)) {
                    return true;
                }
                before = free.get();
            }
            return false;
        }
    }
}
