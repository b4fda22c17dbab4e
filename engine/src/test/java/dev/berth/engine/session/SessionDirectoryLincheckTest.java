package dev.berth.engine.session;

import dev.berth.api.SessionId;
import dev.berth.api.StartSession;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Test;

/** One thread adds and removes, others search: ids that all want the same slot, in a part that is about to be written anew. */
class SessionDirectoryLincheckTest {
    private static final int IDS = 5;

    @Test
    void isLinearizableUnderStress() {
        new StressOptions()
                .threads(3)
                .actorsPerThread(5)
                .iterations(10)
                .invocationsPerIteration(500)
                .sequentialSpecification(Specification.class)
                .check(Subject.class);
    }

    @Test
    void isLinearizableAndObstructionFreeUnderModelChecking() {
        new ModelCheckingOptions()
                .threads(2)
                .actorsPerThread(4)
                .iterations(8)
                .invocationsPerIteration(200)
                .checkObstructionFreedom(true)
                .loopIterationsBeforeThreadSwitch(100) // writing a part anew is a long loop, not a lock
                .sequentialSpecification(Specification.class)
                .check(Subject.class);
    }

    /** What the threads do. */
    @Param(name = "id", gen = IntGen.class, conf = "1:5")
    public static class Subject {
        private static final WorkGroupRecord GROUP = WorkGroupRecords.team();
        private static final SessionRecord[] SESSIONS = new SessionRecord[IDS + 7];

        static {
            for (int i = 0; i < SESSIONS.length; i++) {
                SESSIONS[i] =
                        new SessionRecord(new SessionId(i, 1), StartSession.in("team", 1), 1, GROUP, GROUP.view(), 0);
            }
        }

        private final SessionDirectory directory = new SessionDirectory(1);

        public Subject() {
            for (int i = IDS + 1; i < SESSIONS.length; i++) {
                directory.add(SESSIONS[i]);
            }
        }

        @Operation(nonParallelGroup = "applier")
        public boolean add(@Param(name = "id") int id) {
            return directory.add(SESSIONS[id]);
        }

        @Operation(nonParallelGroup = "applier")
        public boolean remove(@Param(name = "id") int id) {
            boolean isThere = directory.find(SESSIONS[id].id()) != null;
            if (isThere) {
                directory.remove(SESSIONS[id]);
            }
            return isThere;
        }

        @Operation
        public boolean find(@Param(name = "id") int id) {
            return directory.find(SESSIONS[id].id()) == SESSIONS[id];
        }
    }

    /** The same for one thread. */
    public static class Specification {
        private final boolean[] isThere = new boolean[IDS + 1];

        public boolean add(int id) {
            boolean isNew = !isThere[id];
            isThere[id] = true;
            return isNew;
        }

        public boolean remove(int id) {
            boolean was = isThere[id];
            isThere[id] = false;
            return was;
        }

        public boolean find(int id) {
            return isThere[id];
        }
    }
}
