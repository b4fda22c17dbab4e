package dev.berth.server.console;

import dev.berth.api.SessionId;
import dev.berth.api.SessionPage;
import dev.berth.api.SessionScheduler;
import dev.berth.api.SessionView;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Looks for sessions, newest first. One step looks at a bounded number of them, whether it finds any or not, and says where the
 * next one goes on: whoever follows finds each session once that is there all the while. Thread-safe.
 */
final class SessionSearch {
    /** How many sessions one step looks at. */
    static final int MAX_SCANNED = 100_000;

    private static final int PAGE = 1_000;

    private final AllSessions sessions;
    private final SessionReader reader;

    SessionSearch(AllSessions sessions, SessionReader reader) {
        this.sessions = sessions;
        this.reader = reader;
    }

    /** Where sessions are looked for, as {@link SessionScheduler#allSessions}. */
    @FunctionalInterface
    interface AllSessions {
        SessionPage page(@Nullable SessionId after, int limit);
    }

    /**
     * What a step found.
     *
     * @param sessions the sessions found
     * @param next where the next step goes on; {@code null} if there is nothing left
     * @param scanned how many sessions were looked at
     */
    record Step(List<SessionView> sessions, @Nullable SessionId next, int scanned) {}

    /**
     * Takes one step. May take a few hundred milliseconds.
     *
     * @param after where the step before has ended; {@code null} for the first one
     * @param limit the most sessions to find, at least 1
     */
    Step step(SessionFilter filter, @Nullable SessionId after, int limit) {
        List<SessionView> found = new ArrayList<>();
        SessionId last = after;
        int scanned = 0;
        while (scanned < MAX_SCANNED) {
            int asked = filter.isEmpty() ? limit : Math.min(PAGE, MAX_SCANNED - scanned);
            SessionPage page = sessions.page(last, asked);
            int inPage = 0;
            for (SessionView session : page.sessions()) {
                inPage++;
                last = session.id();
                if (filter.accepts(session, reader)) {
                    found.add(session);
                    if (found.size() == limit) {
                        boolean isLast = inPage == page.sessions().size() && !page.hasMore();
                        return new Step(found, isLast ? null : last, scanned + inPage);
                    }
                }
            }
            scanned += inPage;
            if (!page.hasMore()) {
                return new Step(found, null, scanned);
            }
        }
        return new Step(found, last, scanned);
    }
}
