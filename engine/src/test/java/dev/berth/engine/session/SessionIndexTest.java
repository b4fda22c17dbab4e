package dev.berth.engine.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.api.SessionId;
import dev.berth.api.SessionPage;
import dev.berth.api.SessionQuery;
import dev.berth.api.SessionState;
import dev.berth.api.SessionView;
import dev.berth.api.StartSession;
import dev.berth.engine.testing.Seeds;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class SessionIndexTest {
    private static final List<SessionState> STATES = List.of(SessionState.values());

    private final SessionTable table =
            new SessionTable(0, Long.MAX_VALUE, Long.MAX_VALUE, 0, 0, new Holders(attributes -> ""));
    private final WorkGroupRecord group = WorkGroupRecords.team();
    private final SessionIndex index = group.index();
    private int made;

    @Test
    void sessionsAreFoundUnderTheirStateNewestFirst() {
        SessionRecord first = add();
        SessionRecord second = add();
        SessionRecord third = add();
        move(second, SessionState.CREATED);

        assertThat(ids(null, null, 10)).containsExactly(third.id(), second.id(), first.id());
        assertThat(ids(SessionState.CREATING, null, 10)).containsExactly(third.id(), first.id());
        assertThat(ids(SessionState.CREATED, null, 10)).containsExactly(second.id());
        assertThat(ids(null, third.id(), 1)).containsExactly(second.id());
        assertThat(ids(SessionState.BUSY, null, 10)).isEmpty();
    }

    @Test
    void whatEndsIsNoLongerActiveNorLive() {
        SessionRecord session = add();
        assertThat(index.live()).isEqualTo(1);
        move(session, SessionState.TERMINATING);
        assertThat(ids(null, null, 10)).isEmpty();
        assertThat(index.live()).isEqualTo(1);
        assertThat(index.liveSessions()).containsExactly(session);

        move(session, SessionState.TERMINATED);
        assertThat(index.live()).isZero();
        assertThat(index.liveSessions()).isEmpty();
        assertThat(ids(SessionState.TERMINATED, null, 10)).containsExactly(session.id());
        assertThat(index.entries()).isEqualTo(1);
        index.removeEnded(session);
        assertThat(ids(SessionState.TERMINATED, null, 10)).isEmpty();
        assertThat(index.entries()).isZero();
    }

    @Test
    void aDegradedSessionIsLiveButNotActive() {
        SessionRecord session = add();
        move(session, SessionState.DEGRADED);

        assertThat(ids(null, null, 10)).isEmpty();
        assertThat(index.live()).isEqualTo(1);
    }

    @Test
    void aPageMayBeginAfterASessionThatIsGone() {
        SessionRecord first = add();
        SessionRecord second = add();
        SessionRecord third = add();
        move(second, SessionState.FAILED);
        index.removeEnded(second);

        assertThat(ids(null, second.id(), 10)).containsExactly(first.id());
        assertThat(ids(null, new SessionId(Long.MAX_VALUE, 0), 10)).containsExactly(third.id(), first.id());
        assertThat(ids(null, new SessionId(0, 0), 10)).isEmpty();
    }

    @Test
    void aSessionBetweenTwoStatesIsNotShownInTheWrongList() {
        SessionRecord session = add();
        SessionRecord other = add();

        session.setStatus(new SessionStatus(SessionState.CREATED, null, made));
        assertThat(ids(SessionState.CREATING, null, 1)).containsExactly(other.id());
        assertThat(page(SessionState.CREATING, null, 1).hasMore()).isFalse();
        assertThat(ids(null, null, 10)).containsExactly(other.id(), session.id());

        session.setStatus(new SessionStatus(SessionState.TERMINATING, null, made));
        assertThat(ids(null, null, 10)).containsExactly(other.id());
    }

    @Test
    void aPageTellsWhetherThereIsMore() {
        SessionRecord first = add();
        SessionRecord second = add();

        assertThat(page(null, null, 1).hasMore()).isTrue();
        assertThat(page(null, second.id(), 1).hasMore()).isFalse();
        assertThat(page(null, null, 2).hasMore()).isFalse();
        assertThat(page(null, first.id(), 1).hasMore()).isFalse();
        assertThat(ids(null, null, Integer.MAX_VALUE)).containsExactly(second.id(), first.id());
    }

    /** The same pages as those of a sorted map, whatever the order in which ids come, and states change. */
    @Test
    void pagesAreThoseOfASortedMap() {
        SplittableRandom random = new SplittableRandom(Seeds.next(SessionIndexTest.class));
        int spread = 1 + random.nextInt(1_000);
        NavigableMap<SessionId, SessionRecord> model = new TreeMap<>(Comparator.reverseOrder());
        for (int step = 0; step < 20_000; step++) {
            if (random.nextInt(3) == 0) {
                made++;
                SessionRecord added = add(new SessionId(made + random.nextInt(spread), step));
                model.put(added.id(), added);
            } else if (!model.isEmpty()) {
                SessionRecord session = anyOf(model, random, spread);
                SessionState next = STATES.get(random.nextInt(STATES.size()));
                if (session.state().canBecome(next)) {
                    move(session, next);
                }
                if (session.state().isEnded() && random.nextBoolean()) {
                    model.remove(session.id());
                    table.retain(session, 0);
                    table.evict(0);
                }
            }
            if (step % 500 == 0) {
                assertSamePages(model, 1 + random.nextInt(70));
            }
        }
        assertSamePages(model, 100);
        Set<SessionRecord> live =
                model.values().stream().filter(each -> !each.state().isEnded()).collect(Collectors.toSet());
        assertThat(index.live()).isEqualTo(live.size());
        assertThat(index.liveSessions()).hasSize(live.size());
        assertThat(Set.copyOf(index.liveSessions())).isEqualTo(live);
    }

    private static SessionRecord anyOf(
            NavigableMap<SessionId, SessionRecord> model, SplittableRandom random, int spread) {
        SessionId near = new SessionId(random.nextLong(model.firstKey().high() + spread), 0);
        Map.Entry<SessionId, SessionRecord> found = model.floorEntry(near);
        return (found == null ? model.firstEntry() : found).getValue();
    }

    private void assertSamePages(NavigableMap<SessionId, SessionRecord> model, int limit) {
        for (SessionState state : STATES) {
            assertThat(listed(state, limit))
                    .isEqualTo(model.values().stream()
                            .filter(each -> each.state() == state)
                            .map(SessionRecord::id)
                            .toList());
        }
        assertThat(listed(null, limit))
                .isEqualTo(model.values().stream()
                        .filter(each -> each.state().isActive())
                        .map(SessionRecord::id)
                        .toList());
    }

    /** The ids of a leaf that has lost all its sessions belong to the one before it, from then on. */
    @Test
    void anIdAmongThoseOfAGivenUpLeafIsShown() {
        List<SessionRecord> sessions = new ArrayList<>();
        for (int i = 1; i <= 400; i++) {
            sessions.add(add(new SessionId(10L * i, 0)));
        }
        sessions.subList(50, 250).forEach(this::end);

        SessionRecord late = add(new SessionId(1_505, 0));
        move(late, SessionState.CREATED);
        assertThat(ids(null, null, 400)).contains(late.id()).hasSize(201);
        assertThat(ids(SessionState.CREATED, null, 400)).containsExactly(late.id());
    }

    @Test
    void whereNothingIsLeftFewLeavesAre() {
        SplittableRandom random = new SplittableRandom(Seeds.next(SessionIndexTest.class));
        int empty = index.leaves();
        // Those that keep their place for a while, as creating, active, and failed ones.
        int vacated = 3 * LeafOrder.MAX_VACATED;
        List<SessionRecord> all = new ArrayList<>();
        for (int i = 0; i < 60_000; i++) {
            all.add(random.nextBoolean() || made == 0 ? add() : add(randomId(random)));
        }
        assertThat(index.leaves()).as("many leaves").isGreaterThan(empty + 2 * vacated);

        while (!all.isEmpty()) {
            SessionRecord session = all.remove(random.nextInt(all.size()));
            end(session);
        }

        // One that takes the oldest ids, and one that takes the next.
        assertThat(index.leaves()).isLessThanOrEqualTo(empty + 1 + vacated);
        assertThat(index.entries()).isZero();
    }

    /** So it is where a client starts a session, ends it, and starts the next, and what has ended is forgotten at once. */
    @Test
    void leavesThatBecameEmptyAsTheNewestAreGivenUpToo() {
        int empty = index.leaves();
        for (int i = 0; i < 10_000; i++) {
            end(add());
        }

        assertThat(index.leaves()).isLessThanOrEqualTo(empty + 1 + 3 * LeafOrder.MAX_VACATED);
    }

    /** Lists must not cost more where there are more sessions of other states: few leaves without such a session are read. */
    @Test
    void aLeafKeepsItsPlaceInAnOrderOnlyForAWhileAfterItsLastSessionOfThatState() {
        List<SessionRecord> all = new ArrayList<>();
        for (int i = 0; i < 64 * (LeafOrder.MAX_VACATED + 40); i++) {
            all.add(add());
        }
        int leaves = index.leaves() / 3;
        assertThat(index.leaves()).as("all, creating, active").isEqualTo(3 * leaves);

        move(all.get(100), SessionState.FAILED);
        assertThat(index.leaves()).isEqualTo(3 * leaves + 1);
        all.stream()
                .filter(each -> each.state() == SessionState.CREATING)
                .forEach(each -> move(each, SessionState.CREATED));
        assertThat(index.leaves()).as("and created ones").isEqualTo(3 * leaves + 1 + LeafOrder.MAX_VACATED);
        assertThat(listed(SessionState.CREATING, 10)).isEmpty();
    }

    /** What stays in a list is on exactly one page of it, while everything around it moves on another thread. */
    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void pagingMissesAndRepeatsNothingThatStays() throws InterruptedException {
        List<SessionRecord> idle = new ArrayList<>();
        List<SessionRecord> working = new ArrayList<>();
        List<SessionRecord> moving = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            List.of(idle, working, moving).get(i % 3).add(add());
        }
        for (SessionState state : List.of(SessionState.CREATED, SessionState.IDLE)) {
            idle.forEach(each -> move(each, state));
            working.forEach(each -> move(each, state));
        }
        List<SessionId> idleIds = newestFirst(idle);
        List<SessionId> workingIds = newestFirst(working);
        SplittableRandom random = new SplittableRandom(Seeds.next(SessionIndexTest.class));
        AtomicBoolean over = new AtomicBoolean();
        Thread mover = new Thread(() -> {
            while (!over.get()) {
                moveOne(moving, random);
                SessionRecord flipped = working.get(random.nextInt(working.size()));
                move(flipped, flipped.state() == SessionState.IDLE ? SessionState.BUSY : SessionState.IDLE);
            }
        });
        mover.setDaemon(true);
        mover.start();
        try {
            for (int round = 0; round < 300; round++) {
                int limit = 1 + round % 40;
                assertThat(listed(null, limit))
                        .containsSubsequence(idleIds)
                        .containsSubsequence(workingIds)
                        .doesNotHaveDuplicates();
                assertThat(listed(SessionState.IDLE, limit)).containsSubsequence(idleIds);
            }
        } finally {
            over.set(true);
            mover.join();
        }
        int listedOnce =
                STATES.stream().mapToInt(state -> listed(state, made).size()).sum();
        assertThat(index.entries()).isEqualTo(listedOnce + listed(null, made).size());
    }

    /** The same while leaves are divided all the time: what stays is shown once, by the old leaf or by its halves. */
    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aPageReadWhileLeavesAreDividedMissesAndRepeatsNothing() throws InterruptedException {
        List<SessionRecord> staying = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            staying.add(add());
        }
        List<SessionId> stayingIds = newestFirst(staying);
        SplittableRandom random = new SplittableRandom(Seeds.next(SessionIndexTest.class));
        AtomicBoolean over = new AtomicBoolean();
        Thread divider = new Thread(() -> {
            while (!over.get()) {
                List<SessionRecord> passing = new ArrayList<>();
                for (int i = 0; i < 5_000; i++) {
                    passing.add(add(randomId(random)));
                }
                passing.forEach(this::end);
            }
        });
        divider.setDaemon(true);
        divider.start();
        try {
            SessionQuery all = new SessionQuery("team", null, null, Integer.MAX_VALUE);
            for (int round = 0; round < 800; round++) {
                List<SessionId> listed = ids(index.page(all, 0));
                Set<SessionId> once = new HashSet<>(listed);
                assertThat(once.size()).as("none twice").isEqualTo(listed.size());
                assertThat(once.containsAll(stayingIds)).as("all that stay").isTrue();
            }
        } finally {
            over.set(true);
            divider.join();
        }
    }

    private void end(SessionRecord session) {
        move(session, SessionState.FAILED);
        table.retain(session, 0);
        table.evict(0);
    }

    /** Moves one of them anywhere; one that has ended makes room for a new one. */
    private void moveOne(List<SessionRecord> moving, SplittableRandom random) {
        int at = random.nextInt(moving.size());
        SessionRecord session = moving.get(at);
        SessionState next = STATES.get(random.nextInt(STATES.size()));
        if (session.state().canBecome(next)) {
            move(session, next);
        }
        if (session.state().isEnded()) {
            table.retain(session, 0);
            table.evict(0);
            moving.set(at, add(randomId(random)));
        }
    }

    private static List<SessionId> newestFirst(List<SessionRecord> sessions) {
        return sessions.stream()
                .map(SessionRecord::id)
                .sorted(Comparator.reverseOrder())
                .toList();
    }

    private List<SessionId> listed(@Nullable SessionState state, int limit) {
        List<SessionId> all = new ArrayList<>();
        Set<SessionId> seen = new HashSet<>();
        SessionPage page = page(state, null, limit);
        while (page.hasMore()) {
            assertThat(page.sessions()).hasSize(limit);
            all.addAll(ids(page));
            seen.addAll(ids(page));
            assertThat(seen).as("each once").hasSize(all.size());
            page = page(state, all.get(all.size() - 1), limit);
        }
        all.addAll(ids(page));
        return all;
    }

    private List<SessionId> ids(@Nullable SessionState state, @Nullable SessionId after, int limit) {
        return ids(page(state, after, limit));
    }

    private static List<SessionId> ids(SessionPage page) {
        return page.sessions().stream().map(SessionView::id).toList();
    }

    /** A page, none of whose sessions is in another state than was asked for. */
    private SessionPage page(@Nullable SessionState state, @Nullable SessionId after, int limit) {
        SessionPage page = index.page(new SessionQuery("team", state, after, limit), 0);
        assertThat(page.sessions())
                .extracting(SessionView::state)
                .allMatch(shown -> state == null ? shown.isActive() : shown == state);
        return page;
    }

    /** One between the others, so that leaves are divided. */
    private SessionId randomId(SplittableRandom random) {
        return new SessionId(random.nextLong(made), random.nextLong(1, Long.MAX_VALUE));
    }

    private SessionRecord add() {
        return add(new SessionId(++made, 0));
    }

    private SessionRecord add(SessionId id) {
        SessionRecord session = new SessionRecord(id, StartSession.in("team", 1), 1, group, group.view(), made);
        table.add(session);
        return session;
    }

    private void move(SessionRecord session, SessionState state) {
        table.move(session, new SessionStatus(state, null, made));
    }
}
