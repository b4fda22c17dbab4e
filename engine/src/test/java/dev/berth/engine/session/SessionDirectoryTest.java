package dev.berth.engine.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.berth.api.SessionId;
import dev.berth.api.StartSession;
import dev.berth.engine.testing.Seeds;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class SessionDirectoryTest {
    private final WorkGroupRecord group = WorkGroupRecords.team();
    private final SessionDirectory directory = new SessionDirectory(2);

    /** The same as a hash map, whatever comes and goes; few random halves, so that many ids want the same slot. */
    @Test
    void itFindsWhatAHashMapFinds() {
        SplittableRandom random = new SplittableRandom(Seeds.next(SessionDirectoryTest.class));
        Map<SessionId, SessionRecord> model = new HashMap<>();
        int most = 1;
        for (int step = 0; step < 100_000; step++) {
            if (step % 10_000 == 0) {
                most = 1 + random.nextInt(200);
            }
            SessionId id = new SessionId(random.nextInt(10), random.nextInt(40));
            SessionRecord known = model.get(id);
            assertThat(directory.find(id)).isSameAs(known);
            if (known == null && model.size() < most) {
                SessionRecord session = session(id);
                assertThat(directory.add(session)).isTrue();
                assertThat(directory.find(id)).isSameAs(session);
                model.put(id, session);
            } else if (known != null && (model.size() >= most || random.nextInt(3) == 0)) {
                directory.remove(known);
                assertThat(directory.find(id)).isNull();
                model.remove(id);
            }
        }
    }

    @Test
    void anIdIsAddedOnce() {
        SessionRecord first = session(new SessionId(1, 2));
        assertThat(directory.add(first)).isTrue();
        assertThat(directory.add(session(new SessionId(1, 2)))).isFalse();
        assertThat(directory.find(new SessionId(1, 2))).isSameAs(first);
        directory.remove(first);
        assertThatIllegalStateException().isThrownBy(() -> directory.remove(first));
    }

    /** A session that is there all the while is found, whatever comes and goes beside it. */
    @Test
    @Timeout(60)
    void whatStaysIsFoundWhileOthersComeAndGo() throws InterruptedException {
        List<SessionRecord> staying = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            staying.add(session(new SessionId(i, i % 7)));
        }
        staying.forEach(directory::add);
        AtomicBoolean isOver = new AtomicBoolean();
        Queue<SessionId> missed = new ConcurrentLinkedQueue<>();
        Thread reader = new Thread(() -> {
            while (!isOver.get()) {
                staying.stream()
                        .filter(each -> directory.find(each.id()) != each)
                        .forEach(each -> missed.add(each.id()));
            }
        });
        reader.start();
        SplittableRandom random = new SplittableRandom(Seeds.next(SessionDirectoryTest.class));
        for (int round = 0; round < 2_000 && missed.isEmpty(); round++) {
            List<SessionRecord> passing = new ArrayList<>();
            int count = 1 + random.nextInt(200);
            for (int i = 0; i < count; i++) {
                passing.add(session(new SessionId(1_000 + i, random.nextInt(20))));
            }
            passing.forEach(directory::add);
            passing.forEach(directory::remove);
        }
        isOver.set(true);
        reader.join();
        assertThat(missed).isEmpty();
    }

    private SessionRecord session(SessionId id) {
        return new SessionRecord(id, StartSession.in("team", 1), 1, group, group.view(), 0);
    }
}
