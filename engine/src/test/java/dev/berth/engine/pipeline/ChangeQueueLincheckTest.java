package dev.berth.engine.pipeline;

import dev.berth.engine.time.SystemTimeSource;
import java.util.ArrayList;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;

/** However reports, an applier that goes to sleep, and one who helps it interleave: the next report wakes the applier. */
class ChangeQueueLincheckTest {
    @Test
    void aReportWakesWhoSleepsForLong() {
        new ModelCheckingOptions()
                .threads(3)
                .actorsPerThread(1)
                .actorsBefore(0)
                .actorsAfter(0)
                .iterations(30)
                .invocationsPerIteration(500)
                .check(Subject.class);
    }

    /** What the threads do. */
    public static class Subject {
        private final ChangeQueue queue = new ChangeQueue(100, SystemTimeSource.INSTANCE);
        private volatile boolean isAsleep;

        @Operation
        public void report() {
            queue.offerReport(new Nothing());
        }

        @Operation(nonParallelGroup = "helper")
        public void help() {
            queue.drainTo(new ArrayList<>());
        }

        /** A brief wait ends by itself. */
        @Operation(nonParallelGroup = "applier")
        public void fallAsleep() {
            isAsleep = queue.prepareToPark(1) == ChangeQueue.Park.FOR_LONG;
        }

        @Validate
        public void theNextReportWakes() {
            queue.offerReport(new Nothing());
            if (isAsleep && queue.isSomebodyParked()) {
                throw new IllegalStateException("the applier sleeps, and nobody will wake it");
            }
        }
    }
}
