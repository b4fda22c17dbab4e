package dev.berth.engine.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.api.SessionId;
import dev.berth.api.SessionPage;
import dev.berth.api.SessionView;
import dev.berth.api.StartSession;
import dev.berth.engine.testing.Seeds;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class SessionSequenceTest {
    private final WorkGroupRecord group = WorkGroupRecords.team();
    private final SessionSequence sequence = new SessionSequence();
    private final NavigableMap<SessionId, SessionRecord> model = new TreeMap<>(Comparator.reverseOrder());

    /** The same as a sorted map has, whatever the order in which ids come and go. */
    @Test
    void itsPagesAreThoseOfASortedMap() {
        SplittableRandom random = new SplittableRandom(Seeds.next(SessionSequenceTest.class));
        int spread = 1 + random.nextInt(2_000);
        for (int step = 1; step <= 20_000; step++) {
            if (model.size() < 50 || random.nextInt(5) < 3) {
                add(new SessionId(step + random.nextInt(spread), step));
            } else {
                SessionId near = new SessionId(random.nextInt(step + spread), 0);
                remove(model.floorKey(near) == null ? model.firstKey() : model.floorKey(near));
            }
            if (step % 1_000 == 0) {
                assertThat(pages(1 + random.nextInt(300))).containsExactlyElementsOf(model.keySet());
                assertThat(sequence.sessions()).toIterable().containsExactlyInAnyOrderElementsOf(model.values());
            }
        }
        List.copyOf(model.keySet()).forEach(this::remove);
        assertThat(pages(10)).isEmpty();
    }

    @Test
    void aPageMayBeginAfterASessionThatIsGone() {
        for (int i = 1; i <= 1_000; i++) {
            add(new SessionId(i, 0));
        }
        for (int i = 300; i <= 700; i++) {
            remove(new SessionId(i, 0));
        }

        SessionPage page = sequence.page(new SessionId(500, 0), 2, 0);
        assertThat(page.sessions())
                .extracting(SessionView::id)
                .containsExactly(new SessionId(299, 0), new SessionId(298, 0));
        assertThat(page.hasMore()).isTrue();
        assertThat(sequence.page(new SessionId(2, 0), 1, 0).hasMore()).isFalse();
        assertThat(sequence.page(new SessionId(1, 0), 1, 0).sessions()).isEmpty();
    }

    /** The ids of a leaf that has lost all its sessions belong to the one before it, from then on. */
    @Test
    void anIdAmongThoseOfAGivenUpLeafIsShown() {
        for (int i = 1; i <= 400; i++) {
            add(new SessionId(10L * i, 0));
        }
        for (int i = 51; i <= 250; i++) {
            remove(new SessionId(10L * i, 0));
        }

        for (int i = 60; i <= 240; i += 20) {
            add(new SessionId(10L * i + 5, 0));
        }
        assertThat(pages(7)).containsExactlyElementsOf(model.keySet());
    }

    /** A snapshot takes a few sessions at a time, and starts go on between: also under ids that are not the newest. */
    @Test
    void aLeafThatIsDividedBetweenTwoStepsIsMetWhole() {
        for (int i = 1; i <= 192; i++) {
            add(new SessionId(1_000L * i, 0));
        }
        Set<SessionRecord> staying = Set.copyOf(model.values());
        Iterator<SessionRecord> sessions = sequence.sessions();
        List<SessionRecord> met = new ArrayList<>(List.of(sessions.next()));

        for (int i = 1; i <= 1_000; i++) {
            add(new SessionId(1_000L * (66 + i % 60), i));
        }
        sessions.forEachRemaining(met::add);

        assertThat(met).doesNotHaveDuplicates().containsAll(staying);
    }

    /** A session that is there all the while is met once, whatever comes, goes, or is divided beside it. */
    @Test
    @Timeout(60)
    void whatStaysIsMetOnceWhileLeavesAreDividedAndGivenUp() throws InterruptedException {
        SplittableRandom random = new SplittableRandom(Seeds.next(SessionSequenceTest.class));
        for (int i = 1; i <= 200; i++) {
            add(new SessionId(1_000L * i, 0));
        }
        Set<SessionRecord> staying = Set.copyOf(model.values());
        AtomicBoolean isOver = new AtomicBoolean();
        Queue<String> missed = new ConcurrentLinkedQueue<>();
        Thread reader = new Thread(() -> {
            while (!isOver.get()) {
                Map<SessionRecord, Integer> met = new HashMap<>();
                sequence.sessions().forEachRemaining(each -> met.merge(each, 1, Integer::sum));
                staying.stream()
                        .filter(each -> !Integer.valueOf(1).equals(met.get(each)))
                        .forEach(each -> missed.add(met.get(each) + " times met: " + each.id()));
            }
        });
        reader.start();
        for (int round = 0; round < 100 && missed.isEmpty(); round++) {
            List<SessionId> passing = new ArrayList<>();
            for (int i = 0; i < 1_000; i++) {
                SessionId id = new SessionId(1 + random.nextInt(200_000), 1 + i);
                add(id);
                passing.add(id);
            }
            passing.forEach(this::remove);
        }
        isOver.set(true);
        reader.join();
        assertThat(missed).isEmpty();
    }

    private void add(SessionId id) {
        SessionRecord session = new SessionRecord(id, StartSession.in("team", 1), 1, group, group.view(), 0);
        model.put(id, session);
        sequence.add(session);
    }

    private void remove(SessionId id) {
        SessionRecord removed = model.remove(id);
        if (removed == null) {
            throw new AssertionError("not in the model: " + id);
        }
        sequence.remove(removed);
    }

    private List<SessionId> pages(int limit) {
        List<SessionId> all = new ArrayList<>();
        @Nullable SessionId after = null;
        SessionPage page;
        do {
            page = sequence.page(after, limit, 0);
            page.sessions().forEach(session -> all.add(session.id()));
            after = all.isEmpty() ? null : all.get(all.size() - 1);
        } while (page.hasMore());
        return all;
    }
}
