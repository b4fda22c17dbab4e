package dev.berth.engine.session;

import dev.berth.api.OpaqueBytes;
import dev.berth.api.WorkGroup;
import dev.berth.engine.capacity.CapacityAllocator;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalInt;

/** Work groups for tests of what holds sessions. */
public final class WorkGroupRecords {
    private WorkGroupRecords() {}

    /** One named "team", without a limit of its own and without a runtime. */
    public static WorkGroupRecord team() {
        WorkGroup view = new WorkGroup(
                "team", "v1", Instant.EPOCH, true, OptionalInt.empty(), OpaqueBytes.EMPTY, OpaqueBytes.EMPTY);
        return new WorkGroupFactory(new CapacityAllocator(1, 1, 1), Map.of()).make(view, OptionalInt.empty());
    }
}
