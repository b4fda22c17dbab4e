package dev.berth.engine.session;

import dev.berth.api.SessionId;
import dev.berth.api.StartSession;
import java.util.ArrayList;
import java.util.List;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;

/** One thread divides leaves as {@link SessionLeaves} does, another goes through all sessions and through their pages. */
class LeafOrderLincheckTest {
    @Test
    void whoReadsWhileLeavesAreDividedMeetsEachSessionOnce() {
        new ModelCheckingOptions()
                .threads(2)
                .actorsPerThread(2)
                .actorsBefore(0)
                .actorsAfter(0)
                .iterations(2)
                .invocationsPerIteration(100)
                .sequentialSpecification(Specification.class)
                .check(Subject.class);
    }

    /** What the threads do. */
    public static class Subject {
        private static final WorkGroupRecord GROUP = WorkGroupRecords.team();
        private static final List<SessionRecord> SESSIONS = List.of(session(1), session(2), session(3), session(4));

        private final LeafOrder order = new LeafOrder(0, SessionLeaf::sessions);
        private int divisions;

        public Subject() {
            order.enter(leaf(1, 4));
        }

        /** In halves, those in quarters, and so on: newer halves first. */
        @Operation(nonParallelGroup = "applier")
        public void divide() {
            divisions++;
            if (divisions == 1) {
                order.replace(leaf(3, 4));
                order.replace(leaf(1, 2));
            } else if (divisions == 2) {
                order.replace(leaf(2, 2));
                order.replace(leaf(1, 1));
            }
        }

        @Operation
        public String sessions() {
            List<Long> met = new ArrayList<>();
            order.sessions().forEachRemaining(each -> met.add(each.id().high()));
            met.sort(null);
            return met.toString();
        }

        @Operation
        public String page() {
            List<Long> met = new ArrayList<>();
            order.page(null, 10, state -> true, 0)
                    .sessions()
                    .forEach(each -> met.add(each.id().high()));
            return met.toString();
        }

        private static SessionLeaf leaf(int least, int greatest) {
            SessionLeaf leaf = new SessionLeaf(new SessionId(least, 0), 4);
            SESSIONS.subList(least - 1, greatest).forEach(leaf::append);
            return leaf;
        }

        private static SessionRecord session(int number) {
            return new SessionRecord(new SessionId(number, 0), StartSession.in("team", 1), 1, GROUP, GROUP.view(), 0);
        }
    }

    /** What they see. */
    public static class Specification {
        public void divide() {}

        public String sessions() {
            return "[1, 2, 3, 4]";
        }

        public String page() {
            return "[4, 3, 2, 1]";
        }
    }
}
