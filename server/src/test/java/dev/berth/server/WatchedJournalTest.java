package dev.berth.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.spi.Journal;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WatchedJournalTest {
    private final AtomicLong nanos = new AtomicLong();
    private final List<String> told = new ArrayList<>();

    @Test
    void recovery_tellsHowMuchWasRead_andHowLongThatTook() throws IOException {
        List<Integer> passedOn = new ArrayList<>();
        WatchedJournal watched = new WatchedJournal(new TwoPartsAndThreeBatches(), nanos::get, told::add);

        long last = watched.recover(reader(passedOn, Duration.ofMillis(100), Duration.ofMillis(10)));

        assertThat(last).isEqualTo(10);
        assertThat(passedOn).containsExactly(1_000, 2_000, 7, 8, 9);
        assertThat(watched.recovery())
                .isEqualTo(
                        new WatchedJournal.Recovery(10, 3_000, Duration.ofMillis(1_200), 3, 24, Duration.ofMillis(30)));
        assertThat(watched.recovery().time()).isEqualTo(Duration.ofMillis(1_230));
        assertThat(watched.recovery().isOfNewJournal()).isFalse();
        assertThat(told).isEmpty();
    }

    @Test
    void recovery_thatIsLong_isToldOfEveryFiveSeconds() throws IOException {
        WatchedJournal watched = new WatchedJournal(new TwoPartsAndThreeBatches(), nanos::get, told::add);

        watched.recover(reader(new ArrayList<>(), Duration.ofSeconds(3), Duration.ofMillis(2_500)));

        assertThat(told)
                .containsExactly(
                        "reading the journal in test for 7.0 s: 2.9 KiB of a snapshot, 0 batches with 0 bytes after it",
                        "reading the journal in test for 12.0 s: 2.9 KiB of a snapshot, 2 batches with 15 bytes after it");
    }

    /** Takes so long for each part and each batch. */
    private Journal.RecoveryReader reader(List<Integer> passedOn, Duration forPart, Duration forBatch) {
        return new Journal.RecoveryReader() {
            @Override
            public void readSnapshot(ByteBuffer part) {
                pass(forPart);
                passedOn.add(part.remaining());
            }

            @Override
            public void readBatch(ByteBuffer batch) {
                pass(forBatch);
                passedOn.add(batch.remaining());
            }
        };
    }

    static List<Method> methodsOfAJournal() {
        return List.of(Journal.class.getDeclaredMethods());
    }

    /** Also those that have a default, which would be taken for what the journal itself says. */
    @ParameterizedTest
    @MethodSource("methodsOfAJournal")
    void everyMethod_isPassedOn(Method method) throws Exception {
        assertThat(WatchedJournal.class
                        .getMethod(method.getName(), method.getParameterTypes())
                        .getDeclaringClass())
                .isEqualTo(WatchedJournal.class);
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    /** Needs a second before it hands over anything. */
    private final class TwoPartsAndThreeBatches implements Journal {
        @Override
        public String description() {
            return "test";
        }

        @Override
        public int maxBatchBytes() {
            return 1;
        }

        @Override
        public long recover(RecoveryReader reader) {
            pass(Duration.ofSeconds(1));
            reader.readSnapshot(ByteBuffer.allocate(1_000));
            reader.readSnapshot(ByteBuffer.allocate(2_000));
            for (int bytes = 7; bytes < 10; bytes++) {
                reader.readBatch(ByteBuffer.allocate(bytes));
            }
            return 10;
        }

        @Override
        public void append(Batch batch, AppendListener listener) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {}
    }
}
