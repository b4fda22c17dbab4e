package dev.berth.bench.load.audit;

import dev.berth.bench.load.audit.BudgetResult.Verdict;
import dev.berth.bench.load.audit.Proof.Excess;
import dev.berth.bench.load.audit.Proof.LimitChange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The record of what a server has acknowledged, and the judge of whether its answers fit together; see the package for what it
 * proves and how. It hears of requests when they are sent and of answers when they arrive, in the order of time. Each call is
 * O(1), but {@link #prove}. Not thread-safe. Times are nanoseconds on the clock of the run.
 */
public final class Audit {
    /** The name of the budget over all sessions. */
    public static final String ACCOUNT = "account";

    private static final String WORK_GROUP_PREFIX = "workgroup/";
    private static final double NANOS_PER_SECOND = 1e9;

    private final Map<String, OptionalInt> firstLimits;
    private final Map<String, Budget> budgets = new LinkedHashMap<>();
    private final Set<String> exceeded = new HashSet<>();
    private final List<LimitChange> limitChanges = new ArrayList<>();
    private final List<StartedSession> tokens = new ArrayList<>();
    private final Map<String, StartedSession> sessions = new HashMap<>();
    private final Acknowledged<StartedSession> acknowledged = new Acknowledged<>();
    private final LiveSessions live = new LiveSessions();
    private final Violations violations = new Violations();
    private final CalculationAudit calculations = new CalculationAudit(violations, CalculationAudit.KEPT);
    private final Map<String, Verdict> proven = new HashMap<>();

    /**
     * An audit of a server with these budgets.
     *
     * @param limits the limits by name ({@code account}, {@code workgroup/NAME}) when the run starts; none for those that
     *     have none or are not known
     */
    public Audit(Map<String, Integer> limits) {
        Map<String, OptionalInt> optional = new LinkedHashMap<>();
        optional.put(ACCOUNT, OptionalInt.empty());
        limits.forEach((name, limit) -> optional.put(name, OptionalInt.of(limit)));
        this.firstLimits = optional;
        optional.forEach((name, limit) -> budgets.put(name, new Budget(name, limit)));
    }

    /** The name of a work group's budget. */
    public static String budgetOfWorkGroup(String workGroup) {
        return WORK_GROUP_PREFIX + workGroup;
    }

    /** What is known of calculations. */
    public CalculationAudit calculations() {
        return calculations;
    }

    /** A token that is to start a session. */
    public StartedSession newToken(String token, String workGroup, int dpus) {
        StartedSession session = new StartedSession(token, workGroup, dpus);
        tokens.add(session);
        return session;
    }

    /** A start with the token is sent. */
    public void startSent(StartedSession session, long nanos) {
        if (!session.isSent()) {
            session.sentAt(nanos);
        }
    }

    /** A start with the token was answered with a session. */
    public void started(StartedSession session, String id, long nanos) {
        if (session.isAcknowledged()) {
            requireSame(session, id);
            return;
        }
        session.answered(id, nanos);
        StartedSession other = sessions.putIfAbsent(id, session);
        if (other != null) {
            violations.add(
                    Violation.Kind.SESSION_GIVEN_TWICE,
                    "session " + id + " was given to the tokens " + other.token() + " and " + session.token());
            session.noLongerBelievedLive();
            return;
        }
        acknowledged.add(session);
        live.add(session);
        hold(session);
    }

    /**
     * A start was refused for good, which a token that the server remembers never is.
     *
     * @param sentNanos when it was sent
     */
    public void refused(StartedSession session, String answer, long sentNanos) {
        if (session.isAcknowledged() && session.answeredNanos() < sentNanos) {
            violations.add(
                    Violation.Kind.TOKEN_FORGOTTEN,
                    "token " + session.token() + " started session " + session.id() + ", and was then answered: "
                            + answer);
        }
    }

    /** The end of a session is asked for. From now on it may have ended. */
    public void terminateSent(StartedSession session) {
        release(session);
    }

    /**
     * The end of a session was acknowledged.
     *
     * @param state its state in the answer
     * @param sentNanos when the request was sent
     */
    public void terminated(StartedSession session, String state, long sentNanos, long nanos) {
        session.endAcknowledgedAt(nanos);
        seen(session, state, sentNanos, nanos);
    }

    /**
     * An answer shows a session in a state.
     *
     * @param sentNanos when the request was sent
     */
    public void seen(StartedSession session, String state, long sentNanos, long nanos) {
        if (SessionStates.isWithoutEnd(state) && session.isEndAcknowledgedBefore(sentNanos)) {
            violations.add(
                    Violation.Kind.END_FORGOTTEN,
                    "the end of session " + session.id() + " was acknowledged, and later it is " + state);
        }
        if (SessionStates.holds(state)) {
            session.provenLiveAt(sentNanos);
        }
        if (SessionStates.isEnded(state)) {
            session.endAcknowledgedAt(nanos);
            release(session);
        }
    }

    /** An answer says that there is no such session. */
    public void unknown(StartedSession session, String answer) {
        if (session.isLost()) {
            return;
        }
        session.lost();
        violations.add(
                Violation.Kind.SESSION_LOST,
                "session " + session.id() + " was acknowledged for token " + session.token() + ", and is not known: "
                        + answer);
        release(session);
    }

    /** Something could not be asked for when it had to be. */
    public void unverified(StartedSession session, String why) {
        violations.add(Violation.Kind.UNVERIFIED, "nothing is proved of token " + session.token() + ": " + why);
    }

    /** A change of a limit is asked for; {@link #limitChanged} must follow before another one of the same budget. */
    public void limitChangeSent(String budget, int limit, long nanos) {
        limitChanges.add(new LimitChange(budget, limit, nanos, LimitChange.UNANSWERED));
        budgetNamed(budget).changeSent(limit);
    }

    /** The change of a limit was answered. */
    public void limitChanged(String budget, int limit, long nanos) {
        limitChanges.replaceAll(change -> change.budget().equals(budget) && !change.isAnswered()
                ? new LimitChange(budget, limit, change.sentNanos(), nanos)
                : change);
        budgetNamed(budget).changed(limit, nanos);
    }

    /** The limit of a budget now; empty if it has none or none is known. */
    public OptionalInt limitOf(String budget) {
        return budgetNamed(budget).limit();
    }

    /** Whether sessions seemed to hold more than allowed at some moment, so that {@link #prove} has something to do. */
    public boolean isSuspicious() {
        return !exceeded.isEmpty();
    }

    /**
     * Decides, where more seemed to be held than allowed, whether it was so for certain. To be called once, after the sessions
     * of {@link #believedLive} were asked for their state. O(n log n).
     */
    public void prove() {
        for (String budget : exceeded) {
            Optional<Excess> excess = proofOf(budget).firstExcess();
            proven.put(budget, excess.isPresent() ? Verdict.EXCEEDED : Verdict.UNPROVEN);
            excess.ifPresent(at -> violations.add(
                    Violation.Kind.OVER_BUDGET,
                    "budget " + budget + " held at least " + at.held() + " DPUs " + seconds(at.nanos())
                            + " after the start of the run, " + at.allowed() + " were allowed"));
        }
    }

    /** A session that is believed to live, chosen by a place from 0 (inclusive) to 1 (exclusive); null if there is none. */
    public @Nullable StartedSession anyLive(double place) {
        return live.at(place);
    }

    /**
     * One of the sessions that were acknowledged last, ended or not, chosen by a place from 0 (inclusive) to 1 (exclusive);
     * null if there is none.
     */
    public @Nullable StartedSession anyRecent(double place) {
        return acknowledged.anyRecent(place);
    }

    /** The sessions that are believed to live, as a copy. */
    public List<StartedSession> believedLive() {
        return live.copy();
    }

    /** How many sessions are believed to live. */
    public int liveCount() {
        return live.size();
    }

    /** All sessions that were acknowledged, in the order of the answers, as a copy. */
    public List<StartedSession> acknowledged() {
        return acknowledged.copy();
    }

    /** How many violations there are so far. */
    public long violationCount() {
        return violations.count();
    }

    /** What was found so far. */
    public AuditResult result() {
        return new AuditResult(
                budgets.values().stream().map(this::resultOf).toList(),
                tokens.size(),
                acknowledged.size(),
                calculations.count(),
                violations.first(),
                violations.count());
    }

    private BudgetResult resultOf(Budget budget) {
        Verdict verdict = Verdict.KEPT;
        if (budget.limit().isEmpty()) {
            verdict = Verdict.NOT_AUDITED;
        } else if (exceeded.contains(budget.name())) {
            verdict = proven.getOrDefault(budget.name(), Verdict.UNPROVEN);
        }
        return new BudgetResult(budget.name(), budget.limit(), budget.peak(), verdict);
    }

    private void requireSame(StartedSession session, String id) {
        if (!id.equals(session.id())) {
            violations.add(
                    Violation.Kind.TWO_SESSIONS_FOR_TOKEN,
                    "token " + session.token() + " was answered with the sessions " + session.id() + " and " + id);
        }
    }

    private void hold(StartedSession session) {
        for (Budget budget : budgetsOf(session)) {
            budget.hold(session.dpus(), session.sentNanos());
            if (budget.isExceeded()) {
                exceeded.add(budget.name());
            }
        }
    }

    private void release(StartedSession session) {
        live.remove(session);
        if (session.isBelievedLive()) {
            session.noLongerBelievedLive();
            budgetsOf(session).forEach(budget -> budget.release(session.dpus(), session.sentNanos()));
        }
    }

    private List<Budget> budgetsOf(StartedSession session) {
        return List.of(budgetNamed(ACCOUNT), budgetNamed(budgetOfWorkGroup(session.workGroup())));
    }

    private Budget budgetNamed(String name) {
        return budgets.computeIfAbsent(name, unknown -> new Budget(unknown, OptionalInt.empty()));
    }

    private Proof proofOf(String budget) {
        Proof proof = new Proof(budget, firstLimits.getOrDefault(budget, OptionalInt.empty()));
        limitChanges.stream().filter(change -> change.budget().equals(budget)).forEach(proof::add);
        acknowledged.copy().stream()
                .filter(session -> budget.equals(ACCOUNT) || budget.equals(budgetOfWorkGroup(session.workGroup())))
                .forEach(proof::add);
        return proof;
    }

    private static String seconds(long nanos) {
        return String.format(Locale.ROOT, "%.3f s", nanos / NANOS_PER_SECOND);
    }
}
