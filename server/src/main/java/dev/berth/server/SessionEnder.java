package dev.berth.server;

import dev.berth.api.SessionId;
import dev.berth.api.SessionQuery;
import dev.berth.api.SessionState;
import dev.berth.api.SessionView;
import dev.berth.api.WorkGroup;
import dev.berth.engine.Engine;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Ends the sessions of an engine version, and waits until they have ended. */
final class SessionEnder {
    private static final System.Logger LOG = System.getLogger(SessionEnder.class.getName());
    private static final Set<SessionState> LIVE =
            EnumSet.complementOf(EnumSet.of(SessionState.TERMINATED, SessionState.FAILED));
    private static final int PAGE = 1_000;
    private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final Engine engine;
    private final String engineVersion;

    SessionEnder(Engine engine, String engineVersion) {
        this.engine = engine;
        this.engineVersion = engineVersion;
    }

    /**
     * Ends them all.
     *
     * @return how many have not ended within the time
     */
    int end(Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        Set<SessionId> asked = new HashSet<>();
        List<SessionView> left = live();
        while (!left.isEmpty() && System.nanoTime() - deadline < 0) {
            left.stream().map(SessionView::id).filter(asked::add).forEach(this::terminate);
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
            left = live();
        }
        return left.size();
    }

    private void terminate(SessionId id) {
        CompletionStage<?> answer = engine.terminateSession(id);
        answer.whenComplete((state, failure) -> {
            if (failure != null) {
                LOG.log(System.Logger.Level.WARNING, "session " + id + " cannot be ended", failure);
            }
        });
    }

    /** At most a page for each work group and state; who asks again sees the rest. */
    private List<SessionView> live() {
        return engine.workGroups(null, Integer.MAX_VALUE).stream()
                .filter(group -> group.engineVersion().equals(engineVersion))
                .map(WorkGroup::name)
                .flatMap(group -> LIVE.stream().map(state -> new SessionQuery(group, state, null, PAGE)))
                .flatMap(query -> engine.sessions(query).stream())
                .flatMap(page -> page.sessions().stream())
                .toList();
    }
}
