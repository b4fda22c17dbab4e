package dev.berth.engine.idempotency;

import dev.berth.api.Refusal;
import dev.berth.api.RequestToken;
import dev.berth.api.SchedulerException;
import dev.berth.api.SessionId;
import dev.berth.api.StartOutcome;
import dev.berth.api.StartSession;
import dev.berth.engine.session.SessionRecord;
import dev.berth.engine.session.WorkGroupRecord;
import dev.berth.engine.session.WorkGroupRecords;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.jetbrains.lincheck.datastructures.Validate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Three threads at one token: one of them starts the session, duplicates with equal parameters wait for it and share its
 * outcome, others are refused, a refusal frees the token, and everybody who waits is told exactly once. Under stress the
 * claims lie in the real cache; under model checking, which cannot follow Caffeine's innards, in one atomic reference.
 */
class TokenHolderLincheckTest {
    private static final int THREADS = 3;
    private static final RequestToken TOKEN = new RequestToken("token");
    private static final Refusal REFUSAL = new Refusal.TokenMissing();
    private static final WorkGroupRecord GROUP = WorkGroupRecords.team();

    @Test
    void isLinearizableUnderStress() {
        new StressOptions()
                .threads(THREADS)
                .actorsBefore(1)
                .actorsPerThread(4)
                .actorsAfter(2)
                .iterations(15)
                .invocationsPerIteration(200)
                .sequentialSpecification(Specification.class)
                .check(OverCaffeine.class);
    }

    @Test
    void isLinearizableAndObstructionFreeUnderModelChecking() {
        new ModelCheckingOptions()
                .threads(THREADS)
                .actorsBefore(1)
                .actorsPerThread(3)
                .actorsAfter(2)
                .iterations(12)
                .invocationsPerIteration(200)
                .checkObstructionFreedom(true)
                .sequentialSpecification(Specification.class)
                .check(OverReference.class);
    }

    /** Where claims lie. */
    interface Place {
        @Nullable
        TokenEntry claim(SessionRecord claim);

        void free(SessionRecord claim);
    }

    /** What the threads do; {@code dpus} stands for the parameters of the request. */
    @Param(name = "dpus", gen = IntGen.class, conf = "1:2")
    @Param(name = "thread", gen = ThreadIdGen.class)
    public abstract static class Subject {
        private final Place place;
        private final @Nullable SessionRecord[] owned = new SessionRecord[THREADS + 2];
        private final AtomicInteger waiting = new AtomicInteger();
        private final AtomicInteger toldTwice = new AtomicInteger();
        private final AtomicInteger ids = new AtomicInteger();

        Subject(Place place) {
            this.place = place;
        }

        @Operation
        public String start(@Param(name = "thread") int thread, @Param(name = "dpus") int dpus) {
            StartSession request = StartSession.in("team", dpus).withToken(TOKEN);
            SessionRecord claim =
                    new SessionRecord(new SessionId(1, ids.incrementAndGet()), request, dpus, GROUP, GROUP.view(), 0);
            TokenEntry known = place.claim(claim);
            if (known == null) {
                owned[thread] = claim;
                return "first";
            }
            Told told = new Told(known);
            waiting.incrementAndGet();
            known.answer(request, told);
            return told.now();
        }

        @Operation
        public boolean started(@Param(name = "thread") int thread) {
            @Nullable SessionRecord claim = owned[thread];
            if (claim != null) {
                owned[thread] = null;
                claim.settleStarted();
            }
            return claim != null;
        }

        @Operation
        public boolean refused(@Param(name = "thread") int thread) {
            @Nullable SessionRecord claim = owned[thread];
            if (claim != null) {
                owned[thread] = null;
                place.free(claim);
            }
            return claim != null;
        }

        /** Whoever still waits, waits for a first use that is still in flight; nobody was told twice. */
        @Validate
        public void everybodyWasToldOnce() {
            boolean inFlight = false;
            for (@Nullable SessionRecord claim : owned) {
                inFlight |= claim != null;
            }
            if (toldTwice.get() > 0 || (!inFlight && waiting.get() > 0)) {
                throw new IllegalStateException(toldTwice + " told twice, " + waiting + " not told");
            }
        }

        private final class Told implements Waiter {
            private final TokenEntry asked;
            private final AtomicReference<@Nullable String> outcome = new AtomicReference<>();

            Told(TokenEntry asked) {
                this.asked = asked;
            }

            /** What a duplicate is promised: to share the outcome, now or later, or, with other parameters, nothing. */
            String now() {
                return "reused".equals(outcome.get()) ? "reused" : "shares";
            }

            @Override
            public void settled(StartOutcome told) {
                String text;
                if (told instanceof StartOutcome.Replayed replayed) {
                    if (!(asked instanceof SessionRecord first && first.hasId(replayed.id()))) {
                        throw new IllegalStateException("told of another session than was asked");
                    }
                    text = "replayed";
                } else if (told instanceof StartOutcome.Refused refused
                        && refused.refusal().equals(REFUSAL)) {
                    text = "refused";
                } else {
                    text = "reused";
                }
                waiting.decrementAndGet();
                if (!outcome.compareAndSet(null, text)) {
                    toldTwice.incrementAndGet();
                }
            }

            @Override
            public void unsettled(SchedulerException cause) {
                throw new IllegalStateException(cause);
            }
        }
    }

    /** Claims in the real cache. */
    public static final class OverCaffeine extends Subject {
        public OverCaffeine() {
            super(new Place() {
                private final IdempotencyCache cache =
                        new IdempotencyCache(10, Duration.ofDays(1), new dev.berth.engine.testing.ManualTime());

                @Override
                public @Nullable TokenEntry claim(SessionRecord claim) {
                    return cache.claim(TOKEN, claim);
                }

                @Override
                public void free(SessionRecord claim) {
                    cache.free(TOKEN, claim, REFUSAL);
                }
            });
        }
    }

    /** Claims in a map of one entry, with the two operations that the cache uses of a real map. */
    public static final class OverReference extends Subject {
        public OverReference() {
            super(new Place() {
                private final AtomicReference<@Nullable SessionRecord> entry = new AtomicReference<>();

                @Override
                public @Nullable TokenEntry claim(SessionRecord claim) {
                    return entry.compareAndExchange(null, claim);
                }

                @Override
                public void free(SessionRecord claim) {
                    entry.compareAndSet(claim, null);
                    TokenState.settle(claim, new TokenState.Refused(REFUSAL));
                }
            });
        }
    }

    /** The same for one thread. */
    public static class Specification {
        private int owner = -1;
        private int ownerDpus;
        private boolean isStarted;

        public String start(int thread, int dpus) {
            if (owner < 0 && !isStarted) {
                owner = thread;
                ownerDpus = dpus;
                return "first";
            } else if (dpus != ownerDpus) {
                return "reused";
            }
            return "shares";
        }

        public boolean started(int thread) {
            if (owner != thread) {
                return false;
            }
            owner = -1;
            isStarted = true;
            return true;
        }

        public boolean refused(int thread) {
            if (owner != thread) {
                return false;
            }
            owner = -1;
            return true;
        }
    }
}
