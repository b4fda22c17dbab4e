package dev.berth.engine;

import dev.berth.api.BudgetName;
import dev.berth.api.BudgetView;
import dev.berth.api.OpaqueBytes;
import dev.berth.api.Refusal;
import dev.berth.api.RequestToken;
import dev.berth.api.SessionId;
import dev.berth.api.SessionView;
import dev.berth.api.StartOutcome;
import dev.berth.api.StartSession;
import dev.berth.api.WorkGroup;
import dev.berth.engine.SessionPromises.Known;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What callers asked to start, and what they were answered: a token starts one session, and is answered the same for ever; what was
 * refused was refused rightly, and never appears; a call without an answer has started its session or has not, and from the
 * next restart on that is known.
 */
final class StartPromises {
    private final EngineConfig config;
    private final SessionPromises sessions;
    private final Map<OpaqueBytes, Ask> asks = new LinkedHashMap<>();
    private final Map<RequestToken, Ask> owners = new HashMap<>();
    private final Set<Ask> admitted = new LinkedHashSet<>();
    private final List<Replay> replays = new ArrayList<>();

    /** @param config the limits that hold in every life */
    StartPromises(EngineConfig config, SessionPromises sessions) {
        this.config = config;
        this.sessions = sessions;
    }

    /** A repetition that was answered, to be compared with the first answer once that is there as well. */
    private record Replay(Ask ask, SessionId id) {}

    /**
     * A call that is under way.
     *
     * @param isFirst whether it was admitted, and not as the repetition of another
     */
    record Call(Ask ask, boolean isFirst, CompletableFuture<StartOutcome> answer) {}

    /** Calls the engine, and holds an answer that is there at once against what can be seen at this moment. */
    Call start(Engine engine, StartSession request, Room room) {
        Ask ask = asks.computeIfAbsent(request.attributes(), same -> new Ask(request));
        Ask owner = ownerOf(engine, request);
        Moment before = new Moment(engine, room, owner);
        if (owner == null) {
            ask.dpus = dpusOf(engine, request);
        }
        CompletableFuture<StartOutcome> answer = engine.startSession(request);
        if (answer.isDone()
                && !answer.isCompletedExceptionally()
                && answer.join() instanceof StartOutcome.Refused refused) {
            before.requireTrue(ask, refused.refusal());
        }
        boolean isFirst = owner == null && !answer.isDone();
        if (isFirst) {
            requireRoom(room, request);
            admitted.add(ask);
            if (request.token() != null) {
                owners.put(request.token(), ask);
            }
        }
        return new Call(ask, isFirst, answer);
    }

    private static void requireRoom(Room room, StartSession request) {
        if (room == Room.LACKING) {
            throw new AssertionError("admitted, and the journal has no room: " + request);
        }
    }

    /** The token's first answer, as far as the engine remembers it, which it has to. */
    private @Nullable Ask ownerOf(Engine engine, StartSession request) {
        RequestToken token = request.token();
        if (token == null) {
            return null;
        }
        Ask owner = owners.get(token);
        if (engine.snapshot().failed()) {
            return owner;
        }
        boolean isKnown = engine.findStart(request).isPresent();
        if (isKnown && owner == null) {
            throw new AssertionError("token " + token + " is taken, and nobody has used it");
        }
        if (!isKnown && owner != null) {
            Known session = owner.id == null ? null : sessions.find(owner.id);
            if (session == null || session.isLive() || tokensEndedSince(session) < config.maxRetainedTokens()) {
                throw new AssertionError("token " + token + " is forgotten, it had started " + owner);
            }
            owners.remove(token);
            owner.id = null;
            return null;
        }
        return owner;
    }

    private int tokensEndedSince(Known session) {
        return sessions.endedSince(session, other -> other.ask.request.token() != null);
    }

    private int dpusOf(Engine engine, StartSession request) {
        if (request.dpus().isPresent()) {
            return request.dpus().getAsInt();
        }
        OptionalInt ofGroup = engine.workGroup(request.workGroup())
                .map(WorkGroup::sessionDpus)
                .orElse(OptionalInt.empty());
        return ofGroup.orElse(config.defaultSessionDpus());
    }

    /** Takes an answer; the engine has been looked at since nothing else was. */
    void answered(Call call, StartOutcome outcome) {
        Ask ask = call.ask;
        if (outcome instanceof StartOutcome.Started started) {
            if (ask.id != null || !call.isFirst) {
                throw new AssertionError("a second session for " + ask + ": " + started.id());
            }
            admitted.remove(ask);
            sessions.add(started.id(), ask);
        } else if (outcome instanceof StartOutcome.Replayed replayed) {
            replays.add(new Replay(ask, replayed.id()));
        } else if (call.isFirst) {
            throw new AssertionError("refused after it was admitted: " + ask + ", " + outcome);
        }
    }

    /** Takes the fault of a call. */
    void failed(Call call, boolean isOutcomeUnknown) {
        if (call.isFirst) {
            admitted.remove(call.ask);
        }
        call.ask.mayHaveStarted |= isOutcomeUnknown;
    }

    /** Compares the repetitions that were answered with the first answers. */
    void compareReplays() {
        for (Replay replay : replays) {
            Ask owner = owners.get(replay.ask.request.token());
            if (owner != replay.ask || !replay.id.equals(owner.id)) {
                throw new AssertionError("answered " + replay + ", and the token had started " + owner);
            }
        }
        replays.clear();
    }

    /** A session that nobody was told of: a call without an answer may have started it, before a restart. */
    void adopt(SessionView view) {
        Ask ask = asks.get(view.attributes());
        if (ask == null || ask.id != null || !ask.mayHaveStarted) {
            throw new AssertionError("nobody could have started " + view + " by " + ask);
        }
        sessions.add(view.id(), ask);
    }

    /** The process is over: every call without an answer may have started its session. */
    void lifeEnds() {
        admitted.forEach(ask -> ask.mayHaveStarted = true);
        admitted.clear();
    }

    /** All that the calls without an answer had started was adopted: what is not there now never comes. */
    void outcomesAreKnown() {
        for (Ask ask : asks.values()) {
            ask.mayHaveStarted = false;
        }
        owners.values().removeIf(ask -> ask.id == null);
    }

    /** The DPUs of starts that were admitted and have no answer. */
    int admittedDpus() {
        int dpus = 0;
        for (Ask ask : admitted) {
            dpus += ask.dpus;
        }
        return dpus;
    }

    /** The same, work group by work group. */
    Map<String, Integer> admittedDpusByWorkGroup() {
        Map<String, Integer> dpus = new HashMap<>();
        admitted.forEach(ask -> dpus.merge(ask.request.workGroup(), ask.dpus, Integer::sum));
        return dpus;
    }

    int admittedCount() {
        return admitted.size();
    }

    /** What a refusal speaks of, as it was right before it. */
    private final class Moment {
        private final Engine engine;
        private final Room room;
        private final @Nullable Ask owner;
        private final List<BudgetView> budgets;
        private final EngineSnapshot snapshot;

        Moment(Engine engine, Room room, @Nullable Ask owner) {
            this.engine = engine;
            this.room = room;
            this.owner = owner;
            this.budgets = engine.budgets();
            this.snapshot = engine.snapshot();
        }

        void requireTrue(Ask ask, Refusal refusal) {
            if (!isTrue(ask, refusal)) {
                throw new AssertionError(
                        "refused " + ask.request + ", and that is not true: " + refusal + ", " + budgets);
            }
        }

        private boolean isTrue(Ask ask, Refusal refusal) {
            if (owner != null) {
                return refusal instanceof Refusal.TokenReused && owner != ask;
            }
            Optional<WorkGroup> group = engine.workGroup(ask.request.workGroup());
            if (refusal instanceof Refusal.BudgetFull full) {
                return full.askedDpus() == ask.dpus
                        && full.heldDpus() + full.askedDpus() > full.limitDpus()
                        && budgets.contains(
                                new BudgetView(full.budget(), OptionalInt.of(full.limitDpus()), full.heldDpus()));
            } else if (refusal instanceof Refusal.ExceedsBudget exceeds) {
                return exceeds.askedDpus() == ask.dpus
                        && exceeds.askedDpus() > exceeds.limitDpus()
                        && limitOf(exceeds.budget()).equals(OptionalInt.of(exceeds.limitDpus()));
            } else if (refusal instanceof Refusal.ExceedsSessionCeiling) {
                return ask.dpus > Simulation.SESSION_DPUS;
            } else if (refusal instanceof Refusal.TooManySessions) {
                return snapshot.liveSessions() == config.maxSessions();
            } else if (refusal instanceof Refusal.UnknownWorkGroup) {
                return group.isEmpty();
            } else if (refusal instanceof Refusal.WorkGroupDisabled) {
                return group.isPresent() && !group.get().enabled();
            } else if (refusal instanceof Refusal.WorkGroupClosing) {
                return group.isPresent();
            } else if (refusal instanceof Refusal.ExclusiveKeyTaken taken) {
                return asks.values().stream().anyMatch(other -> holds(other, taken.exclusiveKey()));
            } else if (refusal instanceof Refusal.Overloaded) {
                return snapshot.queuedChanges() >= config.maxQueuedChanges();
            } else if (refusal instanceof Refusal.TooLarge) {
                return ask.request.attributes().size() > Callers.MAX_ORDINARY_BYTES;
            }
            return refusal instanceof Refusal.NoRoom && room != Room.ENOUGH;
        }

        private OptionalInt limitOf(BudgetName name) {
            return budgets.stream()
                    .filter(each -> each.name().equals(name))
                    .findFirst()
                    .map(BudgetView::limitDpus)
                    .orElse(OptionalInt.empty());
        }

        private boolean holds(Ask other, String key) {
            if (!key.equals(other.request.exclusiveKey())) {
                return false;
            }
            Known session = other.id == null ? null : sessions.find(other.id);
            return admitted.contains(other) || (session != null && session.isLive());
        }
    }
}
