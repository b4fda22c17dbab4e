package dev.berth.engine;

import dev.berth.api.CalculationId;
import dev.berth.api.CalculationPage;
import dev.berth.api.CalculationQuery;
import dev.berth.api.CalculationState;
import dev.berth.api.CalculationView;
import dev.berth.api.RequestToken;
import dev.berth.api.SessionId;
import dev.berth.api.SessionState;
import dev.berth.api.SessionView;
import dev.berth.api.StartCalculation;
import dev.berth.api.StartCalculationOutcome;
import dev.berth.spi.SessionRuntime.Calculation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What is promised of calculations: one that was acknowledged stays with its session, with its code; it ends once, and stays as
 * it ended; a session runs one at a time, and is not IDLE meanwhile; a token starts one in its session; a runtime is given each
 * once in a life, and none that has ended.
 */
final class CalculationPromises {
    private static final int PAGE = 3;

    private final SessionPromises sessions;
    private final Map<CalculationId, Known> known = new LinkedHashMap<>();
    private final Map<String, Ask> asks = new HashMap<>();
    private final Set<CalculationId> givenInThisLife = new HashSet<>();
    private final List<String> faultsOfCalls = new ArrayList<>();

    CalculationPromises(SessionPromises sessions) {
        this.sessions = sessions;
    }

    /** All the calls that ask for the same; their code tells them from all others. */
    static final class Ask {
        private final StartCalculation request;
        private int open;
        private boolean mayHaveHappened;
        private @Nullable CalculationId id;

        private Ask(StartCalculation request) {
            this.request = request;
        }
    }

    /** A calculation that was told or shown. */
    private static final class Known {
        private final StartCalculation request;
        private @Nullable CalculationView shown;

        private Known(StartCalculation request) {
            this.request = request;
        }
    }

    // ---- calls ----

    /** A call. */
    record Call(Ask ask, CompletableFuture<StartCalculationOutcome> answer) {}

    Call start(Engine engine, StartCalculation request) {
        Ask ask = asks.computeIfAbsent(keyOf(request), same -> new Ask(request));
        ask.open++;
        return new Call(ask, engine.startCalculation(request));
    }

    void answered(Call call, StartCalculationOutcome outcome) {
        Ask ask = call.ask;
        ask.open--;
        if (outcome instanceof StartCalculationOutcome.Started started) {
            require(!known.containsKey(started.id()), started.id() + " was started twice");
            happened(ask, started.id());
        } else if (outcome instanceof StartCalculationOutcome.Replayed replayed) {
            require(ask.request.token() != null, "replayed without a token: " + ask.request);
            happened(ask, replayed.id());
        } else if (outcome instanceof StartCalculationOutcome.TokenReused) {
            require(isTokenOfAnother(ask), "no other request has the token of " + ask.request);
        } else if (outcome instanceof StartCalculationOutcome.SessionNotIdle notIdle) {
            require(notIdle.state() != SessionState.IDLE, "refused because IDLE: " + ask.request);
        } else {
            require(!(outcome instanceof StartCalculationOutcome.NotSupported), "not supported: " + ask.request);
        }
    }

    void failed(Call call, boolean isOutcomeUnknown) {
        call.ask.open--;
        call.ask.mayHaveHappened |= isOutcomeUnknown;
    }

    /** Nobody gets an answer any more. */
    void lifeEnds() {
        for (Ask ask : asks.values()) {
            ask.mayHaveHappened |= ask.open > 0;
            ask.open = 0;
        }
        givenInThisLife.clear();
    }

    private void happened(Ask ask, CalculationId id) {
        require(
                ask.id == null || ask.request.token() == null || ask.id.equals(id),
                "one token started " + ask.id + " and " + id);
        ask.id = id;
        known.computeIfAbsent(id, same -> new Known(ask.request));
    }

    private boolean isTokenOfAnother(Ask ask) {
        RequestToken token = ask.request.token();
        return token != null
                && asks.values().stream()
                        .anyMatch(other -> other != ask
                                && token.equals(other.request.token())
                                && other.request.session().equals(ask.request.session())
                                && (other.id != null || other.open > 0 || other.mayHaveHappened));
    }

    private static String keyOf(StartCalculation request) {
        return request.session() + " " + request.code() + " " + request.token();
    }

    // ---- what a runtime is told ----

    void isGiven(Calculation calculation) {
        Known given = known.get(calculation.id());
        if (!givenInThisLife.add(calculation.id())) {
            faultsOfCalls.add(calculation.id() + " was given to the runtime twice");
        } else if (given != null && given.shown != null && given.shown.state().isFinal()) {
            faultsOfCalls.add(calculation.id() + " was given to the runtime after its end");
        } else if (given != null && !given.request.code().equals(calculation.code())) {
            faultsOfCalls.add(calculation.id() + " was given to the runtime with other code");
        }
    }

    // ---- looks ----

    /** Looks at every calculation of every session that is known. */
    void look(Engine engine) {
        require(faultsOfCalls.isEmpty(), String.join("; ", faultsOfCalls));
        Set<SessionId> working = new HashSet<>();
        for (Map.Entry<CalculationId, Known> each : known.entrySet()) {
            Optional<SessionView> session =
                    engine.session(each.getValue().request.session());
            Optional<CalculationView> view = engine.calculation(each.getKey());
            require(
                    view.isPresent() == session.isPresent(),
                    each.getKey() + " is shown as " + view + ", its session as " + session);
            if (view.isPresent()) {
                look(each.getValue(), view.get(), session.orElseThrow(), working);
            } else {
                each.getValue().shown = null;
            }
        }
    }

    private static void look(Known calculation, CalculationView view, SessionView session, Set<SessionId> working) {
        require(
                view.code().equals(calculation.request.code())
                        && view.session().equals(calculation.request.session())
                        && view.attributes().equals(calculation.request.attributes()),
                view + " was asked for as " + calculation.request);
        CalculationView before = calculation.shown;
        require(
                before == null || !before.state().isFinal() || before.equals(view),
                before + " has ended, and is shown as " + view);
        require(
                before == null
                        || before.state() != CalculationState.CANCELING
                        || view.state() != CalculationState.RUNNING,
                before + " was to stop, and is shown as " + view);
        calculation.shown = view;
        if (!view.state().isFinal()) {
            require(working.add(view.session()), view.session() + " runs two calculations");
            require(
                    session.state() != SessionState.IDLE && !session.state().isEnded(),
                    session + " is shown while it runs " + view);
        }
    }

    /** Finds out what became of the calls that have no answer. */
    void lookAfterRestart(Engine engine) {
        for (SessionPromises.Known session : sessions.all()) {
            if (!session.isForgotten()) {
                SessionId id = session.shown().id();
                engine.session(id).ifPresent(view -> list(engine, id).forEach(this::adopt));
            }
        }
        asks.values().forEach(ask -> ask.mayHaveHappened = false);
        look(engine);
    }

    private void adopt(CalculationView view) {
        if (known.containsKey(view.id())) {
            return;
        }
        Ask ask = asks.values().stream()
                .filter(each -> each.mayHaveHappened
                        && each.request.session().equals(view.session())
                        && each.request.code().equals(view.code()))
                .findFirst()
                .orElseThrow(() -> new AssertionError("nobody asked for " + view));
        happened(ask, view.id());
    }

    /** The list of a session has what was told, in order. */
    void lookAtList(Engine engine, SessionId session) {
        List<CalculationId> listed =
                list(engine, session).stream().map(CalculationView::id).toList();
        List<CalculationId> told = known.entrySet().stream()
                .filter(each -> each.getValue().request.session().equals(session))
                .map(Map.Entry::getKey)
                .sorted(Comparator.reverseOrder())
                .toList();
        require(listed.equals(told), session + " lists " + listed + ", and its callers know " + told);
    }

    /** The calculations that were told, the newest last. */
    List<CalculationId> all() {
        return List.copyOf(known.keySet());
    }

    boolean hasUnfinished() {
        return known.values().stream()
                .anyMatch(each -> each.shown != null && !each.shown.state().isFinal());
    }

    private static List<CalculationView> list(Engine engine, SessionId session) {
        List<CalculationView> all = new ArrayList<>();
        boolean hasMore = true;
        while (hasMore) {
            CalculationId after = all.isEmpty() ? null : all.get(all.size() - 1).id();
            CalculationPage page = engine.calculations(new CalculationQuery(session, null, after, PAGE))
                    .orElseThrow();
            all.addAll(page.calculations());
            hasMore = page.hasMore();
        }
        return all;
    }

    private static void require(boolean isTrue, String otherwise) {
        if (!isTrue) {
            throw new AssertionError(otherwise);
        }
    }
}
