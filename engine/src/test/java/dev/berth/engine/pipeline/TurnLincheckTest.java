package dev.berth.engine.pipeline;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;

/**
 * Callers who offer something and an applier that is woken, all of whom want the same turn: whatever was offered is taken, though
 * nobody waits for the turn; and an applier that did not get it is signalled.
 */
class TurnLincheckTest {
    @Test
    void nothingIsLeftBehindUnderStress() {
        new StressOptions()
                .threads(3)
                .actorsPerThread(4)
                .iterations(8)
                .invocationsPerIteration(2_000)
                .check(HandOver.class);
    }

    @Test
    void nothingIsLeftBehindUnderModelChecking() {
        new ModelCheckingOptions()
                .threads(3)
                .actorsPerThread(2)
                .iterations(8)
                .invocationsPerIteration(1_000)
                .check(HandOver.class);
    }

    /** The way in which callers' tasks and the applier use a turn, with a number in the place of the queue. */
    public static class HandOver {
        private final Turn turn = new Turn();
        private final AtomicInteger offered = new AtomicInteger();
        private final AtomicInteger holders = new AtomicInteger();
        private final AtomicBoolean refused = new AtomicBoolean();

        /** A caller offers something, and brings it on. */
        @Operation
        public void offer() {
            offered.incrementAndGet();
            while (turn.tryTake()) {
                takeAll();
                if (turn.giveBack()) {
                    refused.set(false);
                }
                if (offered.get() == 0) {
                    return;
                }
            }
        }

        /** The applier is woken. */
        @Operation(nonParallelGroup = "applier")
        public void look() {
            refused.set(true);
            if (turn.takeOrWant()) {
                refused.set(false);
                takeAll();
                turn.giveBack();
            }
        }

        private void takeAll() {
            if (holders.incrementAndGet() != 1) {
                throw new IllegalStateException("two have the turn");
            }
            offered.set(0);
            holders.decrementAndGet();
        }

        /** What an applier finds in the queue before it sleeps it takes; so only what it has not seen may be left. */
        @Validate
        public void nothingIsLeft() {
            if (refused.get()) {
                throw new IllegalStateException("the applier sleeps, though it was woken");
            }
        }
    }
}
