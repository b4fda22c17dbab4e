package dev.berth.engine.session;

import dev.berth.api.CalculationId;
import dev.berth.api.CalculationPage;
import dev.berth.api.CalculationQuery;
import dev.berth.api.CalculationView;
import dev.berth.api.RequestToken;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The calculations of one session, and the slot of the one that has it.
 *
 * <p>Any thread claims the slot, with one compare-and-set, before it queues a calculation. The applier frees it when the
 * calculation has ended; until then nobody else is let in. The applier alone adds and removes; anybody reads, without locks.
 */
public final class SessionCalculations {
    private final AtomicReference<@Nullable CalculationRecord> slot = new AtomicReference<>();
    private final ConcurrentNavigableMap<CalculationId, CalculationRecord> newestFirst =
            new ConcurrentSkipListMap<>(Comparator.reverseOrder());
    private final ConcurrentMap<RequestToken, CalculationRecord> byToken = new ConcurrentHashMap<>();

    /** Claims the slot; {@code null} if the calculation has it now, else who has, or had a moment ago. */
    public @Nullable CalculationRecord claimSlot(CalculationRecord calculation) {
        while (true) {
            if (slot.compareAndSet(null, calculation)) {
                return null;
            }
            CalculationRecord holder = slot.get();
            if (holder != null) {
                return holder;
            }
        }
    }

    /** Gives up the slot; nothing happens if the calculation does not have it. */
    public void freeSlot(CalculationRecord calculation) {
        slot.compareAndSet(calculation, null);
    }

    /** Whether a calculation has the slot, in the journal or on its way there. */
    public boolean isSlotTaken() {
        return slot.get() != null;
    }

    /** The calculation that the journal has and that has not ended, or {@code null}. */
    public @Nullable CalculationRecord unfinished() {
        CalculationRecord holder = slot.get();
        return holder != null && holder.isUnfinished() ? holder : null;
    }

    /** The calculation that was started under the token, or {@code null}. */
    public @Nullable CalculationRecord find(RequestToken token) {
        return byToken.get(token);
    }

    /** The calculations that a query asks for, as they are now, newest first. */
    public CalculationPage page(CalculationQuery query, long nowMillis) {
        CalculationId after = query.after();
        Collection<CalculationRecord> rest = (after == null ? newestFirst : newestFirst.tailMap(after, false)).values();
        List<CalculationView> page = new ArrayList<>(Math.min(query.limit(), 128));
        for (CalculationRecord each : rest) {
            CalculationView view = each.view(nowMillis);
            if (query.state() == null || query.state() == view.state()) {
                if (page.size() == query.limit()) {
                    return new CalculationPage(page, true);
                }
                page.add(view);
            }
        }
        return new CalculationPage(page, false);
    }

    /** All that are kept. */
    Collection<CalculationRecord> all() {
        return newestFirst.values();
    }

    void add(CalculationRecord calculation) {
        newestFirst.put(calculation.id(), calculation);
        RequestToken token = calculation.request().token();
        if (token != null) {
            byToken.put(token, calculation);
        }
    }

    void remove(CalculationRecord calculation) {
        newestFirst.remove(calculation.id());
        RequestToken token = calculation.request().token();
        if (token != null) {
            byToken.remove(token, calculation);
        }
    }
}
