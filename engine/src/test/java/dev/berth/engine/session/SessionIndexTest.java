package dev.berth.engine.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.api.OpaqueBytes;
import dev.berth.api.SessionId;
import dev.berth.api.SessionState;
import dev.berth.api.StartSession;
import dev.berth.api.WorkGroup;
import dev.berth.engine.capacity.CapacityAllocator;
import dev.berth.engine.testing.Seeds;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SessionIndexTest {
    private static final List<SessionState> STATES = List.of(SessionState.values());

    private final SessionTable table = new SessionTable(0, Long.MAX_VALUE, Long.MAX_VALUE);
    private final WorkGroupRecord group = new WorkGroupFactory(new CapacityAllocator(1, 1, 1), Map.of())
            .make(
                    new WorkGroup(
                            "team",
                            "v1",
                            Instant.EPOCH,
                            true,
                            OptionalInt.empty(),
                            OpaqueBytes.EMPTY,
                            OpaqueBytes.EMPTY),
                    OptionalInt.empty());
    private final SessionIndex index = group.index();
    private int made;

    @Test
    void sessionsAreFoundUnderTheirStateNewestFirst() {
        SessionRecord first = add();
        SessionRecord second = add();
        SessionRecord third = add();
        move(second, SessionState.CREATED);

        assertThat(index.page(null, null, 10)).containsExactly(third, second, first);
        assertThat(index.page(SessionState.CREATING, null, 10)).containsExactly(third, first);
        assertThat(index.page(SessionState.CREATED, null, 10)).containsExactly(second);
        assertThat(index.page(null, third.id(), 1)).containsExactly(second);
        assertThat(index.page(SessionState.BUSY, null, 10)).isEmpty();
    }

    @Test
    void whatEndsIsNoLongerActiveNorLive() {
        SessionRecord session = add();
        assertThat(index.live()).isEqualTo(1);
        move(session, SessionState.TERMINATING);
        assertThat(index.page(null, null, 10)).isEmpty();
        assertThat(index.live()).isEqualTo(1);
        assertThat(index.liveSessions()).containsExactly(session);

        move(session, SessionState.TERMINATED);
        assertThat(index.live()).isZero();
        assertThat(index.liveSessions()).isEmpty();
        assertThat(index.page(SessionState.TERMINATED, null, 10)).containsExactly(session);
        index.removeEnded(session);
        assertThat(index.page(SessionState.TERMINATED, null, 10)).isEmpty();
    }

    @Test
    void aDegradedSessionIsLiveButNotActive() {
        SessionRecord session = add();
        move(session, SessionState.DEGRADED);

        assertThat(index.page(null, null, 10)).isEmpty();
        assertThat(index.live()).isEqualTo(1);
    }

    @Test
    void aPageMayBeginAfterASessionThatIsGone() {
        SessionRecord first = add();
        SessionRecord second = add();
        SessionRecord third = add();
        move(second, SessionState.FAILED);
        index.removeEnded(second);

        assertThat(index.page(null, second.id(), 10)).containsExactly(first);
        assertThat(index.page(null, new SessionId(Long.MAX_VALUE, 0), 10)).containsExactly(third, first);
        assertThat(index.page(null, new SessionId(0, 0), 10)).isEmpty();
    }

    /** What does not change is on exactly one page, while everything around it moves on another thread. */
    @Test
    void pagingMissesAndRepeatsNothingThatStays() throws InterruptedException {
        List<SessionRecord> staying = new ArrayList<>();
        List<SessionRecord> moving = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            (i % 3 == 0 ? staying : moving).add(add());
        }
        staying.forEach(each -> move(each, SessionState.CREATED));
        staying.forEach(each -> move(each, SessionState.IDLE));
        Collections.reverse(staying);
        SplittableRandom random = new SplittableRandom(Seeds.next(SessionIndexTest.class));
        AtomicBoolean over = new AtomicBoolean();
        Thread mover = new Thread(() -> {
            while (!over.get()) {
                int at = random.nextInt(moving.size());
                SessionRecord session = moving.get(at);
                SessionState next = STATES.get(random.nextInt(STATES.size()));
                if (session.state().canBecome(next)) {
                    move(session, next);
                }
                if (session.state().isEnded()) {
                    table.retain(session, 0);
                    table.evict(0);
                    moving.set(at, add());
                }
            }
        });
        mover.start();
        try {
            for (int round = 0; round < 300; round++) {
                int limit = 1 + round % 40;
                assertThat(listed(null, limit)).containsSubsequence(staying).doesNotHaveDuplicates();
                assertThat(listed(SessionState.IDLE, limit)).containsSubsequence(staying);
            }
        } finally {
            over.set(true);
            mover.join();
        }
    }

    private List<SessionRecord> listed(@Nullable SessionState state, int limit) {
        List<SessionRecord> all = new ArrayList<>();
        List<SessionRecord> page = index.page(state, null, limit);
        while (!page.isEmpty()) {
            all.addAll(page);
            page = index.page(state, page.get(page.size() - 1).id(), limit);
        }
        return all;
    }

    private SessionRecord add() {
        SessionRecord session =
                new SessionRecord(new SessionId(++made, 0), StartSession.in("team", 1), 1, group, group.view(), made);
        table.add(session);
        return session;
    }

    private void move(SessionRecord session, SessionState state) {
        table.move(session, new SessionStatus(state, null, made));
    }
}
