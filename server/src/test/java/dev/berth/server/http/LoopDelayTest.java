package dev.berth.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class LoopDelayTest {
    private static final long BUSY_NANOS = Duration.ofMillis(400).toNanos();

    private final Queue<Long> delays = new ConcurrentLinkedQueue<>();

    /** The looks of a loop that is busy for 400 ms come late by what is left of that after their pause. */
    @Test
    void busyLoop_isLate() throws Exception {
        try (TestFrontEnd server = new TestFrontEnd(LoopDelayTest::beBusy, config -> config.eventLoops(1));
                RawClient client = server.connect()) {
            server.frontEnd.watchLoops(delays::add);
            TestFrontEnd.eventually(() -> !delays.isEmpty());
            delays.clear();

            assertThat(client.send(RawClient.post("", "")).read().status()).isEqualTo(200);

            TestFrontEnd.eventually(() -> delays.stream()
                    .anyMatch(nanos -> nanos >= Duration.ofMillis(250).toNanos()));
        }
    }

    @Test
    void loops_areLookedAtAgainAndAgain() {
        try (TestFrontEnd server = TestFrontEnd.echoing()) {
            server.frontEnd.watchLoops(delays::add);
            TestFrontEnd.eventually(() -> delays.size() > 3);
            assertThat(delays).allMatch(nanos -> nanos >= 0);
        }
    }

    private static void beBusy(WireRequest request, Responder responder) {
        long end = System.nanoTime() + BUSY_NANOS;
        while (System.nanoTime() < end) {
            LockSupport.parkNanos(end - System.nanoTime());
        }
        responder.answer(200, MediaTypes.AWS_JSON, request.body());
    }
}
