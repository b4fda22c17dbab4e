package dev.berth.engine.journal;

import dev.berth.api.BudgetName;
import dev.berth.api.CalculationId;
import dev.berth.api.OpaqueBytes;
import dev.berth.api.SessionId;
import dev.berth.api.StartCalculation;
import dev.berth.api.StartSession;
import dev.berth.api.StateReason;
import dev.berth.api.WorkGroup;
import dev.berth.spi.SessionRuntime.CalculationEnd;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * What cannot be derived from anything else, and is therefore journaled. Times are milliseconds since the epoch. What a
 * fact means for the state depends on the facts before it and on nothing else.
 */
public sealed interface Fact {

    /**
     * A session was admitted. It holds these DPUs, which its request may have left open.
     *
     * @param admittedUnder the work group as it was at the admission, or {@code null} if that is as the facts before this one
     *     say
     */
    record SessionStarted(
            SessionId id,
            long atMillis,
            int dpus,
            StartSession request,
            @Nullable WorkGroup admittedUnder) implements Fact {}

    /** A session's compute exists; its runtime finds it again by the handle. */
    record SessionLaunched(SessionId id, long atMillis, OpaqueBytes handle) implements Fact {}

    /** A session was told to end. Means nothing if it has ended already. */
    record TerminationRequested(SessionId id, long atMillis, StateReason reason) implements Fact {}

    /** A session ended: TERMINATED if it had been told to, else FAILED for this reason. */
    record SessionEnded(SessionId id, long atMillis, StateReason reason) implements Fact {}

    /**
     * A calculation was accepted, and its session is its own until it has ended. Means nothing if the session was told to end,
     * has ended, or is not known any more.
     */
    record CalculationSubmitted(CalculationId id, long atMillis, StartCalculation request) implements Fact {}

    /** A calculation was told to stop. Means nothing if it has ended already. */
    record CalculationStopRequested(CalculationId id, long atMillis) implements Fact {}

    /**
     * A calculation ended like this. Means nothing if it has ended already: with its session, it is CANCELED if the session was
     * told to end, else FAILED.
     */
    record CalculationFinished(CalculationId id, long atMillis, CalculationEnd end) implements Fact {}

    /** A work group was created, with this limit. */
    record WorkGroupCreated(WorkGroup workGroup, OptionalInt limitDpus) implements Fact {}

    /** A session's tags were replaced. Means nothing if the session is not known any more. */
    record SessionTagged(SessionId id, OpaqueBytes tags) implements Fact {}

    /** The work group of this name was replaced by this one. */
    record WorkGroupChanged(WorkGroup workGroup) implements Fact {}

    /** A work group was deleted. */
    record WorkGroupDeleted(String name) implements Fact {}

    /** A budget's limit was changed; empty removes it. */
    record BudgetResized(BudgetName name, OptionalInt limitDpus) implements Fact {}
}
