package dev.berth.engine;

import dev.berth.api.BudgetName;
import dev.berth.api.CalculationId;
import dev.berth.api.CreateWorkGroup;
import dev.berth.api.OpaqueBytes;
import dev.berth.api.RequestToken;
import dev.berth.api.SessionId;
import dev.berth.api.SessionState;
import dev.berth.api.StartCalculation;
import dev.berth.api.StartSession;
import dev.berth.api.WorkGroup;
import dev.berth.engine.SessionPromises.Known;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Those who use an engine: they start sessions with tokens and without, repeat and change their requests while the first is
 * under way and long after it, end sessions, and change work groups, budgets and tags, knowing what is there or not.
 */
final class Callers {
    /** The names of work groups that they use. */
    static final List<String> WORK_GROUPS = List.of("a", "b", "c");

    /** What is larger does not fit into a journal. */
    static final int MAX_ORDINARY_BYTES = 1_100;

    private static final int TOO_MANY_BYTES = 5_000;

    private final SplittableRandom random;
    private final Promises promises;
    private final List<StartSession> repeatable = new ArrayList<>();
    private final List<StartCalculation> calculations = new ArrayList<>();
    private final List<WorkGroup> seen = new ArrayList<>();
    private int number;

    Callers(SplittableRandom random, Promises promises) {
        this.random = random;
        this.promises = promises;
    }

    /** Makes sure that there is something to work with. */
    void begin(Engine engine) {
        promises.createWorkGroup(engine, newWorkGroup(WORK_GROUPS.get(0)));
        promises.createWorkGroup(engine, newWorkGroup(WORK_GROUPS.get(1)));
    }

    /** Does something to the engine, and says what. */
    String act(Engine engine, Room room) {
        if (random.nextInt(4) == 0) {
            return calculate(engine);
        }
        int choice = random.nextInt(48);
        if (choice < 22) {
            StartSession request = anyStart();
            promises.start(engine, request, room);
            return request.toString();
        } else if (choice < 29) {
            SessionId id = anySession().map(session -> session.shown().id()).orElseGet(this::nobody);
            promises.terminate(engine, id);
            return "terminate " + id;
        } else if (choice < 34) {
            return anySession().map(session -> replaceTags(engine, session)).orElse("no tags");
        } else if (choice < 40) {
            return resize(engine);
        } else if (choice < 43) {
            return createWorkGroup(engine);
        } else if (choice < 46) {
            return replaceWorkGroup(engine);
        }
        String name = anyWorkGroup();
        boolean terminateSessions = random.nextBoolean();
        promises.deleteWorkGroup(engine, name, terminateSessions);
        return "delete " + name + (terminateSessions ? " with its sessions" : "");
    }

    /** Runs code in a session, mostly in one that accepts it, or stops what runs. */
    private String calculate(Engine engine) {
        List<CalculationId> told = promises.calculations().all();
        if (!told.isEmpty() && random.nextInt(5) == 0) {
            CalculationId id = told.get(told.size() - 1 - random.nextInt(Math.min(told.size(), 4)));
            promises.stopCalculation(engine, id);
            return "stop " + id;
        }
        StartCalculation request = anyCalculation();
        promises.calculate(engine, request);
        return request.toString();
    }

    private StartCalculation anyCalculation() {
        if (!calculations.isEmpty() && random.nextInt(3) == 0) {
            StartCalculation earlier =
                    calculations.get(calculations.size() - 1 - random.nextInt(Math.min(calculations.size(), 5)));
            return random.nextInt(4) > 0
                    ? earlier
                    : new StartCalculation(earlier.session(), "other " + number++, earlier.token(), OpaqueBytes.EMPTY);
        }
        List<Known> idle = promises.sessions().all().stream()
                .filter(session -> session.isLive() && session.shown().state() == SessionState.IDLE)
                .toList();
        SessionId session = idle.isEmpty() || random.nextInt(6) == 0
                ? anySession().map(each -> each.shown().id()).orElseGet(this::nobody)
                : idle.get(random.nextInt(idle.size())).shown().id();
        RequestToken token = random.nextInt(3) == 0 ? null : new RequestToken("token " + number);
        StartCalculation request = new StartCalculation(session, "code " + number++, token, anyAttributes());
        if (token != null) {
            calculations.add(request);
        }
        return request;
    }

    private StartSession anyStart() {
        if (!repeatable.isEmpty() && random.nextInt(3) == 0) {
            int back = Math.min(repeatable.size(), random.nextInt(2) == 0 ? 5 : Integer.MAX_VALUE);
            StartSession earlier = repeatable.get(repeatable.size() - 1 - random.nextInt(back));
            return random.nextInt(4) > 0 ? earlier : changed(earlier);
        }
        StartSession request = new StartSession(
                random.nextInt(30) == 0 ? "missing" : anyWorkGroup(),
                anyDpus(),
                Duration.ofMinutes(random.nextInt(1, 30)),
                random.nextInt(3) == 0 ? null : new RequestToken("token " + number),
                random.nextInt(5) == 0 ? "key " + random.nextInt(3) : null,
                anyAttributes());
        if (request.token() != null) {
            repeatable.add(request);
        }
        return request;
    }

    /** Another request under the same token. */
    private StartSession changed(StartSession earlier) {
        StartSession changed = earlier.withAttributes(anyAttributes());
        if (random.nextBoolean()) {
            changed = changed.withIdleTimeout(Duration.ofHours(random.nextInt(1, 5)));
        }
        repeatable.add(changed);
        return changed;
    }

    private OptionalInt anyDpus() {
        if (random.nextInt(6) == 0) {
            return OptionalInt.empty();
        }
        return OptionalInt.of(random.nextInt(20) == 0 ? random.nextInt(8, 30) : random.nextInt(1, 8));
    }

    /** Attributes that no other request has. */
    private OpaqueBytes anyAttributes() {
        int padding = random.nextInt(60) == 0 ? TOO_MANY_BYTES : random.nextInt(1, 1_000);
        return unique("start", padding);
    }

    private OpaqueBytes unique(String what, int padding) {
        return OpaqueBytes.ofUtf8(what + " " + number++ + " ".repeat(padding));
    }

    private Optional<Known> anySession() {
        List<Known> there = promises.sessions().all().stream()
                .filter(session -> !session.isForgotten())
                .toList();
        if (there.isEmpty() || random.nextInt(30) == 0) {
            return Optional.empty();
        }
        int back = Math.min(there.size(), random.nextInt(3) == 0 ? Integer.MAX_VALUE : 6);
        return Optional.of(there.get(there.size() - 1 - random.nextInt(back)));
    }

    private SessionId nobody() {
        return new SessionId(random.nextLong(), random.nextLong());
    }

    private String replaceTags(Engine engine, Known session) {
        OpaqueBytes shown = session.tags().shown().orElse(null);
        @Nullable OpaqueBytes believed = random.nextInt(5) > 0 ? shown : unique("tags", 0);
        OpaqueBytes tags = unique("tags", random.nextInt(1, 20));
        promises.replaceTags(engine, session, believed, tags);
        return "tag " + session.shown().id() + " with " + tags + " in place of " + believed;
    }

    private String resize(Engine engine) {
        BudgetName name = random.nextBoolean() ? BudgetName.ACCOUNT : BudgetName.ofWorkGroup(anyWorkGroup());
        OptionalInt limit = name.equals(BudgetName.ACCOUNT) ? OptionalInt.of(random.nextInt(10, 60)) : anyLimit();
        promises.resize(engine, name, limit);
        return "resize " + name + " to " + limit;
    }

    private OptionalInt anyLimit() {
        return random.nextInt(3) == 0 ? OptionalInt.empty() : OptionalInt.of(random.nextInt(5, 40));
    }

    private String createWorkGroup(Engine engine) {
        CreateWorkGroup request = newWorkGroup(anyWorkGroup());
        promises.createWorkGroup(engine, request);
        return request.toString();
    }

    private CreateWorkGroup newWorkGroup(String name) {
        return new CreateWorkGroup(
                name,
                Simulation.ENGINE_VERSION,
                anyLimit(),
                random.nextBoolean() ? OptionalInt.empty() : OptionalInt.of(random.nextInt(1, 6)),
                unique("group", random.nextInt(1, 20)),
                OpaqueBytes.EMPTY);
    }

    private String replaceWorkGroup(Engine engine) {
        engine.workGroup(anyWorkGroup()).ifPresent(seen::add);
        if (seen.isEmpty()) {
            return "replace nothing";
        }
        WorkGroup believed = seen.get(seen.size() - 1 - random.nextInt(Math.min(2, seen.size())));
        WorkGroup changed = new WorkGroup(
                believed.name(),
                believed.engineVersion(),
                believed.createdAt(),
                random.nextInt(4) > 0,
                random.nextBoolean() ? OptionalInt.empty() : OptionalInt.of(random.nextInt(1, 6)),
                unique("group", random.nextInt(1, 20)),
                unique("tags of a group", 0));
        promises.replaceWorkGroup(engine, believed, changed);
        return "replace " + believed + " by " + changed;
    }

    private String anyWorkGroup() {
        return WORK_GROUPS.get(random.nextInt(WORK_GROUPS.size()));
    }
}
