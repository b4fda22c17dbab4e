package dev.berth.bench.load.audit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Replays what one budget held for certain, in the order of time. O(n log n) in the sessions. Not thread-safe.
 */
final class Proof {
    /** Of what happens at the same time, what can only lessen the sum comes first. */
    private static final Comparator<Event> IN_TIME =
            Comparator.comparingLong(Event::nanos).thenComparing(Event::adds);

    private final Budget budget;
    private final List<Event> events = new ArrayList<>();

    Proof(String name, OptionalInt firstLimit) {
        this.budget = new Budget(name, firstLimit);
    }

    void add(StartedSession session) {
        if (session.provenLiveNanos() > session.answeredNanos()) {
            int dpus = session.dpus();
            long sent = session.sentNanos();
            events.add(new Event(session.answeredNanos(), true, () -> budget.hold(dpus, sent)));
            events.add(new Event(session.provenLiveNanos(), false, () -> budget.release(dpus, sent)));
        }
    }

    void add(LimitChange change) {
        events.add(new Event(change.sentNanos(), false, () -> budget.changeSent(change.limit())));
        if (change.isAnswered()) {
            events.add(new Event(
                    change.answeredNanos(), false, () -> budget.changed(change.limit(), change.answeredNanos())));
        }
    }

    /** The first moment at which more was held than allowed, if there is one. */
    Optional<Excess> firstExcess() {
        events.sort(IN_TIME);
        for (Event event : events) {
            event.effect().run();
            if (event.adds() && budget.isExceeded()) {
                return Optional.of(new Excess(event.nanos(), budget.held(), budget.allowed()));
            }
        }
        return Optional.empty();
    }

    /** A change of a budget's limit that was asked for. */
    record LimitChange(String budget, int limit, long sentNanos, long answeredNanos) {
        static final long UNANSWERED = Long.MAX_VALUE;

        boolean isAnswered() {
            return answeredNanos != UNANSWERED;
        }
    }

    /** More than allowed, at a moment. */
    record Excess(long nanos, long held, long allowed) {}

    private record Event(long nanos, boolean adds, Runnable effect) {}
}
