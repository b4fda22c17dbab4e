package dev.berth.api;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Admits sessions within budgets of DPUs, once per request token, and follows each to its end.
 *
 * <p>Thread-safe. No method waits: changes answer with a future that completes when the journal has them, reads answer
 * from memory with what has been acknowledged. A future fails only with a {@link SchedulerException}. Unless
 * {@link #completingOn} says otherwise, futures complete on a thread of the scheduler's, which callbacks should leave
 * soon.
 *
 * <p>Reads cost O(1), lists O(page), whatever the number of sessions.
 */
public interface SessionScheduler {

    /**
     * Starts a session, or answers what an earlier call under the same token answered.
     *
     * <p>The session's DPUs are held from the moment of admission until its end is in the journal. A refusal completes
     * the future before this method returns and leaves no trace.
     */
    CompletableFuture<StartOutcome> startSession(StartSession request);

    /**
     * The answer to an earlier start under the request's token, without starting anything: the same session, or
     * {@link Refusal.TokenReused} if that start asked for something else. Empty if the request has no token or the token
     * is not known.
     */
    Optional<CompletableFuture<StartOutcome>> findStart(StartSession request);

    /** The session, live or ended, for as long as it is kept; empty if it is not known. */
    Optional<SessionView> session(SessionId id);

    /**
     * The states that a session has been in, each as it was entered first, in the order of time; last the one that it is in,
     * as it was entered last, and alone with its reason. What a snapshot has of a session is only the first and the last one.
     * Empty if the session is not known.
     */
    List<StateEntry> sessionStates(SessionId id);

    /** A page of a work group's sessions; empty if there is no such work group. */
    Optional<SessionPage> sessions(SessionQuery query);

    /**
     * A page of all the sessions that are known: those of every work group, deleted ones too, in every state, newest first.
     * Whoever goes from page to page sees each session exactly once that is known all the while, whatever becomes of it
     * meanwhile.
     *
     * @param after the last session of the previous page, or {@code null} for the first page; it need not exist any more
     * @param limit the most sessions to return, at least 1
     */
    SessionPage allSessions(@Nullable SessionId after, int limit);

    /**
     * Ends a session. Answers its state once the request is in the journal: {@link SessionState#TERMINATING}, or the
     * final state of a session that had ended already. Empty if the session is not known. Never refused.
     */
    CompletableFuture<Optional<SessionState>> terminateSession(SessionId id);

    /**
     * Replaces a session's tags, unless they changed since they were read. Works for a session that has ended, as long as
     * it is known.
     *
     * @param seen the tags as they were read; {@code null} if they were never replaced before
     */
    CompletableFuture<ReplaceOutcome> replaceTags(SessionId id, @Nullable OpaqueBytes seen, OpaqueBytes tags);

    /**
     * Runs code in a session that is IDLE, or answers what an earlier call under the same token answered. The session is
     * BUSY once this is acknowledged, until the calculation has ended.
     */
    CompletableFuture<StartCalculationOutcome> startCalculation(StartCalculation request);

    /** The calculation, running or ended, for as long as it and its session are kept; empty if it is not known. */
    Optional<CalculationView> calculation(CalculationId id);

    /** A page of a session's calculations; empty if the session is not known. */
    Optional<CalculationPage> calculations(CalculationQuery query);

    /**
     * Asks for the end of a calculation. Answers its state once the request is in the journal:
     * {@link CalculationState#CANCELING}, or the final state of one that had ended already; it may still complete. Empty if
     * the calculation is not known. Never refused.
     */
    CompletableFuture<Optional<CalculationState>> stopCalculation(CalculationId id);

    /** Creates a work group with a budget of its own. */
    CompletableFuture<CreateWorkGroupOutcome> createWorkGroup(CreateWorkGroup request);

    /**
     * Replaces a work group, unless it changed since it was read. Sessions that were started before keep what it was then;
     * whether it is enabled, and its DPUs for a session, hold for starts from then on.
     *
     * @param seen the work group as it was read
     * @param changed what it is to be; name, engine version and time of creation as before
     * @throws IllegalArgumentException if one of those three differs
     */
    CompletableFuture<ReplaceOutcome> replaceWorkGroup(WorkGroup seen, WorkGroup changed);

    /**
     * Deletes a work group. It admits nothing from now on; starts that were admitted before are waited for.
     *
     * @param terminateSessions whether to end its live sessions too, rather than refuse because of them
     */
    CompletableFuture<DeleteWorkGroupOutcome> deleteWorkGroup(String name, boolean terminateSessions);

    /** The work group, or empty if there is none of that name. */
    Optional<WorkGroup> workGroup(String name);

    /**
     * A page of the work groups in the order of their names.
     *
     * @param after the last name of the previous page, or {@code null} for the first page
     * @param limit the most work groups to return
     */
    List<WorkGroup> workGroups(@Nullable String after, int limit);

    /** The budget as it stands, or empty if there is none of that name. */
    Optional<BudgetView> budget(BudgetName name);

    /** The account's budget, then those of the work groups in the order of their names. */
    List<BudgetView> budgets();

    /**
     * Changes the limit of a budget while it is in use. Shrinking below what is held ends nothing; it admits nothing
     * until enough sessions have ended.
     *
     * @param limitDpus the new limit, from 0 to {@link BudgetView#MAX_LIMIT_DPUS}; empty removes the limit of a work group
     * @return the budget after the change, or empty if there is none of that name
     * @throws IllegalArgumentException if the limit is out of its range, or empty for the account
     */
    CompletableFuture<Optional<BudgetView>> resizeBudget(BudgetName name, OptionalInt limitDpus);

    /**
     * This scheduler for a caller whose futures complete on the given executor, in bunches. Meant for one executor per event
     * loop, made once, and for calls from its thread: what these ask for before the executor comes to its next task is brought on
     * by that task, which spares both sides a thread to wake. The task takes microseconds and never blocks. An executor that
     * does not run its tasks holds up its own callers only.
     */
    SessionScheduler completingOn(Executor executor);
}
