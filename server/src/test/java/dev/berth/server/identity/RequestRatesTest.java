package dev.berth.server.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How many requests pass, by a clock that stands still until it is moved. */
class RequestRatesTest {
    private final AtomicLong nanos = new AtomicLong(-5);

    private RequestRates rates(int perSecond, int burst) {
        return new RequestRates(new RateLimit(perSecond, burst), nanos::get);
    }

    private static Identity identity(String name, @Nullable RateLimit limit) {
        return new Identity(name, "KEY_" + name, "secret-secret", List.of(), List.of(), limit);
    }

    private static int passed(RequestRates rates, Caller caller, int requests) {
        int passed = 0;
        for (int i = 0; i < requests; i++) {
            passed += rates.tryTake(caller) ? 1 : 0;
        }
        return passed;
    }

    private void pass(long millis) {
        nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
    }

    @Test
    void burst_passesAtOnce_andThenAsManyAsTheRateAllows() {
        RequestRates rates = rates(10, 5);
        Identity alice = identity("alice", null);

        assertThat(passed(rates, alice, 20)).isEqualTo(5);
        pass(99);
        assertThat(passed(rates, alice, 20)).isZero();
        pass(1);
        assertThat(passed(rates, alice, 20)).isEqualTo(1);
        pass(250);
        assertThat(passed(rates, alice, 20)).isEqualTo(2);
        pass(3_600_000);
        assertThat(passed(rates, alice, 20)).isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 7, 1_000, RateLimit.MAX})
    void inTheLongRun_theRateHolds(int perSecond) {
        RequestRates rates = rates(perSecond, 1);
        Identity alice = identity("alice", null);
        long step = TimeUnit.SECONDS.toNanos(1) / perSecond / 4 + 1;
        long start = nanos.get();
        int passed = 0;
        for (int i = 0; i < 4_000; i++) {
            passed += rates.tryTake(alice) ? 1 : 0;
            nanos.addAndGet(step);
        }
        double seconds = (nanos.get() - start) / 1e9;
        assertThat(passed).isBetween((int) (seconds * perSecond * 0.7), (int) (seconds * perSecond) + 2);
    }

    @Test
    void identities_haveABucketEach_andTheirOwnLimits() {
        RequestRates rates = rates(1, 2);

        assertThat(passed(rates, identity("alice", null), 10)).isEqualTo(2);
        assertThat(passed(rates, identity("bob", null), 10)).isEqualTo(2);
        assertThat(passed(rates, identity("carol", new RateLimit(1, 7)), 10)).isEqualTo(7);
        assertThat(passed(rates, identity("dora", RateLimit.NONE), 10)).isEqualTo(10);
    }

    @Test
    void nobodyInParticular_isNotCounted() {
        assertThat(passed(rates(1, 1), Caller.ANYONE, 10)).isEqualTo(10);
    }

    @Test
    void identityThatIsReadAgain_keepsItsBucket_unlessItsLimitChanges() {
        RequestRates rates = rates(1, 2);

        assertThat(passed(rates, identity("alice", null), 10)).isEqualTo(2);
        assertThat(passed(rates, identity("alice", null), 10)).isZero();
        assertThat(passed(rates, identity("alice", new RateLimit(1, 3)), 10)).isEqualTo(3);
    }

    @Test
    void threads_shareABucket() throws InterruptedException {
        RequestRates rates = rates(1, 10_000);
        Identity alice = identity("alice", null);
        AtomicInteger passed = new AtomicInteger();
        CountDownLatch go = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Thread thread = new Thread(() -> {
                try {
                    go.await();
                } catch (InterruptedException e) {
                    return;
                }
                passed.addAndGet(passed(rates, alice, 5_000));
            });
            thread.start();
            threads.add(thread);
        }
        go.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(passed).hasValue(10_000);
    }

    @Test
    void limits_outOfRange_areNamed() {
        assertThatThrownBy(() -> new RateLimit(-1, 1)).hasMessageContaining("requestsPerSecond=-1");
        assertThatThrownBy(() -> new RateLimit(RateLimit.MAX + 1, 1)).hasMessageContaining("requestsPerSecond");
        assertThatThrownBy(() -> new RateLimit(1, 0)).hasMessageContaining("burst=0");
        assertThatThrownBy(() -> new RateLimit(1, RateLimit.MAX + 1)).hasMessageContaining("burst");
    }
}
