package dev.berth.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.server.TestVertx;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ScrapesTest {
    private final Vertx vertx = TestVertx.open();
    private final SlowProbes probes = new SlowProbes();
    private final Scrapes scrapes = new Scrapes(vertx, probes);

    @AfterEach
    void close() {
        probes.permits.release(1_000);
        vertx.close().await();
    }

    @Test
    void manyWhoAsk_areServedByTwo() {
        Future<Scrapes.Scrape> first = scrapes.next("a");
        List<Future<Scrapes.Scrape>> others = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            others.add(scrapes.next("a"));
        }

        probes.permits.release(2);

        assertThat(text(first)).isEqualTo("1 of a");
        assertThat(others).allSatisfy(each -> assertThat(text(each)).isEqualTo("2 of a"));
        assertThat(others)
                .extracting(each -> each.await().body())
                .containsOnly(others.get(0).await().body());
        assertThat(probes.made).hasValue(2);
    }

    /** What is read for someone is read after he has asked. */
    @Test
    void whoAsksLater_getsALaterOne() {
        probes.permits.release(2);

        assertThat(text(scrapes.next("a"))).isEqualTo("1 of a");
        assertThat(text(scrapes.next("a"))).isEqualTo("2 of a");
    }

    @Test
    void formats_doNotWaitForEachOther() {
        Future<Scrapes.Scrape> one = scrapes.next("a");
        Future<Scrapes.Scrape> other = scrapes.next("b");
        TestFrontEnd.eventually(() -> probes.made.get() == 2);
        probes.permits.release(2);

        assertThat(text(one)).endsWith("of a");
        assertThat(text(other)).endsWith("of b");
    }

    @Test
    void failure_isForThoseWhoWaitedForIt_andTheNextIsTried() {
        probes.permits.release(2);

        Future<Scrapes.Scrape> failed = scrapes.next("defect");
        TestFrontEnd.eventually(failed::isComplete);
        Future<Scrapes.Scrape> again = scrapes.next("defect");
        TestFrontEnd.eventually(again::isComplete);

        assertThat(failed.cause()).hasMessage("1 failed");
        assertThat(again.cause()).hasMessage("2 failed");
    }

    private static String text(Future<Scrapes.Scrape> scrape) {
        return new String(await(scrape).body(), StandardCharsets.UTF_8);
    }

    private static Scrapes.Scrape await(Future<Scrapes.Scrape> scrape) {
        TestFrontEnd.eventually(scrape::isComplete);
        return scrape.result();
    }

    /** Makes each text only when it is let. */
    private static final class SlowProbes implements Probes {
        private final AtomicInteger made = new AtomicInteger();
        private final Semaphore permits = new Semaphore(0);

        @Override
        public String metricsFormat(String acceptHeader) {
            return acceptHeader;
        }

        @Override
        public MetricsText metrics(String format) {
            int number = made.incrementAndGet();
            permits.acquireUninterruptibly();
            if (format.equals("defect")) {
                throw new IllegalStateException(number + " failed");
            }
            return new MetricsText("text/plain", number + " of " + format);
        }

        @Override
        public boolean ready() {
            return true;
        }
    }
}
