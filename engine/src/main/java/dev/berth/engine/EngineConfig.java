package dev.berth.engine;

import dev.berth.api.BudgetView;
import dev.berth.api.CreateWorkGroup;
import dev.berth.api.OpaqueBytes;
import dev.berth.api.SessionListener;
import dev.berth.engine.journal.MemoryJournal;
import dev.berth.engine.time.SystemTimeSource;
import dev.berth.spi.Journal;
import dev.berth.spi.SchedulerStats;
import dev.berth.spi.SessionRuntime;
import dev.berth.spi.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How an {@link Engine} is set up. Immutable; made with {@link #builder()}, which checks everything once.
 *
 * @param accountDpus the limit of the account's budget, in place of what the journal has; empty leaves that, or 160
 *     where it has nothing; default empty
 * @param sessionDpus the most DPUs one session may hold; default 60
 * @param defaultSessionDpus the DPUs of a session where neither its start nor its work group names any; default 20, or
 *     {@code sessionDpus} where that is less
 * @param maxSessions the most live sessions; default one for each 4 KiB of the maximal heap
 * @param workGroups the work groups to create at start unless the journal has them; a limit that is given replaces the
 *     one that it has; default none
 * @param initialWorkGroups the work groups to create at the first start, with an empty journal, only; default none
 * @param maxWorkGroups the most work groups; default 1,000
 * @param runtimes the runtime of each engine version; a work group whose version is missing here starts no session
 * @param journal what keeps the facts; default a journal in memory, which forgets them with the process
 * @param timeSource where time comes from; default the system's clocks
 * @param stats what counts the engine's doings; default nothing
 * @param holderOf names whoever holds the DPUs of a session, by the attributes of its start, the same each time; called at
 *     each start and end on the thread that everything waits for, and by that alone, so it must be quick and not throw;
 *     default the empty name for all
 * @param listener who is told about changes of sessions; default nobody
 * @param listenerCapacity how many changes the listener may be behind before it misses some; default 65,536
 * @param maxQueuedChanges how many changes may wait for the applier before new work is refused; default 65,536
 * @param maxBatchChanges how many changes become durable together at most; default 4,096
 * @param maxBatchDelay how long changes wait at most for others to become durable with them: after a batch that several
 *     callers have shared, changes are let come together for twice as long as the journal took with it, or until they are as many
 *     again. Longer waits save syncs, and with them long tails; none at all, zero, has the least median. Default 1 ms
 * @param tokenRequired whether a start without a token is refused; default false
 * @param tokenRetention how long a token is remembered after its session's end; default 24 hours
 * @param maxRetainedTokens how many tokens of ended sessions are remembered, the oldest go first; default 5,000,000
 * @param sessionRetention how long an ended session stays readable; default 24 hours
 * @param maxRetainedSessions how many ended sessions stay readable, the oldest go first; default 1,000,000
 * @param maxRetainedAttributeBytes how many bytes of attributes and tags of ended sessions are kept, the oldest go
 *     first; default an eighth of the maximal heap
 * @param maxRetainedCalculations how many ended calculations are kept with their sessions, the oldest go first; default
 *     100,000
 * @param maxRetainedCalculationBytes how many bytes of the code and attributes of ended calculations are kept, the oldest go
 *     first; default a sixteenth of the maximal heap
 * @param launchDeadline how long a session may take to become ready before it fails; default 10 minutes
 * @param terminateDeadline how long a runtime may take to end a session before it counts as ended; default 1 minute
 * @param onFailure told once, on an engine thread, when the engine can no longer acknowledge anything; default nothing
 */
public record EngineConfig(
        OptionalInt accountDpus,
        int sessionDpus,
        int defaultSessionDpus,
        int maxSessions,
        List<CreateWorkGroup> workGroups,
        List<CreateWorkGroup> initialWorkGroups,
        int maxWorkGroups,
        Map<String, SessionRuntime> runtimes,
        Journal journal,
        TimeSource timeSource,
        SchedulerStats stats,
        Function<OpaqueBytes, String> holderOf,
        @Nullable SessionListener listener,
        int listenerCapacity,
        int maxQueuedChanges,
        int maxBatchChanges,
        Duration maxBatchDelay,
        boolean tokenRequired,
        Duration tokenRetention,
        int maxRetainedTokens,
        Duration sessionRetention,
        int maxRetainedSessions,
        long maxRetainedAttributeBytes,
        int maxRetainedCalculations,
        long maxRetainedCalculationBytes,
        Duration launchDeadline,
        Duration terminateDeadline,
        Consumer<Throwable> onFailure) {

    /** What a clock of nanoseconds can still tell, with room to spare. */
    private static final Duration MAX_DURATION = Duration.ofDays(100L * 365);

    private static final long HEAP_BYTES_PER_SESSION = 4096;

    /** The limit of the account's budget where nobody has said anything else. */
    static final int DEFAULT_ACCOUNT_DPUS = 160;

    /** The DPUs of a session where nobody has said anything else, and a session may hold as many. */
    private static final int DEFAULT_SESSION_DPUS = 20;

    /** Checks the ranges given above. */
    public EngineConfig {
        requireAtLeast(0, accountDpus.orElse(0), "accountDpus");
        if (accountDpus.orElse(0) > BudgetView.MAX_LIMIT_DPUS) {
            throw new IllegalArgumentException(
                    "must be <= " + BudgetView.MAX_LIMIT_DPUS + ": accountDpus=" + accountDpus.getAsInt());
        }
        requireAtLeast(1, sessionDpus, "sessionDpus");
        requireAtLeast(1, defaultSessionDpus, "defaultSessionDpus");
        requireAtLeast(1, maxSessions, "maxSessions");
        requireAtLeast(1, maxWorkGroups, "maxWorkGroups");
        requireAtLeast(1, listenerCapacity, "listenerCapacity");
        requireAtLeast(1, maxQueuedChanges, "maxQueuedChanges");
        requireAtLeast(1, maxBatchChanges, "maxBatchChanges");
        requireNotNegative(maxBatchDelay, "maxBatchDelay");
        requireAtLeast(0, maxRetainedTokens, "maxRetainedTokens");
        requireAtLeast(0, maxRetainedSessions, "maxRetainedSessions");
        requireAtLeast(0, maxRetainedAttributeBytes, "maxRetainedAttributeBytes");
        requireAtLeast(0, maxRetainedCalculations, "maxRetainedCalculations");
        requireAtLeast(0, maxRetainedCalculationBytes, "maxRetainedCalculationBytes");
        requirePositive(tokenRetention, "tokenRetention");
        requirePositive(sessionRetention, "sessionRetention");
        requirePositive(launchDeadline, "launchDeadline");
        requirePositive(terminateDeadline, "terminateDeadline");
        workGroups = List.copyOf(workGroups);
        initialWorkGroups = List.copyOf(initialWorkGroups);
        runtimes = Map.copyOf(runtimes);
        List<String> names = Stream.of(workGroups, initialWorkGroups)
                .flatMap(List::stream)
                .map(CreateWorkGroup::name)
                .toList();
        if (Set.copyOf(names).size() != names.size()) {
            throw new IllegalArgumentException("two work groups have the same name: " + names);
        }
        if (names.size() > maxWorkGroups) {
            throw new IllegalArgumentException(
                    "more work groups than maxWorkGroups: " + names.size() + " > " + maxWorkGroups);
        }
    }

    /** A builder with the defaults documented above. */
    public static Builder builder() {
        return new Builder();
    }

    private static void requireAtLeast(int min, long value, String name) {
        if (value < min) {
            throw new IllegalArgumentException("must be >= " + min + ": " + name + "=" + value);
        }
    }

    private static void requirePositive(Duration value, String name) {
        if (value.isZero() || value.isNegative()) {
            throw new IllegalArgumentException("must be positive: " + name + "=" + value);
        }
        requireCountable(value, name);
    }

    private static void requireNotNegative(Duration value, String name) {
        if (value.isNegative()) {
            throw new IllegalArgumentException("must be >= PT0S: " + name + "=" + value);
        }
        requireCountable(value, name);
    }

    private static void requireCountable(Duration value, String name) {
        if (value.compareTo(MAX_DURATION) > 0) {
            throw new IllegalArgumentException("must be <= " + MAX_DURATION + ": " + name + "=" + value);
        }
    }

    /** Collects the settings of an engine. Not thread-safe. Each method sets the component of its name. */
    public static final class Builder {
        private OptionalInt accountDpus = OptionalInt.empty();
        private int sessionDpus = 60;
        private OptionalInt defaultSessionDpus = OptionalInt.empty();
        private int maxSessions = (int)
                Math.min(Integer.MAX_VALUE, Math.max(1, Runtime.getRuntime().maxMemory() / HEAP_BYTES_PER_SESSION));
        private final List<CreateWorkGroup> workGroups = new ArrayList<>();
        private final List<CreateWorkGroup> initialWorkGroups = new ArrayList<>();
        private int maxWorkGroups = 1_000;
        private final Map<String, SessionRuntime> runtimes = new LinkedHashMap<>();
        private Journal journal = new MemoryJournal();
        private TimeSource timeSource = SystemTimeSource.INSTANCE;
        private SchedulerStats stats = SchedulerStats.DISABLED;
        private Function<OpaqueBytes, String> holderOf = attributes -> "";
        private @Nullable SessionListener listener;
        private int listenerCapacity = 65_536;
        private int maxQueuedChanges = 65_536;
        private int maxBatchChanges = 4_096;
        private Duration maxBatchDelay = Duration.ofMillis(1);
        private boolean tokenRequired;
        private Duration tokenRetention = Duration.ofHours(24);
        private int maxRetainedTokens = 5_000_000;
        private Duration sessionRetention = Duration.ofHours(24);
        private int maxRetainedSessions = 1_000_000;
        private long maxRetainedAttributeBytes = Runtime.getRuntime().maxMemory() / 8;
        private int maxRetainedCalculations = 100_000;
        private long maxRetainedCalculationBytes = Runtime.getRuntime().maxMemory() / 16;
        private Duration launchDeadline = Duration.ofMinutes(10);
        private Duration terminateDeadline = Duration.ofMinutes(1);
        private Consumer<Throwable> onFailure = cause -> {};

        private Builder() {}

        /** Sets the limit of the account's budget. */
        public Builder accountDpus(int value) {
            accountDpus = OptionalInt.of(value);
            return this;
        }

        /** Sets the most DPUs that one session may hold. */
        public Builder sessionDpus(int value) {
            sessionDpus = value;
            return this;
        }

        /** Sets the DPUs of a session where neither its start nor its work group names any. */
        public Builder defaultSessionDpus(int value) {
            defaultSessionDpus = OptionalInt.of(value);
            return this;
        }

        /** Sets the most live sessions. */
        public Builder maxSessions(int value) {
            maxSessions = value;
            return this;
        }

        /** Adds a work group that is to exist from the start. */
        public Builder workGroup(CreateWorkGroup workGroup) {
            workGroups.add(workGroup);
            return this;
        }

        /** Adds a work group that is to be created at the first start, and not again once it was deleted. */
        public Builder initialWorkGroup(CreateWorkGroup workGroup) {
            initialWorkGroups.add(workGroup);
            return this;
        }

        /** Sets the most work groups. */
        public Builder maxWorkGroups(int value) {
            maxWorkGroups = value;
            return this;
        }

        /** Lets a runtime serve an engine version. */
        public Builder runtime(String engineVersion, SessionRuntime runtime) {
            runtimes.put(engineVersion, runtime);
            return this;
        }

        /** Sets the journal. The engine closes it when it is closed. */
        public Builder journal(Journal value) {
            journal = value;
            return this;
        }

        /** Sets where time comes from. */
        public Builder timeSource(TimeSource value) {
            timeSource = value;
            return this;
        }

        /** Sets what counts the engine's doings. */
        public Builder stats(SchedulerStats value) {
            stats = value;
            return this;
        }

        /** Sets what names whoever holds the DPUs of a session. */
        public Builder holderOf(Function<OpaqueBytes, String> value) {
            holderOf = value;
            return this;
        }

        /** Sets who is told about changes of sessions. */
        public Builder listener(SessionListener value) {
            listener = value;
            return this;
        }

        /** Sets how many changes the listener may be behind. */
        public Builder listenerCapacity(int value) {
            listenerCapacity = value;
            return this;
        }

        /** Sets how many changes may wait before new work is refused. */
        public Builder maxQueuedChanges(int value) {
            maxQueuedChanges = value;
            return this;
        }

        /** Sets how many changes become durable together at most. */
        public Builder maxBatchChanges(int value) {
            maxBatchChanges = value;
            return this;
        }

        /** Sets how long changes wait at most for others to become durable with them. */
        public Builder maxBatchDelay(Duration value) {
            maxBatchDelay = value;
            return this;
        }

        /** Sets whether a start without a token is refused. */
        public Builder tokenRequired(boolean value) {
            tokenRequired = value;
            return this;
        }

        /** Sets how long a token is remembered after its session's end. */
        public Builder tokenRetention(Duration value) {
            tokenRetention = value;
            return this;
        }

        /** Sets how many tokens of ended sessions are remembered. */
        public Builder maxRetainedTokens(int value) {
            maxRetainedTokens = value;
            return this;
        }

        /** Sets how long an ended session stays readable. */
        public Builder sessionRetention(Duration value) {
            sessionRetention = value;
            return this;
        }

        /** Sets how many ended sessions stay readable. */
        public Builder maxRetainedSessions(int value) {
            maxRetainedSessions = value;
            return this;
        }

        /** Sets how many bytes of attributes and tags of ended sessions are kept. */
        public Builder maxRetainedAttributeBytes(long value) {
            maxRetainedAttributeBytes = value;
            return this;
        }

        /** Sets how many ended calculations are kept. */
        public Builder maxRetainedCalculations(int value) {
            maxRetainedCalculations = value;
            return this;
        }

        /** Sets how many bytes of the code and attributes of ended calculations are kept. */
        public Builder maxRetainedCalculationBytes(long value) {
            maxRetainedCalculationBytes = value;
            return this;
        }

        /** Sets how long a session may take to become ready. */
        public Builder launchDeadline(Duration value) {
            launchDeadline = value;
            return this;
        }

        /** Sets how long a runtime may take to end a session. */
        public Builder terminateDeadline(Duration value) {
            terminateDeadline = value;
            return this;
        }

        /** Sets who is told when the engine can no longer acknowledge anything. */
        public Builder onFailure(Consumer<Throwable> value) {
            onFailure = value;
            return this;
        }

        /**
         * The configuration.
         *
         * @throws IllegalArgumentException if a value is out of its range, naming it
         */
        public EngineConfig build() {
            return new EngineConfig(
                    accountDpus,
                    sessionDpus,
                    defaultSessionDpus.orElse(Math.min(DEFAULT_SESSION_DPUS, sessionDpus)),
                    maxSessions,
                    workGroups,
                    initialWorkGroups,
                    maxWorkGroups,
                    runtimes,
                    journal,
                    timeSource,
                    stats,
                    holderOf,
                    listener,
                    listenerCapacity,
                    maxQueuedChanges,
                    maxBatchChanges,
                    maxBatchDelay,
                    tokenRequired,
                    tokenRetention,
                    maxRetainedTokens,
                    sessionRetention,
                    maxRetainedSessions,
                    maxRetainedAttributeBytes,
                    maxRetainedCalculations,
                    maxRetainedCalculationBytes,
                    launchDeadline,
                    terminateDeadline,
                    onFailure);
        }
    }
}
