package dev.berth.bench.load.audit;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The part of the {@link Audit} that is about calculations: a token runs one, none that was acknowledged is forgotten, and one
 * that has ended stays as it ended. Each call is O(1). Not thread-safe. Times are nanoseconds on the clock of the run.
 *
 * <h2>What may be forgotten</h2>
 *
 * <p>A server keeps so many calculations that have ended, and forgets those first that ended first; those of a session that has
 * ended are kept like others. When a calculation ends is not known, only when it was seen to have ended. So a calculation may be
 * forgotten once more calculations can have ended after it than are kept: all that may have run, but for those that were seen to
 * have ended before it was asked for.
 */
public final class CalculationAudit {
    /**
     * How many calculations that have ended a server keeps, as Berth does by default. It also bounds the bytes of their requests,
     * by a sixteenth of its heap: those of the harness are so small that 128 MiB of heap hold as many.
     */
    static final int KEPT = 100_000;

    private static final Set<String> FINAL_STATES = Set.of("COMPLETED", "FAILED", "CANCELED");

    private final Violations violations;
    private final int kept;
    private final Map<String, StartedCalculation> byId = new HashMap<>();
    private final Acknowledged<StartedCalculation> acknowledged = new Acknowledged<>();
    private long unanswered;
    private long endsSeen;

    CalculationAudit(Violations violations, int kept) {
        this.violations = violations;
        this.kept = kept;
    }

    /** A token that is to start a calculation in a session. */
    public StartedCalculation newToken(String token, StartedSession session) {
        return new StartedCalculation(token, session, endsSeen);
    }

    /** A start with a new token had no answer, so that it may have run or not. */
    public void unanswered() {
        unanswered++;
    }

    /** A start with the token was answered with a calculation, or a list shows one that was started with it. */
    public void started(StartedCalculation calculation, String id, long nanos) {
        if (calculation.isAcknowledged()) {
            requireSame(calculation, id);
            return;
        }
        calculation.answered(id, nanos);
        StartedCalculation other = byId.putIfAbsent(id, calculation);
        if (other != null) {
            violations.add(
                    Violation.Kind.CALCULATION_GIVEN_TWICE,
                    "calculation " + id + " was given to the tokens " + other.token() + " and " + calculation.token());
            return;
        }
        acknowledged.add(calculation);
    }

    /**
     * A start was refused for good, which a token that the server remembers never is.
     *
     * @param sentNanos when it was sent
     */
    public void refused(StartedCalculation calculation, String answer, long sentNanos) {
        if (calculation.isAcknowledged() && calculation.answeredNanos() < sentNanos && !mayBeForgotten(calculation)) {
            violations.add(
                    Violation.Kind.TOKEN_FORGOTTEN,
                    "token " + calculation.token() + " started calculation " + calculation.id()
                            + ", and was then answered: " + answer);
        }
    }

    /**
     * An answer shows a calculation.
     *
     * @param sessionId the session that it says to be the calculation's
     * @param sentNanos when the request was sent
     */
    public void seen(StartedCalculation calculation, String sessionId, String state, long sentNanos, long nanos) {
        if (!sessionId.equals(calculation.session().id())) {
            violations.add(
                    Violation.Kind.CALCULATION_CHANGED,
                    "calculation " + calculation.id() + " was started in session "
                            + calculation.session().id() + ", and is later in " + sessionId);
        }
        boolean isFinal = FINAL_STATES.contains(state);
        if (isFinal && calculation.end() == null) {
            calculation.endSeen(state, nanos);
            endsSeen++;
        } else if (!state.equals(calculation.end()) && (isFinal || calculation.isEndSeenBefore(sentNanos))) {
            violations.add(
                    Violation.Kind.CALCULATION_CHANGED,
                    "calculation " + calculation.id() + " was " + calculation.end() + ", and later it is " + state);
        }
    }

    /** An answer says that there is no such calculation. */
    public void unknown(StartedCalculation calculation, String answer) {
        if (calculation.isLost() || mayBeForgotten(calculation)) {
            return;
        }
        calculation.lost();
        violations.add(
                Violation.Kind.CALCULATION_LOST,
                "calculation " + calculation.id() + " was acknowledged for token " + calculation.token()
                        + ", and is not known: " + answer);
    }

    /** Something could not be asked for when it had to be. */
    public void unverified(StartedCalculation calculation, String why) {
        violations.add(
                Violation.Kind.UNVERIFIED,
                "nothing is proved of the calculation of token " + calculation.token() + ": " + why);
    }

    /**
     * One of the calculations that were acknowledged last, chosen by a place from 0 (inclusive) to 1 (exclusive); null if there
     * is none.
     */
    public @Nullable StartedCalculation anyRecent(double place) {
        return acknowledged.anyRecent(place);
    }

    /** All calculations that were acknowledged, in the order of the answers, as a copy. */
    public List<StartedCalculation> acknowledged() {
        return acknowledged.copy();
    }

    /** How many calculations were acknowledged. */
    int count() {
        return acknowledged.size();
    }

    private void requireSame(StartedCalculation calculation, String id) {
        if (!id.equals(calculation.id()) && !mayBeForgotten(calculation)) {
            violations.add(
                    Violation.Kind.TWO_CALCULATIONS_FOR_TOKEN,
                    "token " + calculation.token() + " was answered with the calculations " + calculation.id() + " and "
                            + id);
        }
    }

    private boolean mayBeForgotten(StartedCalculation calculation) {
        return acknowledged.size() + unanswered - calculation.endsSeenBefore() > kept;
    }
}
