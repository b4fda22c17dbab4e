package dev.berth.engine.session;

import dev.berth.api.CalculationId;
import dev.berth.engine.time.RetentionQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The calculations that the journal has. Each is kept as long as its session is, up to a number and a size of all that have
 * ended, of which the oldest go first. The applier thread alone writes; anybody reads, without locks.
 */
public final class CalculationTable {
    private final ConcurrentMap<CalculationId, CalculationRecord> calculations = new ConcurrentHashMap<>();
    private final RetentionQueue<CalculationRecord> ended;
    private final AtomicInteger unfinished = new AtomicInteger();

    CalculationTable(int maxEnded, long maxEndedBytes) {
        this.ended = new RetentionQueue<>(maxEnded, maxEndedBytes, CalculationRecord::requestBytes, Long.MAX_VALUE);
    }

    /** The calculation, or {@code null} if it is not known. */
    public @Nullable CalculationRecord calculation(CalculationId id) {
        return calculations.get(id);
    }

    /** Adds a calculation that has a status. */
    public void add(CalculationRecord calculation) {
        if (calculations.putIfAbsent(calculation.id(), calculation) != null) {
            throw new IllegalStateException("two calculations have the id " + calculation.id());
        }
        calculation.session().calculations().add(calculation);
        if (calculation.isUnfinished()) {
            unfinished.incrementAndGet();
        }
    }

    /** Keeps a calculation that was added before, and has ended since. */
    public void finish(CalculationRecord calculation, long endedNanos) {
        unfinished.decrementAndGet();
        retain(calculation, endedNanos);
    }

    /** Keeps a calculation that had ended when it was added. */
    public void retain(CalculationRecord calculation, long endedNanos) {
        calculation.setKept(ended.add(calculation, endedNanos));
    }

    /** Begins a tour of the calculations that have ended and are kept, in the order of their ends. */
    public void tourEnded(Consumer<CalculationRecord> visitor) {
        ended.beginTour((calculation, endedNanos) -> visitor.accept(calculation));
    }

    /** Visits the next one of the tour; false if there is none left. */
    public boolean visitNextEnded() {
        return ended.visitNext();
    }

    /** How many calculations have not ended. */
    public int unfinished() {
        return unfinished.get();
    }

    /** How many calculations are known. */
    public int size() {
        return calculations.size();
    }

    /** Forgets ended calculations that are too many. */
    void evict(long nowNanos) {
        ended.evict(nowNanos, calculation -> {
            calculations.remove(calculation.id());
            calculation.session().calculations().remove(calculation);
        });
    }

    /** Forgets all calculations of a session that is forgotten. */
    void forgetAllOf(SessionRecord session) {
        SessionCalculations its = session.calculationsIfAny();
        if (its == null) {
            return;
        }
        for (CalculationRecord each : its.all()) {
            calculations.remove(each.id());
            RetentionQueue.Kept<CalculationRecord> kept = each.kept();
            if (kept != null) {
                ended.remove(kept);
            }
        }
    }
}
