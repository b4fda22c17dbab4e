package dev.berth.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class DrainTest {
    private final BlockingQueue<Runnable> answers = new LinkedBlockingQueue<>();
    private final Dialect slow = (request, responder) -> {
        byte[] body = request.body();
        answers.add(() -> responder.answer(200, MediaTypes.AWS_JSON, body));
    };

    private Runnable nextAnswer() throws InterruptedException {
        return Objects.requireNonNull(answers.poll(10, TimeUnit.SECONDS));
    }

    @Test
    void drain_finishesWhatIsUnderWay_andTakesNothingNew() throws Exception {
        try (TestFrontEnd server = new TestFrontEnd(slow, UnaryOperator.identity());
                RawClient idle = server.connect();
                RawClient busy = server.connect();
                RawClient sending = server.connect()) {
            assertThat(idle.send(RawClient.get("/health/live")).read().status()).isEqualTo(200);
            busy.send(RawClient.post("", "under way"));
            Runnable answer = nextAnswer();
            String half = RawClient.post("Expect: 100-continue\r\n", "half here");
            sending.send(half.substring(0, half.length() - 4));
            assertThat(sending.read().status()).isEqualTo(100);

            Future<Void> drained = server.frontEnd.drainAndClose(Duration.ofSeconds(30));

            assertThat(idle.isClosedByServer()).isTrue();
            TestFrontEnd.eventually(() -> !accepts(server.frontEnd.port()));
            assertThat(drained.isComplete()).isFalse();
            answer.run();
            assertThat(busy.read().body()).isEqualTo("under way");
            assertThat(busy.isClosedByServer()).isTrue();
            sending.send(half.substring(half.length() - 4));
            nextAnswer().run();
            assertThat(sending.read().body()).isEqualTo("half here");
            assertThat(sending.isClosedByServer()).isTrue();
            drained.await();
        }
    }

    private static boolean accepts(int port) {
        try (RawClient raw = new RawClient(port)) {
            return !raw.isClosedByServer();
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void drain_waitsNoLongerThanAllowed() throws Exception {
        try (TestFrontEnd server = new TestFrontEnd(slow, UnaryOperator.identity());
                RawClient busy = server.connect()) {
            busy.send(RawClient.post("", "never answered"));
            Runnable answer = nextAnswer();

            server.frontEnd.drainAndClose(Duration.ofMillis(50)).await();

            assertThat(busy.isClosedByServer()).isTrue();
            answer.run();
            assertThatThrownBy(server::connect).isInstanceOf(IOException.class);
        }
    }

    @Test
    void drain_twice_isHarmless() {
        TestFrontEnd server = TestFrontEnd.echoing();
        server.frontEnd.drainAndClose(Duration.ofSeconds(1)).await();
        server.close();
    }
}
