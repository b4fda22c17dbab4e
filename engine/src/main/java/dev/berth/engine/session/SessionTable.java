package dev.berth.engine.session;

import dev.berth.api.OpaqueBytes;
import dev.berth.api.SessionId;
import dev.berth.api.SessionPage;
import dev.berth.api.SessionState;
import dev.berth.api.WorkGroup;
import dev.berth.engine.time.RetentionQueue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The sessions and work groups that the journal has: always the fold of a prefix of it.
 *
 * <p>The applier thread alone adds, moves and removes. Anybody reads, without locks, and sees each session at one
 * instant. The two kinds of names that callers compete for, exclusive keys and the names of work groups, are claimed by
 * any thread before a change is queued.
 */
public final class SessionTable {
    private final SessionDirectory directory = new SessionDirectory();
    private final SessionSequence newestFirst = new SessionSequence();
    private final ConcurrentMap<String, WorkGroupRecord> workGroups = new ConcurrentHashMap<>();
    private final ConcurrentSkipListMap<String, WorkGroupRecord> workGroupsByName = new ConcurrentSkipListMap<>();
    private final ConcurrentMap<String, Boolean> exclusiveKeys = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Boolean> workGroupNames = new ConcurrentHashMap<>();
    private final Map<SessionState, AtomicLong> countByState = new EnumMap<>(SessionState.class);
    private final RetentionQueue<SessionRecord> ended;
    private final CalculationTable calculations;
    private final Holders holders;
    /** How many of those share each work group as it was: its bytes are kept once, until the last of them goes. */
    private final IdentityHashMap<WorkGroup, Integer> endedByWorkGroup = new IdentityHashMap<>();

    private long liveDpus;

    /**
     * An empty table.
     *
     * @param maxEnded how many ended sessions are kept
     * @param maxEndedBytes how many bytes of their attributes and tags
     * @param endedRetentionNanos for how long
     * @param maxCalculations how many ended calculations are kept
     * @param maxCalculationBytes how many bytes of their requests
     * @param holders what keeps account of who holds the live ones
     */
    public SessionTable(
            int maxEnded,
            long maxEndedBytes,
            long endedRetentionNanos,
            int maxCalculations,
            long maxCalculationBytes,
            Holders holders) {
        this.holders = holders;
        this.calculations = new CalculationTable(maxCalculations, maxCalculationBytes);
        this.ended = new RetentionQueue<>(maxEnded, maxEndedBytes, SessionRecord::opaqueBytes, endedRetentionNanos);
        for (SessionState state : SessionState.values()) {
            countByState.put(state, new AtomicLong());
        }
    }

    // ---- read by anybody ----

    /** The session, or {@code null} if it is not known. */
    public @Nullable SessionRecord session(SessionId id) {
        return directory.find(id);
    }

    /**
     * A page of all sessions, newest first.
     *
     * @param after the last session of the previous page, or {@code null} for the first page
     * @param limit the most sessions to return, at least 1
     */
    public SessionPage page(@Nullable SessionId after, int limit, long nowMillis) {
        return newestFirst.page(after, limit, nowMillis);
    }

    /** The work group, or {@code null} if there is none of that name. */
    public @Nullable WorkGroupRecord workGroup(String name) {
        return workGroups.get(name);
    }

    /** The calculations of all sessions. */
    public CalculationTable calculations() {
        return calculations;
    }

    /** Who holds the live sessions. */
    public Holders holders() {
        return holders;
    }

    /** Up to {@code limit} work groups after the given name, in the order of their names. */
    public List<WorkGroupRecord> workGroups(@Nullable String after, int limit) {
        Collection<WorkGroupRecord> rest = after == null
                ? workGroupsByName.values()
                : workGroupsByName.tailMap(after, false).values();
        List<WorkGroupRecord> page = new ArrayList<>();
        for (WorkGroupRecord each : rest) {
            if (page.size() == limit) {
                break;
            }
            page.add(each);
        }
        return page;
    }

    /** How many work groups exist or are being created. */
    public int workGroupCount() {
        return workGroupNames.size();
    }

    /** How many sessions are known in each state. */
    public Map<SessionState, Long> countByState() {
        Map<SessionState, Long> counts = new EnumMap<>(SessionState.class);
        countByState.forEach((state, count) -> counts.put(state, count.get()));
        return counts;
    }

    // ---- claimed by anybody ----

    /** Claims an exclusive key for a session; false if another has it. */
    public boolean claimExclusiveKey(String key) {
        return exclusiveKeys.putIfAbsent(key, Boolean.TRUE) == null;
    }

    /** Gives up an exclusive key. */
    public void unclaimExclusiveKey(String key) {
        exclusiveKeys.remove(key);
    }

    /** Claims the name of a new work group; false if it is taken. */
    public boolean claimWorkGroupName(String name) {
        return workGroupNames.putIfAbsent(name, Boolean.TRUE) == null;
    }

    /** Gives up the name of a work group that was not created. */
    public void unclaimWorkGroupName(String name) {
        workGroupNames.remove(name);
    }

    // ---- written by the applier ----

    /** Adds a session: a new one, or one that a snapshot has, in whatever state. */
    public void add(SessionRecord session) {
        if (!directory.add(session)) {
            throw new IllegalStateException("two sessions have the id " + session.id());
        }
        newestFirst.add(session);
        session.workGroup().index().add(session);
        count(session.state(), 1);
        if (!session.state().isEnded()) {
            liveDpus += session.dpus();
            holders.add(session);
        }
    }

    /**
     * Moves a session to another state.
     *
     * @throws IllegalStateException if the table of transitions does not allow it
     */
    public void move(SessionRecord session, SessionStatus next) {
        SessionState from = session.state();
        if (!from.canBecome(next.state())) {
            throw new IllegalStateException("a session cannot go from " + from + " to " + next.state());
        }
        session.setStatus(next);
        session.workGroup().index().move(session, from, next.state());
        count(from, -1);
        count(next.state(), 1);
        if (next.state().isEnded()) {
            liveDpus -= session.dpus();
            holders.remove(session);
        }
    }

    /** Replaces the tags of a session, which may have ended, or been forgotten, since that was asked for. */
    public void tag(SessionRecord session, OpaqueBytes tags) {
        int bytesBefore = session.opaqueBytes();
        session.setTags(tags);
        if (session.state().isEnded() && session.isInSequence()) {
            ended.resized(session.opaqueBytes() - bytesBefore);
        }
    }

    /** Keeps a session that has ended for a while. */
    public void retain(SessionRecord session, long endedNanos) {
        ended.add(session, endedNanos);
        WorkGroup shared = session.workGroupAtStart();
        if (endedByWorkGroup.merge(shared, 1, Integer::sum) == 1) {
            ended.resized(opaqueBytes(shared));
        }
    }

    /** Forgets ended sessions that are too old or too many, and ended calculations that are. */
    public void evict(long nowNanos) {
        calculations.evict(nowNanos);
        ended.evict(nowNanos, session -> {
            WorkGroup shared = session.workGroupAtStart();
            if (endedByWorkGroup.merge(shared, -1, (count, less) -> count + less == 0 ? null : count + less) == null) {
                ended.resized(-opaqueBytes(shared));
            }
            directory.remove(session);
            newestFirst.remove(session);
            calculations.forgetAllOf(session);
            session.workGroup().index().removeEnded(session);
            count(session.state(), -1);
        });
    }

    /** Begins a tour of the sessions that have ended and are kept, in the order of their ends. */
    public void tourEnded(Consumer<SessionRecord> visitor) {
        ended.beginTour((session, endedNanos) -> visitor.accept(session));
    }

    /** Visits the next one of the tour; false if there is none left. */
    public boolean visitNextEnded() {
        return ended.visitNext();
    }

    /** Adds a work group. Its name was claimed before. */
    public void add(WorkGroupRecord workGroup) {
        workGroups.put(workGroup.name(), workGroup);
        workGroupsByName.put(workGroup.name(), workGroup);
    }

    /** Removes a work group and gives up its name. Its sessions stay. */
    public void remove(WorkGroupRecord workGroup) {
        workGroups.remove(workGroup.name());
        workGroupsByName.remove(workGroup.name());
        workGroupNames.remove(workGroup.name());
    }

    /** The DPUs of all sessions that have not ended. Applier thread only. */
    public long liveDpus() {
        return liveDpus;
    }

    /** All sessions, in no particular order: each once that is there until the end, whatever changes between two steps. */
    public Iterator<SessionRecord> sessions() {
        return newestFirst.sessions();
    }

    private static int opaqueBytes(WorkGroup workGroup) {
        return workGroup.attributes().size() + workGroup.tags().size();
    }

    private void count(SessionState state, int delta) {
        AtomicLong count = countByState.get(state);
        if (count != null) {
            count.addAndGet(delta);
        }
    }
}
