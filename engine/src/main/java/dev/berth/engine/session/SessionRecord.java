package dev.berth.engine.session;

import dev.berth.api.OpaqueBytes;
import dev.berth.api.RequestToken;
import dev.berth.api.SessionId;
import dev.berth.api.SessionState;
import dev.berth.api.SessionView;
import dev.berth.api.StartSession;
import dev.berth.api.StateEntry;
import dev.berth.api.WorkGroup;
import dev.berth.engine.idempotency.TokenHolder;
import dev.berth.engine.idempotency.TokenState;
import dev.berth.engine.time.TimerWheel;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A session. It is its own timer: whatever its state, at most one deadline runs. Its id and what was asked for are parts of
 * it, not objects that it refers to, for a collection copies each live session once, and what that costs goes by the objects.
 *
 * <p>The applier thread alone changes the status, the tags, the handle, the timer and the place in the index; anybody reads
 * status and tags. What several threads may want, each once, is claimed by a bit: reporting the launch, asking for
 * termination, ending the session. A bit is set before the change that it stands for is queued, and never cleared. So is the
 * one change of the tags that may be pending; its bit is the only one that is cleared again, when the change is applied.
 * The state of its token is changed by whoever repeats the start or settles it, in single steps; without a token there is none.
 */
public final class SessionRecord extends TimerWheel.Timer implements TokenHolder {
    /** The order of their ids. */
    public static final Comparator<SessionRecord> OLDEST_FIRST =
            (one, other) -> compare(one.idHigh, one.idLow, other.idHigh, other.idLow);

    private static final VarHandle CLAIMS;
    private static final VarHandle CALCULATIONS;
    private static final VarHandle TOKEN_STATE;
    private static final int NEVER = -1;
    private static final int LAUNCH_REPORTED = 1;
    private static final int TERMINATION = 1 << 1;
    private static final int END = 1 << 2;
    private static final int TAGS = 1 << 3;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            CLAIMS = lookup.findVarHandle(SessionRecord.class, "claims", int.class);
            CALCULATIONS = lookup.findVarHandle(SessionRecord.class, "calculations", SessionCalculations.class);
            TOKEN_STATE = lookup.findVarHandle(SessionRecord.class, "tokenState", TokenState.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final long idHigh;
    private final long idLow;
    private final @Nullable RequestToken token;
    private final @Nullable String exclusiveKey;
    private final Duration idleTimeout;
    private final OpaqueBytes attributes;
    private final int dpus;
    private final boolean namesDpus;
    private final WorkGroupRecord workGroup;
    private final long startedMillis;
    private final WorkGroup workGroupAtStart;
    private volatile SessionStatus status;
    private volatile @Nullable OpaqueBytes tags;
    private volatile @Nullable TokenState tokenState;

    @SuppressWarnings("UnusedVariable") // written through CLAIMS only
    private volatile int claims;

    /** Only of a session that was ever asked for a calculation. */
    private volatile @Nullable SessionCalculations calculations;

    private int copied;
    private OpaqueBytes handle = OpaqueBytes.EMPTY;
    /** Milliseconds from the start until each of these states was first entered, as of {@link #millisUntil}. */
    private int created = NEVER;

    private int idle = NEVER;
    private int busy = NEVER;
    private int degraded = NEVER;
    private int terminating = NEVER;
    private @Nullable SessionLeaf leaf;
    private int slot;
    private @Nullable SessionLeaf leafInSequence;
    private int slotInSequence;
    private boolean launched;

    /**
     * A session in state CREATING, not yet in any table.
     *
     * @param request what was asked for, of the given work group, and of the given DPUs unless it names none
     * @param dpus the DPUs that it holds, which its request may have left open
     * @param workGroupAtStart the work group as it was when the session was admitted
     */
    public SessionRecord(
            SessionId id,
            StartSession request,
            int dpus,
            WorkGroupRecord workGroup,
            WorkGroup workGroupAtStart,
            long startedMillis) {
        this.idHigh = id.high();
        this.idLow = id.low();
        this.token = request.token();
        this.exclusiveKey = request.exclusiveKey();
        this.idleTimeout = request.idleTimeout();
        this.attributes = request.attributes();
        this.dpus = dpus;
        this.namesDpus = request.dpus().isPresent();
        this.workGroup = workGroup;
        this.workGroupAtStart = workGroupAtStart;
        this.startedMillis = startedMillis;
        this.status = new SessionStatus(SessionState.CREATING, null, startedMillis);
    }

    /** Claims the one report of a launch; false if it was claimed before. */
    public boolean claimLaunchReport() {
        return (claim(LAUNCH_REPORTED) & LAUNCH_REPORTED) == 0;
    }

    /** Claims the request to terminate; false if that or the end was claimed before. */
    public boolean claimTermination() {
        return (claim(TERMINATION) & (TERMINATION | END)) == 0;
    }

    /** Whether the request to terminate, or the end, was claimed. */
    public boolean isEndClaimed() {
        return (claims & (TERMINATION | END)) != 0;
    }

    /** Claims the end; false if it was claimed before. */
    public boolean claimEnd() {
        return (claim(END) & END) == 0;
    }

    /** Claims the one change of the tags that may be pending; false if one is. */
    public boolean claimTags() {
        return (claim(TAGS) & TAGS) == 0;
    }

    /** Gives up the claimed change of the tags. */
    public void unclaimTags() {
        CLAIMS.getAndBitwiseAnd(this, ~TAGS);
    }

    /** Its calculations. */
    public SessionCalculations calculations() {
        SessionCalculations existing = calculations;
        if (existing != null) {
            return existing;
        }
        SessionCalculations made = new SessionCalculations();
        SessionCalculations other = (SessionCalculations) CALCULATIONS.compareAndExchange(this, null, made);
        return other == null ? made : other;
    }

    /** Its calculations, or {@code null} if it was never asked for one. */
    public @Nullable SessionCalculations calculationsIfAny() {
        return calculations;
    }

    /** The calculation that the journal has and that has not ended, or {@code null}. */
    public @Nullable CalculationRecord unfinished() {
        SessionCalculations its = calculations;
        return its == null ? null : its.unfinished();
    }

    /** The identity, a new object each time. */
    @Override
    public SessionId id() {
        return new SessionId(idHigh, idLow);
    }

    /** Whether the session has that id. */
    public boolean hasId(SessionId id) {
        return idHigh == id.high() && idLow == id.low();
    }

    /** Less than, equal to, or more than 0 as the session's id is before, equal to, or after the other one. */
    int compareIdTo(SessionId other) {
        return compare(idHigh, idLow, other.high(), other.low());
    }

    static int compare(long high, long low, long otherHigh, long otherLow) {
        int byHigh = Long.compareUnsigned(high, otherHigh);
        return byHigh != 0 ? byHigh : Long.compareUnsigned(low, otherLow);
    }

    /** What was asked for, a new object each time. */
    public StartSession request() {
        OptionalInt named = namesDpus ? OptionalInt.of(dpus) : OptionalInt.empty();
        return new StartSession(workGroup.name(), named, idleTimeout, token, exclusiveKey, attributes);
    }

    @Override
    public boolean wasAskedForBy(StartSession repetition) {
        return request().asksTheSameAs(repetition);
    }

    @Override
    public @Nullable TokenState tokenState() {
        return tokenState;
    }

    @Override
    public boolean replaceTokenState(@Nullable TokenState seen, TokenState next) {
        return TOKEN_STATE.compareAndSet(this, seen, next);
    }

    /** The token of what was asked for, or {@code null}. */
    public @Nullable RequestToken token() {
        return token;
    }

    /** The key that no other live session has, or {@code null}. */
    public @Nullable String exclusiveKey() {
        return exclusiveKey;
    }

    /** How long it may stay IDLE or DEGRADED. */
    public Duration idleTimeout() {
        return idleTimeout;
    }

    /** What else was asked for. */
    public OpaqueBytes attributes() {
        return attributes;
    }

    /** The DPUs that the session holds until it has ended. */
    public int dpus() {
        return dpus;
    }

    /** The work group, which may have been deleted since. */
    public WorkGroupRecord workGroup() {
        return workGroup;
    }

    /** The work group as it was when the session was started. */
    public WorkGroup workGroupAtStart() {
        return workGroupAtStart;
    }

    /** Gives the session what a snapshot has of it. Before it is in a table. */
    public void restore(SessionStatus restoredStatus, @Nullable OpaqueBytes restoredTags) {
        setStatus(restoredStatus);
        tags = restoredTags;
    }

    /** When the session was admitted, in milliseconds since the epoch. */
    public long startedMillis() {
        return startedMillis;
    }

    /** The status now. */
    public SessionStatus status() {
        return status;
    }

    /** The state now. */
    public SessionState state() {
        return status.state();
    }

    /** The tags as they were last replaced, or {@code null} if they never were. */
    public @Nullable OpaqueBytes tags() {
        return tags;
    }

    /** How many bytes of the session nobody here interprets. */
    public int opaqueBytes() {
        OpaqueBytes now = tags;
        return attributes.size() + (now == null ? 0 : now.size());
    }

    /** Notes that the session was launched, and how its runtime finds it again. Applier thread only. */
    public void setLaunched(OpaqueBytes newHandle) {
        handle = newHandle;
        launched = true;
    }

    /** Whether the launch was reported. Applier thread only. */
    public boolean launched() {
        return launched;
    }

    /** How the runtime finds the session again. Applier thread only. */
    public OpaqueBytes handle() {
        return handle;
    }

    /** Notes which copy of the state has dealt with the session. Applier thread only. */
    public void setCopied(int copyNumber) {
        copied = copyNumber;
    }

    /** The last copy of the state that has dealt with the session. Applier thread only. */
    public int copied() {
        return copied;
    }

    /** The states it has been in, as {@link dev.berth.api.SessionScheduler#sessionStates} shows them. */
    public List<StateEntry> states() {
        SessionStatus now = status;
        List<StateEntry> states = new ArrayList<>();
        addIfBefore(now, SessionState.CREATING, 0, states);
        addIfBefore(now, SessionState.CREATED, created, states);
        addIfBefore(now, SessionState.IDLE, idle, states);
        addIfBefore(now, SessionState.BUSY, busy, states);
        addIfBefore(now, SessionState.DEGRADED, degraded, states);
        addIfBefore(now, SessionState.TERMINATING, terminating, states);
        states.sort(Comparator.comparing(StateEntry::at));
        states.add(new StateEntry(now.state(), Instant.ofEpochMilli(now.sinceMillis()), now.reason()));
        return states;
    }

    /** What was entered after the status was read does not belong to what it ends. */
    private void addIfBefore(SessionStatus now, SessionState state, int afterMillis, List<StateEntry> states) {
        long at = startedMillis + afterMillis;
        boolean isBefore = state == now.state() ? at < now.sinceMillis() : at <= now.sinceMillis();
        if (afterMillis != NEVER && isBefore) {
            states.add(new StateEntry(state, Instant.ofEpochMilli(at), null));
        }
    }

    /** The session as it is now. */
    public SessionView view(long nowMillis) {
        SessionStatus now = status;
        boolean ended = now.state().isEnded();
        Instant since = Instant.ofEpochMilli(now.sinceMillis());
        long heldMillis = Math.max(0, (ended ? now.sinceMillis() : nowMillis) - startedMillis);
        return new SessionView(
                id(),
                workGroupAtStart,
                dpus,
                idleTimeout,
                attributes,
                tags,
                now.state(),
                now.reason(),
                Instant.ofEpochMilli(startedMillis),
                since,
                now.state() == SessionState.IDLE ? since : null,
                ended ? since : null,
                heldMillis * dpus);
    }

    /** Notes where the index of its work group has the session. Applier thread only. */
    void setPlace(SessionLeaf newLeaf, int newSlot) {
        leaf = newLeaf;
        slot = newSlot;
    }

    /** The leaf of the index that has the session. Applier thread only. */
    SessionLeaf leaf() {
        return Objects.requireNonNull(leaf, "the session is in no index");
    }

    /** Its slot in that. Applier thread only. */
    int slot() {
        return slot;
    }

    /** Notes where the sequence of all sessions has it; {@code null} if it has it no more. Applier thread only. */
    void setPlaceInSequence(@Nullable SessionLeaf newLeaf, int newSlot) {
        leafInSequence = newLeaf;
        slotInSequence = newSlot;
    }

    /** Whether the sequence of all sessions has it. Applier thread only. */
    boolean isInSequence() {
        return leafInSequence != null;
    }

    /** The leaf of the sequence that has the session. Applier thread only. */
    SessionLeaf leafInSequence() {
        return Objects.requireNonNull(leafInSequence, "the session is in no sequence");
    }

    /** Its slot in that. Applier thread only. */
    int slotInSequence() {
        return slotInSequence;
    }

    void setTags(OpaqueBytes newTags) {
        tags = newTags;
    }

    void setStatus(SessionStatus newStatus) {
        noteEntered(newStatus.state(), newStatus.sinceMillis());
        status = newStatus;
    }

    private void noteEntered(SessionState state, long atMillis) {
        switch (state) {
            case CREATED -> created = millisUntil(atMillis, created);
            case IDLE -> idle = millisUntil(atMillis, idle);
            case BUSY -> busy = millisUntil(atMillis, busy);
            case DEGRADED -> degraded = millisUntil(atMillis, degraded);
            case TERMINATING -> terminating = millisUntil(atMillis, terminating);
            case CREATING, TERMINATED, FAILED -> {}
        }
    }

    /** The milliseconds since the start, at most those of 24 days, unless there is a figure already. */
    private int millisUntil(long atMillis, int known) {
        return known == NEVER ? (int) Math.max(0, Math.min(Integer.MAX_VALUE, atMillis - startedMillis)) : known;
    }

    private int claim(int bit) {
        return (int) CLAIMS.getAndBitwiseOr(this, bit);
    }
}
