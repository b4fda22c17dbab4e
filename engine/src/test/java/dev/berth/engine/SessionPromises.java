package dev.berth.engine;

import dev.berth.api.BudgetName;
import dev.berth.api.OpaqueBytes;
import dev.berth.api.SessionId;
import dev.berth.api.SessionPage;
import dev.berth.api.SessionQuery;
import dev.berth.api.SessionState;
import dev.berth.api.SessionView;
import dev.berth.api.StartSession;
import dev.berth.api.WorkGroup;
import dev.berth.spi.SessionRuntime.Launch;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The sessions that anybody was told or shown: each is there with what its start asked for, never goes back behind what was
 * shown of it, and stays as it ended. Nobody is ever shown a session that he could not expect.
 */
final class SessionPromises {
    private static final int PAGE = 3;

    private final int maxEnded;
    private final Map<SessionId, Known> known = new LinkedHashMap<>();
    private final Set<SessionId> launchedInThisLife = new HashSet<>();
    private final Set<SessionId> toldToEndInThisLife = new HashSet<>();
    private final List<String> faultsOfCalls = new ArrayList<>();
    private final List<Launch> launches = new ArrayList<>();
    private final Set<SessionId> met = new HashSet<>();
    private int looks;

    /** @param maxEnded how many sessions that ended are kept at least */
    SessionPromises(int maxEnded) {
        this.maxEnded = maxEnded;
    }

    /** A session that was told or shown. */
    static final class Known {
        final Ask ask;
        private final int dpus;
        private final Register<Optional<OpaqueBytes>> tags;
        private @Nullable SessionView shown;
        private boolean wasLaunched;
        private boolean isForgotten;
        private int endedAtLook;

        private Known(Ask ask, SessionId id) {
            this.ask = ask;
            this.dpus = ask.dpus;
            this.tags = new Register<>("the tags of " + id, Optional.empty());
        }

        Register<Optional<OpaqueBytes>> tags() {
            return tags;
        }

        /** The session as it was shown last. */
        SessionView shown() {
            return Objects.requireNonNull(shown);
        }

        boolean isLive() {
            return !isForgotten && (shown == null || !shown.state().isEnded());
        }

        /** Whether it was shown to be on its way to its end, or there. */
        boolean isAtLeastEnding() {
            return rank(shown().state()) > 0;
        }

        boolean isForgotten() {
            return isForgotten;
        }
    }

    Collection<Known> all() {
        return known.values();
    }

    @Nullable
    Known find(SessionId id) {
        return known.get(id);
    }

    void add(SessionId id, Ask ask) {
        ask.id = id;
        known.put(id, new Known(ask, id));
    }

    /** A new engine has the sessions, and no runtime was told of any yet. */
    void lifeBegins() {
        launchedInThisLife.clear();
        toldToEndInThisLife.clear();
    }

    // ---- what a runtime is told: it must not throw there, and may come before the answer of the start ----

    void launchIsAskedFor(Launch launch) {
        SessionId id = launch.id();
        met.add(id);
        launches.add(launch);
        Known session = known.get(id);
        if (!launchedInThisLife.add(id)) {
            faultsOfCalls.add(id + " was launched or attached twice");
        } else if (session != null && session.shown != null && session.wasLaunched) {
            faultsOfCalls.add(id + " was launched again, and its launch had been shown");
        } else if (session != null && session.shown != null && session.isAtLeastEnding()) {
            faultsOfCalls.add(id + " was launched, and was to end");
        }
    }

    void attachIsAskedFor(Launch launch, boolean isHandleRight) {
        SessionId id = launch.id();
        met.add(id);
        launches.add(launch);
        Known session = known.get(id);
        if (!launchedInThisLife.add(id)) {
            faultsOfCalls.add(id + " was launched or attached twice");
        } else if (!isHandleRight) {
            faultsOfCalls.add(id + " was attached with a handle that no launch gave");
        } else if (session != null && session.shown != null && session.isAtLeastEnding()) {
            faultsOfCalls.add(id + " was attached, and was to end");
        }
    }

    void terminationIsAskedFor(SessionId id) {
        met.add(id);
        toldToEndInThisLife.add(id);
    }

    // ---- what is looked at ----

    /** The sessions of which a runtime was told or that a work group lists, and of which nobody else was told. */
    Set<SessionId> unexpected(Engine engine) {
        Set<SessionId> unexpected = new HashSet<>(met);
        met.clear();
        for (WorkGroup workGroup : engine.workGroups(null, Integer.MAX_VALUE)) {
            list(engine, workGroup.name()).forEach(view -> unexpected.add(view.id()));
        }
        unexpected.removeAll(known.keySet());
        return unexpected;
    }

    /** Looks at every session. */
    void look(Engine engine) {
        if (!faultsOfCalls.isEmpty()) {
            throw new AssertionError(String.join("; ", faultsOfCalls));
        }
        looks++;
        launches.forEach(this::requireAsAsked);
        launches.clear();
        List<Known> missing = new ArrayList<>();
        known.forEach((id, session) ->
                engine.session(id).ifPresentOrElse(view -> look(session, view), () -> missing.add(session)));
        missing.forEach(this::miss);
    }

    /** Every live session was given to its runtime again, to go on or to end. */
    void requireGivenToRuntimes() {
        known.forEach((id, session) -> {
            boolean isGiven =
                    session.isAtLeastEnding() ? toldToEndInThisLife.contains(id) : launchedInThisLife.contains(id);
            if (session.isLive() && !isGiven) {
                throw new AssertionError("no runtime was told of " + session.shown);
            }
        });
    }

    /** Looks at what each list shows, and at the budget of the work group that it is of. */
    void lookAtLists(Engine engine, Map<String, Integer> admittedDpus) {
        for (WorkGroup workGroup : engine.workGroups(null, Integer.MAX_VALUE)) {
            int liveDpus = 0;
            for (SessionView view : list(engine, workGroup.name())) {
                Known session = known.get(view.id());
                if (session == null || !view.equals(engine.session(view.id()).orElse(null))) {
                    throw new AssertionError("a list shows " + view + ", and nobody knows of that");
                }
                liveDpus += view.state().isEnded() ? 0 : view.dpus();
            }
            int held = engine.budget(BudgetName.ofWorkGroup(workGroup.name()))
                    .orElseThrow()
                    .heldDpus();
            int expected = liveDpus + admittedDpus.getOrDefault(workGroup.name(), 0);
            if (held != expected) {
                throw new AssertionError(
                        "work group " + workGroup.name() + " holds " + held + " DPUs, its sessions " + expected);
            }
        }
    }

    /** No two live sessions share a key that excludes. */
    void requireDistinctKeys() {
        Set<String> keys = new HashSet<>();
        for (Known session : known.values()) {
            String key = session.ask.request.exclusiveKey();
            if (key != null && session.isLive() && !keys.add(key)) {
                throw new AssertionError("two live sessions hold " + key);
            }
        }
    }

    int liveDpus() {
        int dpus = 0;
        for (Known session : known.values()) {
            dpus += session.isLive() ? session.shown().dpus() : 0;
        }
        return dpus;
    }

    int liveCount() {
        return (int) known.values().stream().filter(Known::isLive).count();
    }

    /** How many sessions of a kind are known to have ended no earlier than the given one, that one not counted. */
    int endedSince(Known session, Predicate<Known> kind) {
        int count = 0;
        for (Known other : known.values()) {
            boolean isLater = other != session && !other.isLive() && other.endedAtLook >= session.endedAtLook;
            count += isLater && kind.test(other) ? 1 : 0;
        }
        return count;
    }

    private void look(Known session, SessionView view) {
        if (session.isForgotten) {
            throw new AssertionError("a session is back that was forgotten: " + view);
        }
        requireAsAsked(session, view);
        if (session.shown != null) {
            requireNoStepBack(session, session.shown, view);
        }
        if (view.state().isEnded() && (session.shown == null || session.isLive())) {
            session.endedAtLook = looks;
        }
        session.shown = view;
        session.wasLaunched |= isLaunched(view.state());
        session.tags.look(Optional.ofNullable(view.tags()));
    }

    private static void requireAsAsked(Known session, SessionView view) {
        StartSession request = session.ask.request;
        boolean asAsked = view.dpus() == session.dpus
                && view.workGroup().equals(request.workGroup())
                && view.idleTimeout().equals(request.idleTimeout())
                && view.attributes().equals(request.attributes());
        if (!asAsked) {
            throw new AssertionError("asked for " + request + " with " + session.dpus + " DPUs, is " + view);
        }
    }

    private void requireAsAsked(Launch launch) {
        Known session = known.get(launch.id());
        boolean asAsked = session != null
                && launch.dpus() == session.dpus
                && launch.workGroup().equals(session.ask.request.workGroup())
                && launch.idleTimeout().equals(session.ask.request.idleTimeout())
                && launch.attributes().equals(session.ask.request.attributes());
        if (!asAsked) {
            throw new AssertionError("the runtime is to launch " + launch + ", and nobody was told of that");
        }
    }

    private static void requireNoStepBack(Known session, SessionView shown, SessionView view) {
        boolean isSame = shown.workGroupAtStart().equals(view.workGroupAtStart())
                && shown.startedAt().equals(view.startedAt());
        boolean isFurther = rank(view.state()) >= rank(shown.state());
        if (session.wasLaunched && rank(view.state()) < rank(SessionState.TERMINATING)) {
            isFurther &= view.state() != SessionState.CREATING;
        }
        if (shown.state() == SessionState.TERMINATING) {
            isFurther &= Objects.equals(shown.reason(), view.reason());
        }
        if (shown.state().isEnded()) {
            isFurther &= shown.state() == view.state()
                    && Objects.equals(shown.reason(), view.reason())
                    && Objects.equals(shown.endedAt(), view.endedAt());
        }
        if (!isSame || !isFurther) {
            throw new AssertionError("was " + shown + ", is " + view);
        }
    }

    private void miss(Known session) {
        if (session.isForgotten) {
            return;
        }
        if (session.isLive()) {
            // It may have ended just now, together with as many as are kept.
            session.endedAtLook = looks;
        }
        if (session.shown == null || endedSince(session, other -> true) < maxEnded) {
            throw new AssertionError("there is no session " + session.ask + " any more, it was " + session.shown);
        }
        session.isForgotten = true;
    }

    private static List<SessionView> list(Engine engine, String workGroup) {
        List<SessionView> all = new ArrayList<>();
        for (SessionState state : SessionState.values()) {
            SessionId last = null;
            SessionPage page;
            do {
                page = engine.sessions(new SessionQuery(workGroup, state, last, PAGE))
                        .orElseThrow();
                all.addAll(page.sessions());
                last = page.sessions().isEmpty()
                        ? null
                        : page.sessions().get(page.sessions().size() - 1).id();
            } while (page.hasMore());
        }
        Set<SessionId> ids = new HashSet<>();
        all.forEach(view -> {
            if (!ids.add(view.id())) {
                throw new AssertionError("listed twice: " + view);
            }
        });
        return all;
    }

    private static boolean isLaunched(SessionState state) {
        return state == SessionState.CREATED || state == SessionState.IDLE || state == SessionState.BUSY;
    }

    /** How far a state is on its way, as far as the journal says. */
    private static int rank(SessionState state) {
        return switch (state) {
            case CREATING, CREATED, IDLE, BUSY, DEGRADED -> 0;
            case TERMINATING -> 1;
            case TERMINATED, FAILED -> 2;
        };
    }
}
