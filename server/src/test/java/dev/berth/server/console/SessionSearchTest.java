package dev.berth.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.api.SessionId;
import dev.berth.api.SessionPage;
import dev.berth.api.SessionState;
import dev.berth.api.SessionView;
import dev.berth.server.console.SessionSearch.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SessionSearchTest {
    private final NavigableMap<SessionId, SessionView> sessions = new TreeMap<>();
    private final SessionSearch search = new SessionSearch(this::page, TestSessions.READER);

    private SessionPage page(@Nullable SessionId after, int limit) {
        List<SessionView> older = (after == null ? sessions : sessions.headMap(after, false))
                .descendingMap().values().stream().limit(limit + 1L).toList();
        return new SessionPage(older.subList(0, Math.min(limit, older.size())), older.size() > limit);
    }

    @Test
    void filters_areAllTheSessionHasToMeet() {
        SessionId first = add("a", SessionState.IDLE, "Nightly Jobs/alice/etl.ipynb");
        SessionId second = add("a", SessionState.TERMINATED, "nightly/bob");
        SessionId third = add("b", SessionState.IDLE, "");

        assertThat(found(null, null, null)).containsExactly(third, second, first);
        assertThat(found("a", null, null)).containsExactly(second, first);
        assertThat(found(null, SessionState.IDLE, null)).containsExactly(third, first);
        assertThat(found(null, null, "NIGHT")).containsExactly(second, first);
        assertThat(found(null, null, "Alice")).containsExactly(first);
        assertThat(found(null, null, "etl.")).containsExactly(first);
        assertThat(found(null, null, third.toString().toUpperCase(Locale.ROOT))).containsExactly(third);
        assertThat(found(null, null, third.toString().substring(1))).isEmpty();
        assertThat(found("a", SessionState.IDLE, "night")).containsExactly(first);
        assertThat(found("none", null, null)).isEmpty();
    }

    @Test
    void theLastSessionFound_leavesNothingToGoOnWith() {
        add("a", SessionState.IDLE, "");
        SessionId second = add("a", SessionState.IDLE, "");

        Step all = search.step(new SessionFilter(null, null, null), null, 2);
        assertThat(all.next()).isNull();
        assertThat(all.scanned()).isEqualTo(2);
        Step one = search.step(new SessionFilter("a", null, null), null, 1);
        assertThat(one.next()).isEqualTo(second);
        assertThat(one.scanned()).isEqualTo(1);
    }

    @Test
    void aStep_looksAtSoManySessionsAndNoMore_andTheNextOneGoesOn() {
        for (int i = 0; i < 2 * SessionSearch.MAX_SCANNED + 5; i++) {
            add("a", SessionState.IDLE, i == 2 ? "needle" : "");
        }
        SessionFilter needle = new SessionFilter(null, null, "needle");
        List<Integer> scanned = new ArrayList<>();
        List<SessionView> found = new ArrayList<>();
        SessionId after = null;
        do {
            Step step = search.step(needle, after, 50);
            scanned.add(step.scanned());
            found.addAll(step.sessions());
            after = step.next();
        } while (after != null);

        assertThat(scanned).containsExactly(SessionSearch.MAX_SCANNED, SessionSearch.MAX_SCANNED, 5);
        assertThat(found).hasSize(1);
    }

    private SessionId add(String workGroup, SessionState state, String description) {
        SessionId id = new SessionId(0x0190_0000_0000_7000L + sessions.size(), 1);
        sessions.put(id, TestSessions.session(id, workGroup, state, description));
        return id;
    }

    private List<SessionId> found(@Nullable String workGroup, @Nullable SessionState state, @Nullable String text) {
        return search.step(new SessionFilter(workGroup, state, text), null, 50).sessions().stream()
                .map(SessionView::id)
                .toList();
    }
}
