package dev.berth.server.athena;

import dev.berth.api.OpaqueBytes;
import dev.berth.api.WorkGroup;
import dev.berth.server.awsjson.Structure;
import dev.berth.server.awsjson.WireException;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** What UpdateWorkGroup makes of a work group: only the members that it gives change. */
final class WorkGroupUpdate {
    private static final String CONFIGURATION = "Configuration";
    private static final String ENGINE_VERSION = "EngineVersion";

    private WorkGroupUpdate() {}

    /**
     * The work group with the updates of a request.
     *
     * @param members what is kept of the work group
     * @throws WireException the first rule that the result breaks
     */
    static WorkGroup apply(Structure request, WorkGroup workGroup, Structure members) throws WireException {
        Structure updates = selectingUpdates(request.structure("ConfigurationUpdates"));
        Structure changed = request.has("Description") ? members.withMemberOf(request, "Description") : members;
        if (updates != null) {
            changed = changed.with(CONFIGURATION, MemberUpdates.apply(updates, configurationOf(changed)));
        }
        WorkGroupRules.checkUpdate(configurationOf(changed), workGroup.engineVersion());
        OpaqueBytes attributes = KeptMembers.ofWorkGroup(changed);
        WorkGroupRules.checkSize(attributes);
        return new WorkGroup(
                workGroup.name(),
                workGroup.engineVersion(),
                workGroup.createdAt(),
                isEnabled(request.string("State"), workGroup),
                sessionDpus(updates, workGroup),
                attributes,
                workGroup.tags());
    }

    /** An engine version that selects none says only which one is in effect, and that is not the client's to say. */
    private static @Nullable Structure selectingUpdates(@Nullable Structure updates) {
        Structure engineVersion = updates == null ? null : updates.structure(ENGINE_VERSION);
        boolean selectsNone = engineVersion != null && !engineVersion.has("SelectedEngineVersion");
        return updates != null && selectsNone ? updates.without(ENGINE_VERSION) : updates;
    }

    private static Structure configurationOf(Structure members) {
        Structure configuration = members.structure(CONFIGURATION);
        return configuration == null ? members.shape().structure(CONFIGURATION).empty() : configuration;
    }

    private static boolean isEnabled(@Nullable String state, WorkGroup workGroup) {
        return state == null ? workGroup.enabled() : state.equals(WorkGroupOperations.ENABLED);
    }

    private static OptionalInt sessionDpus(@Nullable Structure updates, WorkGroup workGroup) {
        return updates != null && updates.has("EngineConfiguration")
                ? KeptMembers.sessionDpus(updates)
                : workGroup.sessionDpus();
    }
}
