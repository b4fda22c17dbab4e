package dev.berth.engine.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.api.SessionId;
import dev.berth.engine.testing.Seeds;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class SessionIdGeneratorTest {
    private static final long NOW = 1_767_225_600_000L;

    @Test
    void idsAreUuidsOfVersion7WithTheirMilliseconds() {
        SessionIdGenerator ids = new SessionIdGenerator();
        for (int i = 0; i < 1_000; i++) {
            UUID uuid = UUID.fromString(ids.next(NOW + i).toString());
            assertThat(uuid.version()).isEqualTo(7);
            assertThat(uuid.variant()).isEqualTo(2);
            assertThat(uuid.getMostSignificantBits() >>> 16).isEqualTo(NOW + i);
        }
    }

    @Test
    void idsOfOneThreadRiseStrictlyWhateverTheClockDoes() {
        SplittableRandom random = new SplittableRandom(Seeds.next(SessionIdGeneratorTest.class));
        SessionIdGenerator ids = new SessionIdGenerator();
        SessionId last = ids.next(NOW);
        long now = NOW;
        for (int i = 0; i < 100_000; i++) {
            if (random.nextInt(1_000) == 0) {
                now += random.nextInt(-10_000, 10_000);
            }
            SessionId next = ids.next(now);
            assertThat(next).isGreaterThan(last);
            last = next;
        }
    }

    @Test
    void aMillisecondThatRunsOutOfIdsBorrowsFromTheNext() {
        SessionIdGenerator ids = new SessionIdGenerator();
        long latest = 0;
        for (int i = 0; i < 20_000; i++) {
            latest = ids.next(NOW).high() >>> 16;
        }

        // At least 2,048 fit into each.
        assertThat(latest - NOW).isBetween(4L, 10L);
        assertThat(ids.next(NOW + 100).high() >>> 16).isEqualTo(NOW + 100);
    }

    @Test
    void idsOfSeveralThreadsDiffer() throws Exception {
        SessionIdGenerator ids = new SessionIdGenerator();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            Callable<List<SessionId>> work = () -> {
                List<SessionId> mine = new ArrayList<>();
                for (int i = 0; i < 20_000; i++) {
                    mine.add(ids.next(NOW));
                }
                return mine;
            };
            Set<SessionId> all = new HashSet<>();
            for (Future<List<SessionId>> future : threads.invokeAll(List.of(work, work, work, work))) {
                all.addAll(future.get());
            }
            assertThat(all).hasSize(80_000);
        } finally {
            threads.shutdownNow();
        }
    }

    /** The random halves alone: ids of threads that start a millisecond with the same counter differ in nothing else. */
    @Test
    void threadsDoNotShareAStreamOfRandomBits() throws InterruptedException {
        SessionIdGenerator generator = new SessionIdGenerator();
        Set<Long> lows = ConcurrentHashMap.newKeySet();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            Thread thread = new Thread(() -> {
                for (int n = 0; n < 1_000; n++) {
                    lows.add(generator.next(1).low());
                }
            });
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(lows).hasSize(8_000);
    }
}
