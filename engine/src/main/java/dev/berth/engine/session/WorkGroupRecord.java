package dev.berth.engine.session;

import dev.berth.api.WorkGroup;
import dev.berth.engine.capacity.Budget;
import dev.berth.spi.SessionRuntime;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A work group with its budget, its runtime and the index of its sessions. Its one pending change is claimed by a flag. The
 * applier thread alone replaces what callers see of it; anybody reads that.
 */
public final class WorkGroupRecord {
    private final Budget budget;
    private final @Nullable SessionRuntime runtime;
    private final @Nullable RuntimePlaces places;
    private final SessionIndex index = new SessionIndex();
    private final AtomicBoolean changePending = new AtomicBoolean();
    private volatile WorkGroup view;
    private WorkGroup lastInOrder;
    private int unsettledDpus;

    /**
     * A work group, not yet in any table.
     *
     * @param runtime what launches its sessions, or {@code null} if nothing serves its engine version
     * @param places the places of that runtime, or {@code null} if it has no bound
     */
    public WorkGroupRecord(
            WorkGroup view, Budget budget, @Nullable SessionRuntime runtime, @Nullable RuntimePlaces places) {
        this.view = view;
        this.lastInOrder = view;
        this.budget = budget;
        this.runtime = runtime;
        this.places = places;
    }

    /** The work group as callers see it. */
    public WorkGroup view() {
        return view;
    }

    /** Replaces the work group as callers see it. Its change is claimed. Applier thread only. */
    public void setView(WorkGroup newView) {
        view = newView;
        lastInOrder = newView;
    }

    /** The work group as the changes say that have their place in the journal, applied or not. Applier thread only. */
    public WorkGroup lastInOrder() {
        return lastInOrder;
    }

    /** Notes a change that has taken its place in the journal. Applier thread only. */
    public void setLastInOrder(WorkGroup changed) {
        lastInOrder = changed;
    }

    /** The name. */
    public String name() {
        return view.name();
    }

    /** The engine version of its sessions. */
    public String engineVersion() {
        return view.engineVersion();
    }

    /** Its budget. */
    public Budget budget() {
        return budget;
    }

    /** What launches its sessions, or {@code null}. */
    public @Nullable SessionRuntime runtime() {
        return runtime;
    }

    /** The places of that runtime, or {@code null} if it has no bound. */
    public @Nullable RuntimePlaces places() {
        return places;
    }

    /** The index of its sessions. */
    public SessionIndex index() {
        return index;
    }

    /** Claims the one change that may be pending; false if one is. */
    public boolean claimChange() {
        return changePending.compareAndSet(false, true);
    }

    /** Gives up a claimed change. */
    public void unclaimChange() {
        changePending.set(false);
    }

    /** Adds DPUs that are in the table but still claimed; true if they are the first. Applier thread only. */
    public boolean addUnsettled(int dpus) {
        boolean first = unsettledDpus == 0;
        unsettledDpus += dpus;
        return first;
    }

    /** Takes what {@link #addUnsettled} gathered. Applier thread only. */
    public int takeUnsettled() {
        int dpus = unsettledDpus;
        unsettledDpus = 0;
        return dpus;
    }
}
