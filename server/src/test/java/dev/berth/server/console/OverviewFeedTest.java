package dev.berth.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.server.TestVertx;
import dev.berth.server.audit.AuditLog;
import dev.berth.server.http.AdminGuard;
import dev.berth.server.http.Administration;
import dev.berth.server.http.FakeScheduler;
import dev.berth.server.http.FrontEnd;
import dev.berth.server.http.MetricsText;
import dev.berth.server.http.OperatorPages;
import dev.berth.server.http.Probes;
import dev.berth.server.http.RawClient;
import dev.berth.server.http.TestHttpConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A feed of numbered events behind a real front end of two event loops. */
@Timeout(60)
class OverviewFeedTest {
    private static final Duration PERIOD = Duration.ofMillis(20);

    private final Vertx vertx = TestVertx.open();
    private final AtomicInteger computed = new AtomicInteger();
    private volatile String padding = "";
    private volatile OverviewFeed feed = feedOf(PERIOD);
    private final FrontEnd frontEnd = FrontEnd.start(
                    vertx,
                    new TestHttpConfig().build(),
                    new FakeScheduler(),
                    scheduler -> (request, responder) -> responder.fail(new AssertionError("not asked")),
                    new NoProbes(),
                    new Administration(AdminGuard.EVERYBODY, AuditLog.NONE, new FeedAlone()),
                    null)
            .await();
    private final List<Stream> streams = new ArrayList<>();

    @AfterEach
    void close() throws IOException {
        for (Stream stream : streams) {
            stream.close();
        }
        frontEnd.drainAndClose(Duration.ofSeconds(1)).await();
        vertx.close().await();
    }

    @Test
    void listeners_shareWhatIsWorkedOut_andNothingIsWhileNobodyListens() throws Exception {
        Stream first = listen();
        first.readEvents(5);
        Stream second = listen();
        List<String> ofSecond = second.readEvents(10);
        assertThat(Integer.parseInt(ofSecond.get(9)) - Integer.parseInt(ofSecond.get(1)))
                .as("each event reaches both, so numbers run without gaps")
                .isEqualTo(8);

        first.close();
        second.close();
        eventually(() -> feed.listeners() == 0);
        int before = computed.get();
        Stream third = listen();
        int next = Integer.parseInt(third.readEvents(1).get(0));
        assertThat(next).as("at most one was under way").isBetween(before + 1, before + 2);
    }

    @Test
    void listenersWhoHaveGone_leaveNoTimerBehind() throws Exception {
        for (int i = 0; i < 50; i++) {
            Stream stream = listen();
            stream.readEvents(1);
            stream.close();
            eventually(() -> feed.listeners() == 0);
        }
        Stream last = listen();
        last.readEvents(1);
        long begin = System.nanoTime();
        last.readEvents(20);
        assertThat(Duration.ofNanos(System.nanoTime() - begin))
                .as("as slow as one timer is")
                .isGreaterThan(PERIOD.multipliedBy(10));
    }

    @Test
    void listener_hearsAtOnce() throws Exception {
        feed = feedOf(Duration.ofHours(1));
        listen().readEvents(1);
        assertThat(listen().readEvents(1)).as("what the first one heard").containsExactly("1");
    }

    @Test
    void listener_hearsTheLatestFirst() throws Exception {
        Stream first = listen();
        first.readEvents(1);
        padding = " later";
        String heard;
        do {
            heard = first.readEvents(1).get(0);
        } while (!heard.endsWith("later"));
        assertThat(listen().readEvents(1).get(0)).endsWith("later");
    }

    @Test
    void slowReader_missesEvents_andHoldsUpNobody() throws Exception {
        padding = "x".repeat(1 << 20);
        Stream slow = listen();
        Stream fast = listen();
        int last = Integer.parseInt(fast.readEvents(120).get(119));
        frontEnd.drainAndClose(Duration.ofSeconds(10));

        List<String> ofSlow = slow.readAll();
        assertThat(ofSlow).hasSizeLessThan(40);
        assertThat(Integer.parseInt(ofSlow.get(ofSlow.size() - 1))).isLessThan(last);
    }

    @Test
    void soManyMayListen_andNoMore() throws Exception {
        for (int i = 0; i < OverviewFeed.MAX_LISTENERS; i++) {
            listen().readEvents(1);
        }
        try (RawClient refused = new RawClient(frontEnd.port())) {
            RawClient.Answer answer = refused.send(RawClient.get("/events")).read();
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.body()).contains("At most 64 may listen at a time.");
        }
        streams.get(0).close();
        eventually(() -> feed.listeners() < OverviewFeed.MAX_LISTENERS);
        listen().readEvents(1);
    }

    @Test
    void drain_endsStreamsAtOnce_andTakesNoMore() throws Exception {
        Stream stream = listen();
        stream.readEvents(1);
        Future<Void> drained = frontEnd.drainAndClose(Duration.ofMinutes(5));

        stream.readAll();
        drained.await();
        assertThat(feed.listeners()).isZero();
    }

    private OverviewFeed feedOf(Duration period) {
        return new OverviewFeed(
                vertx,
                period,
                vertx.createSharedWorkerExecutor("test", 1),
                () -> Buffer.buffer("data: " + computed.incrementAndGet() + padding + "\n\n"));
    }

    private Stream listen() throws IOException {
        Stream stream = new Stream(frontEnd.port());
        streams.add(stream);
        return stream;
    }

    private static void eventually(BooleanSupplier condition) {
        long giveUp = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited too long").isLessThan(giveUp);
            Thread.onSpinWait();
        }
    }

    private final class FeedAlone implements OperatorPages {
        @Override
        public List<OpenPath> openPaths() {
            return List.of();
        }

        @Override
        public List<GuardedPath> guardedPaths() {
            return List.of(new GuardedPath("/events", (context, call) -> feed.listen(call)));
        }

        @Override
        public void drain() {
            feed.drain();
        }
    }

    private static final class NoProbes implements Probes {
        @Override
        public String metricsFormat(String acceptHeader) {
            return "text/plain";
        }

        @Override
        public MetricsText metrics(String acceptHeader) {
            return new MetricsText("text/plain", "");
        }

        @Override
        public boolean ready() {
            return true;
        }
    }

    /** One who listens, and reads only when told to. */
    private static final class Stream implements AutoCloseable {
        private static final String DATA = "data: ";

        private final Socket socket;
        private final BufferedReader lines;

        Stream(int port) throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(RawClient.get("/events").getBytes(StandardCharsets.US_ASCII));
            lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        }

        /** The number, and what follows if that is not filling. */
        List<String> readEvents(int count) throws IOException {
            List<String> events = new ArrayList<>();
            while (events.size() < count) {
                String line = lines.readLine();
                assertThat(line).as("stream ended after %s", events).isNotNull();
                addTo(events, line);
            }
            return events;
        }

        /** All that comes until the stream is ended in order. */
        List<String> readAll() throws IOException {
            List<String> events = new ArrayList<>();
            String line = lines.readLine();
            while (line != null && !line.equals("0")) {
                addTo(events, line);
                line = lines.readLine();
            }
            assertThat(line).as("the last chunk").isEqualTo("0");
            return events;
        }

        private static void addTo(List<String> events, String line) {
            if (line.startsWith(DATA)) {
                events.add(line.substring(DATA.length()).replace("x", ""));
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
