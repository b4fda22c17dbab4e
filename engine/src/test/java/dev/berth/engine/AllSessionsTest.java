package dev.berth.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.api.CreateWorkGroup;
import dev.berth.api.SessionId;
import dev.berth.api.SessionPage;
import dev.berth.api.SessionState;
import dev.berth.api.SessionView;
import dev.berth.api.StartSession;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AllSessionsTest {
    private final EngineFixture fixture =
            new EngineFixture(config -> config.accountDpus(100).workGroup(CreateWorkGroup.named("other", "v1")));

    @Test
    void allSessions_areThoseOfEveryWorkGroupAndState_newestFirst() {
        SessionId ended = fixture.idle();
        SessionId idle = fixture.idle(StartSession.in("other", 1));
        SessionId creating = fixture.started();
        end(ended);

        SessionPage all = fixture.engine().allSessions(null, 10);
        assertThat(all.sessions()).extracting(SessionView::id).containsExactly(creating, idle, ended);
        assertThat(all.sessions())
                .extracting(SessionView::state)
                .containsExactly(SessionState.CREATING, SessionState.IDLE, SessionState.TERMINATED);
        assertThat(all.hasMore()).isFalse();
        assertThat(fixture.engine().allSessions(null, 3).hasMore()).isFalse();
        assertThat(fixture.engine().allSessions(null, 2).hasMore()).isTrue();
        assertThat(fixture.engine().allSessions(idle, 10).sessions())
                .extracting(SessionView::id)
                .containsExactly(ended);
    }

    @Test
    void allSessions_stayWhenTheirWorkGroupGoes_andGoWhenTheyAreForgotten() {
        SessionId id = fixture.idle(StartSession.in("other", 1));
        end(id);
        var unused = fixture.engine().deleteWorkGroup("other", false);
        fixture.step();
        assertThat(ids()).containsExactly(id);

        fixture.crashAndRestart();
        assertThat(ids()).containsExactly(id);

        fixture.pass(Duration.ofHours(25));
        assertThat(ids()).isEmpty();
    }

    @Test
    void whoeverGoesFromPageToPage_seesEachSessionOnce_whateverBecomesOfItMeanwhile() {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        List<SessionId> there = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            there.add(0, random.nextBoolean() ? idle() : fixture.started(StartSession.in("team", 1)));
        }
        List<SessionId> seen = new ArrayList<>();
        SessionPage page;
        SessionId last = null;
        do {
            page = fixture.engine().allSessions(last, 1 + random.nextInt(3));
            page.sessions().forEach(session -> seen.add(session.id()));
            last = seen.get(seen.size() - 1);
            var unused = fixture.engine().terminateSession(there.get(random.nextInt(there.size())));
            fixture.step();
            endAll();
            idle();
        } while (page.hasMore());

        assertThat(seen).as("seed %d", seed).isEqualTo(there);
    }

    private SessionId idle() {
        return fixture.idle(StartSession.in("team", 1));
    }

    private void end(SessionId id) {
        var unused = fixture.engine().terminateSession(id);
        fixture.step();
        endAll();
    }

    private void endAll() {
        fixture.engine().allSessions(null, 1_000).sessions().stream()
                .filter(session -> session.state() == SessionState.TERMINATING)
                .forEach(session -> fixture.runtime.reports().ended(session.id()));
        fixture.step();
    }

    private List<SessionId> ids() {
        return fixture.engine().allSessions(null, 10).sessions().stream()
                .map(SessionView::id)
                .toList();
    }
}
