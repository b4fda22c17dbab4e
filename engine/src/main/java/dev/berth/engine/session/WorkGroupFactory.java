package dev.berth.engine.session;

import dev.berth.api.WorkGroup;
import dev.berth.engine.capacity.CapacityAllocator;
import dev.berth.spi.SessionRuntime;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.OptionalInt;

/** Makes work groups with a budget of their own and the runtime that serves their engine version. Thread-safe. */
public final class WorkGroupFactory {
    private final CapacityAllocator allocator;
    private final Map<String, SessionRuntime> runtimes;
    private final IdentityHashMap<SessionRuntime, RuntimePlaces> places = new IdentityHashMap<>();

    /** A factory for work groups under the given account. */
    public WorkGroupFactory(CapacityAllocator allocator, Map<String, SessionRuntime> runtimes) {
        this.allocator = allocator;
        this.runtimes = Map.copyOf(runtimes);
        for (SessionRuntime each : runtimes.values()) {
            RuntimePlaces itsPlaces = places.containsKey(each) ? null : RuntimePlaces.of(each);
            if (itsPlaces != null) {
                places.put(each, itsPlaces);
            }
        }
    }

    /** A new work group, not yet in any table. */
    public WorkGroupRecord make(WorkGroup workGroup, OptionalInt limitDpus) {
        SessionRuntime runtime = runtimes.get(workGroup.engineVersion());
        return new WorkGroupRecord(
                workGroup,
                allocator.newBudget(workGroup.name(), limitDpus),
                runtime,
                runtime == null ? null : places.get(runtime));
    }
}
