package dev.berth.engine.journal;

import dev.berth.api.CalculationId;
import dev.berth.api.CalculationState;
import dev.berth.api.OpaqueBytes;
import dev.berth.api.RequestToken;
import dev.berth.api.SessionId;
import dev.berth.api.SessionState;
import dev.berth.api.StartCalculation;
import dev.berth.api.StartSession;
import dev.berth.api.StateReason;
import dev.berth.api.WorkGroup;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A piece of the state that a snapshot holds. Items come in an order in which each can be restored: the views and groups that
 * an item refers to, by their number in the snapshot, counted from 0, before it; ended sessions, calculations and tokens in
 * the order of their ends. Times are milliseconds since the epoch.
 */
public sealed interface StateItem {

    /** The limit of the account's budget. */
    record AccountLimit(int limitDpus) implements StateItem {}

    /** A work group as it is, or as it was when a session was started in it. The next view by number. */
    record View(WorkGroup workGroup) implements StateItem {}

    /** A work group with its budget. The next group by number; one that is deleted is there for its sessions only. */
    record Group(int view, OptionalInt limitDpus, boolean isDeleted) implements StateItem {}

    /**
     * A session, live or ended.
     *
     * @param group the number of its work group
     * @param view the number of its work group as that was at the start
     * @param state CREATING, CREATED, TERMINATING, TERMINATED or FAILED; what a runtime observes is not kept
     * @param sinceMillis when it entered that state
     * @param isLaunched whether its launch was reported
     * @param tags what was last set, or {@code null} if nothing was
     */
    record Session(
            SessionId id,
            long startedMillis,
            int dpus,
            StartSession request,
            int group,
            int view,
            SessionState state,
            @Nullable StateReason reason,
            long sinceMillis,
            boolean isLaunched,
            OpaqueBytes handle,
            @Nullable OpaqueBytes tags)
            implements StateItem {}

    /** A calculation; its session comes before it. */
    record Calculation(
            CalculationId id,
            long submittedMillis,
            StartCalculation request,
            CalculationState state,
            String detail,
            long sinceMillis,
            boolean hasOutput)
            implements StateItem {}

    /** The token of a session that has ended. The digest is that of what its request asked for. */
    record Token(RequestToken token, SessionId session, long digestHigh, long digestLow, long endedMillis)
            implements StateItem {}
}
