package dev.berth.engine.capacity;

import dev.berth.api.Refusal;
import java.util.List;
import java.util.OptionalInt;
import org.jetbrains.lincheck.datastructures.BooleanGen;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Three threads at an account of 10 DPUs with two work groups: whatever they do, what each of them is told, figures
 * included, is what one thread would be told that did the same in some order.
 */
class CapacityAllocatorLincheckTest {
    private static final int ACCOUNT_DPUS = 10;
    private static final int CEILING = 7;
    private static final int MAX_SESSIONS = 4;
    private static final List<String> GROUPS = List.of("a", "b");
    private static final int THREADS = 3;

    @Test
    void isLinearizableUnderStress() {
        new StressOptions()
                .threads(THREADS)
                .actorsBefore(3)
                .actorsPerThread(4)
                .actorsAfter(3)
                .iterations(25)
                .invocationsPerIteration(400)
                .sequentialSpecification(Specification.class)
                .check(Subject.class);
    }

    @Test
    void isLinearizableAndObstructionFreeUnderModelChecking() {
        new ModelCheckingOptions()
                .threads(THREADS)
                .actorsBefore(2)
                .actorsPerThread(3)
                .actorsAfter(2)
                .iterations(15)
                .invocationsPerIteration(250)
                .checkObstructionFreedom(true)
                .sequentialSpecification(Specification.class)
                .check(Subject.class);
    }

    /**
     * The sizes of what each thread holds in each group, so that a thread gives back only what it took itself. Nobody but
     * the thread touches its part, so keeping the books needs no care beside the allocator.
     */
    static final class Books {
        private static final int BITS = 4;

        private final long[] sizes = new long[(THREADS + 2) * GROUPS.size()];

        void push(int thread, int group, int dpus) {
            int slot = slot(thread, group);
            sizes[slot] = sizes[slot] << BITS | dpus;
        }

        /** What the thread took last in the group and still holds; 0 if nothing. */
        int pop(int thread, int group) {
            int slot = slot(thread, group);
            int dpus = (int) (sizes[slot] & ((1 << BITS) - 1));
            sizes[slot] >>>= BITS;
            return dpus;
        }

        private static int slot(int thread, int group) {
            return thread * GROUPS.size() + group;
        }
    }

    /** The real allocator. */
    @Param(name = "group", gen = IntGen.class, conf = "0:1")
    @Param(name = "dpus", gen = IntGen.class, conf = "1:8")
    @Param(name = "limit", gen = IntGen.class, conf = "0:10")
    @Param(name = "closed", gen = BooleanGen.class)
    @Param(name = "thread", gen = ThreadIdGen.class)
    public static class Subject {
        private final CapacityAllocator allocator =
                new CapacityAllocator(ACCOUNT_DPUS, CEILING, MAX_SESSIONS, Backoff.NONE);
        private final Budget[] budgets = GROUPS.stream()
                .map(group -> allocator.newBudget(group, OptionalInt.empty()))
                .toArray(Budget[]::new);
        private final Books books = new Books();

        @Operation
        public String tryAcquire(
                @Param(name = "thread") int thread, @Param(name = "group") int group, @Param(name = "dpus") int dpus) {
            Refusal refusal = allocator.tryAcquire(budgets[group], dpus);
            if (refusal == null) {
                books.push(thread, group, dpus);
            }
            return answer(refusal);
        }

        @Operation
        public int release(@Param(name = "thread") int thread, @Param(name = "group") int group) {
            int dpus = books.pop(thread, group);
            if (dpus > 0) {
                allocator.release(budgets[group], dpus);
            }
            return dpus;
        }

        @Operation
        public void resizeAccount(@Param(name = "limit") int limit) {
            allocator.resizeAccount(limit);
        }

        @Operation
        public void resize(@Param(name = "group") int group, @Param(name = "limit") int limit) {
            allocator.resize(budgets[group], OptionalInt.of(limit));
        }

        @Operation
        public void setClosed(@Param(name = "group") int group, @Param(name = "closed") boolean closed) {
            allocator.setClosed(budgets[group], closed);
        }

        @Operation
        public int held(@Param(name = "group") int group) {
            return allocator.view(budgets[group]).heldDpus();
        }

        @Operation
        public int accountHeld() {
            return allocator.viewAccount().heldDpus();
        }
    }

    /** The same for one thread. */
    public static class Specification {
        private final SequentialAllocator allocator = new SequentialAllocator(ACCOUNT_DPUS, CEILING, MAX_SESSIONS);
        private final Books books = new Books();

        public String tryAcquire(int thread, int group, int dpus) {
            Refusal refusal = allocator.tryAcquire(GROUPS.get(group), dpus);
            if (refusal == null) {
                books.push(thread, group, dpus);
            }
            return answer(refusal);
        }

        public int release(int thread, int group) {
            int dpus = books.pop(thread, group);
            if (dpus > 0) {
                allocator.release(GROUPS.get(group), dpus);
            }
            return dpus;
        }

        public void resizeAccount(int limit) {
            allocator.resizeAccount(limit);
        }

        public void resize(int group, int limit) {
            allocator.resize(GROUPS.get(group), limit);
        }

        public void setClosed(int group, boolean closed) {
            allocator.setClosed(GROUPS.get(group), closed);
        }

        public int held(int group) {
            return allocator.held(GROUPS.get(group));
        }

        public int accountHeld() {
            return allocator.accountHeld();
        }
    }

    private static String answer(@Nullable Refusal refusal) {
        return refusal == null ? "taken" : refusal.message();
    }
}
