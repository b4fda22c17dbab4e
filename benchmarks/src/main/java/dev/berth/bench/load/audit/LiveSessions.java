package dev.berth.bench.load.audit;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The sessions that are believed to live, to choose from; everything O(1). Not thread-safe. */
final class LiveSessions {
    private final List<StartedSession> sessions = new ArrayList<>();

    void add(StartedSession session) {
        session.moveToLiveIndex(sessions.size());
        sessions.add(session);
    }

    /** Removes it if it is there: the last one takes its place. */
    void remove(StartedSession session) {
        int index = session.liveIndex();
        if (index == StartedSession.NOWHERE) {
            return;
        }
        StartedSession last = sessions.remove(sessions.size() - 1);
        if (!last.equals(session)) {
            sessions.set(index, last);
            last.moveToLiveIndex(index);
        }
        session.moveToLiveIndex(StartedSession.NOWHERE);
    }

    int size() {
        return sessions.size();
    }

    /** The one at a place from 0 (inclusive) to 1 (exclusive); null if there is none. */
    @Nullable
    StartedSession at(double place) {
        return sessions.isEmpty() ? null : sessions.get((int) (place * sessions.size()));
    }

    List<StartedSession> copy() {
        return List.copyOf(sessions);
    }
}
