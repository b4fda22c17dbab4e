package dev.berth.engine.admission;

import dev.berth.api.Refusal;
import dev.berth.api.RequestToken;
import dev.berth.api.StartOutcome;
import dev.berth.api.StartSession;
import dev.berth.api.WorkGroup;
import dev.berth.engine.capacity.CapacityAllocator;
import dev.berth.engine.idempotency.IdempotencyCache;
import dev.berth.engine.idempotency.TokenClaim;
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
 * a refusal undoes only claims that no budget knows of.
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
        if (token == null) {
            Refusal refusal = tokenRequired ? new Refusal.TokenMissing() : admit(request, null, answer);
            if (refusal != null) {
                answer.completeNow(new StartOutcome.Refused(refusal));
            }
            return;
        }
        TokenClaim claim = new TokenClaim(request);
        TokenEntry known = tokens.claim(token, claim);
        if (known != null) {
            known.answer(request, answer);
            return;
        }
        Refusal refusal = admit(request, claim, answer);
        if (refusal != null) {
            tokens.free(token, claim, refusal);
            answer.completeNow(new StartOutcome.Refused(refusal));
        }
    }

    /** What is remembered under the request's token, or {@code null}. */
    public @Nullable TokenEntry find(StartSession request) {
        RequestToken token = request.token();
        return token == null ? null : tokens.find(token);
    }

    private @Nullable Refusal admit(StartSession request, @Nullable TokenClaim claim, StartAnswer answer) {
        WorkGroupRecord workGroup = table.workGroup(request.workGroup());
        if (workGroup == null) {
            return new Refusal.UnknownWorkGroup(request.workGroup());
        }
        WorkGroup asItIs = workGroup.view();
        if (!asItIs.enabled()) {
            return new Refusal.WorkGroupDisabled(asItIs.name());
        }
        if (workGroup.runtime() == null) {
            return new Refusal.NoRuntime(asItIs.engineVersion());
        }
        if (queue.isFull()) {
            return new Refusal.Overloaded(queue.maxNewWork());
        }
        if (!journal.acceptsNewWork()) {
            return new Refusal.NoRoom();
        }
        String key = request.exclusiveKey();
        if (key != null && !table.claimExclusiveKey(key)) {
            return new Refusal.ExclusiveKeyTaken(key);
        }
        long nowMillis = time.epochMillis();
        int dpus = dpusOf(request, asItIs);
        SessionRecord session = new SessionRecord(ids.next(nowMillis), request, dpus, workGroup, asItIs, nowMillis);
        SessionChanges.Started change = new SessionChanges.Started(session, claim, answer);
        Refusal refusal = change.fits(journal)
                ? takePlaceAndDpus(workGroup, dpus)
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
