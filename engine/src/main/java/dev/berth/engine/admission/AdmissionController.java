package dev.berth.engine.admission;

import dev.berth.api.Refusal;
import dev.berth.api.RequestToken;
import dev.berth.api.StartOutcome;
import dev.berth.api.StartSession;
import dev.berth.api.WorkGroup;
import dev.berth.engine.capacity.CapacityAllocator;
import dev.berth.engine.idempotency.IdempotencyCache;
import dev.berth.engine.idempotency.TokenEntry;
import dev.berth.engine.pipeline.ChangeQueue;
import dev.berth.engine.pipeline.SessionChanges;
import dev.berth.engine.pipeline.StartAnswer;
import dev.berth.engine.session.RuntimePlaces;
import dev.berth.engine.session.SessionIdGenerator;
import dev.berth.engine.session.SessionRecord;
import dev.berth.engine.session.SessionTable;
import dev.berth.engine.session.WorkGroupRecord;
import dev.berth.spi.Journal;
import dev.berth.spi.TimeSource;
import org.jspecify.annotations.Nullable;

/**
 * Admits a start or refuses it, on the caller's thread, without waiting. Claims in this order: the token, the exclusive key,
 * a place in the runtime, the DPUs. The DPUs come last and queueing cannot fail, so what was admitted is never taken back, and
 * a refusal undoes only claims that no budget knows of. The session is made before its token is claimed, for it is itself what
 * is remembered under that; one that is refused, or whose token is taken, is garbage, and so is its id.
 *
 * <p>Thread-safe. Nothing here waits for another request; the allocator is lock-free, and the tables of tokens and keys take
 * their own short locks where they have to.
 */
public final class AdmissionController {
    private final SessionTable table;
    private final CapacityAllocator allocator;
    private final IdempotencyCache tokens;
    private final ChangeQueue queue;
    private final Journal journal;
    private final TimeSource time;
    private final boolean tokenRequired;
    private final int defaultSessionDpus;
    private final SessionIdGenerator ids;

    /**
     * A controller over the given state.
     *
     * @param ids what makes the ids of sessions
     * @param tokenRequired whether a start without a token is refused
     * @param defaultSessionDpus the DPUs of a session where neither its start nor its work group names any
     */
    public AdmissionController(
            SessionTable table,
            CapacityAllocator allocator,
            IdempotencyCache tokens,
            ChangeQueue queue,
            Journal journal,
            TimeSource time,
            SessionIdGenerator ids,
            boolean tokenRequired,
            int defaultSessionDpus) {
        this.table = table;
        this.allocator = allocator;
        this.tokens = tokens;
        this.queue = queue;
        this.journal = journal;
        this.time = time;
        this.ids = ids;
        this.tokenRequired = tokenRequired;
        this.defaultSessionDpus = defaultSessionDpus;
    }

    /** Starts a session, refuses, or repeats; the answer completes now, or when the session is in the journal. */
    public void start(StartSession request, StartAnswer answer) {
        RequestToken token = request.token();
        if (token == null && tokenRequired) {
            refuse(new Refusal.TokenMissing(), answer);
            return;
        }
        WorkGroupRecord workGroup = table.workGroup(request.workGroup());
        if (workGroup == null) {
            repeatOrRefuse(request, new Refusal.UnknownWorkGroup(request.workGroup()), answer);
            return;
        }
        WorkGroup asItIs = workGroup.view();
        Refusal refusal = refusalOfEverySession(workGroup, asItIs);
        if (refusal != null) {
            repeatOrRefuse(request, refusal, answer);
            return;
        }
        long nowMillis = time.epochMillis();
        SessionRecord session =
                new SessionRecord(ids.next(nowMillis), request, dpusOf(request, asItIs), workGroup, asItIs, nowMillis);
        TokenEntry known = token == null ? null : tokens.claim(token, session);
        if (known != null) {
            known.answer(request, answer);
            return;
        }
        refusal = admit(session, answer);
        if (refusal != null) {
            if (token != null) {
                tokens.free(token, session, refusal);
            }
            refuse(refusal, answer);
        }
    }

    /** What is remembered under the request's token, or {@code null}. */
    public @Nullable TokenEntry find(StartSession request) {
        RequestToken token = request.token();
        return token == null ? null : tokens.find(token);
    }

    /** Why no session can be started in the work group now, whatever is asked for; or {@code null}. */
    private @Nullable Refusal refusalOfEverySession(WorkGroupRecord workGroup, WorkGroup asItIs) {
        if (!asItIs.enabled()) {
            return new Refusal.WorkGroupDisabled(asItIs.name());
        }
        if (workGroup.runtime() == null) {
            return new Refusal.NoRuntime(asItIs.engineVersion());
        }
        if (queue.isFull()) {
            return new Refusal.Overloaded(queue.maxNewWork());
        }
        return journal.acceptsNewWork() ? null : new Refusal.NoRoom();
    }

    /** Answers a request that cannot be a first use: what was started before is not refused. */
    private void repeatOrRefuse(StartSession request, Refusal refusal, StartAnswer answer) {
        TokenEntry known = find(request);
        if (known != null) {
            known.answer(request, answer);
        } else {
            refuse(refusal, answer);
        }
    }

    private static void refuse(Refusal refusal, StartAnswer answer) {
        answer.completeNow(new StartOutcome.Refused(refusal));
    }

    /** Claims for a session what its token does not stand for, and queues it; or claims nothing, and says why. */
    private @Nullable Refusal admit(SessionRecord session, StartAnswer answer) {
        String key = session.exclusiveKey();
        if (key != null && !table.claimExclusiveKey(key)) {
            return new Refusal.ExclusiveKeyTaken(key);
        }
        SessionChanges.Started change = new SessionChanges.Started(session, answer);
        Refusal refusal = change.fits(journal)
                ? takePlaceAndDpus(session.workGroup(), session.dpus())
                : new Refusal.TooLarge(journal.maxBatchBytes());
        if (refusal == null) {
            queue.offer(change, answer.lane());
        } else if (key != null) {
            table.unclaimExclusiveKey(key);
        }
        return refusal;
    }

    private @Nullable Refusal takePlaceAndDpus(WorkGroupRecord workGroup, int dpus) {
        RuntimePlaces places = workGroup.places();
        Refusal refusal = places == null ? null : places.tryTake();
        if (refusal != null) {
            return refusal;
        }
        refusal = allocator.tryAcquire(workGroup.budget(), dpus);
        if (refusal != null && places != null) {
            places.giveBack();
        }
        return refusal;
    }

    private int dpusOf(StartSession request, WorkGroup workGroup) {
        if (request.dpus().isPresent()) {
            return request.dpus().getAsInt();
        }
        return workGroup.sessionDpus().orElse(defaultSessionDpus);
    }
}
