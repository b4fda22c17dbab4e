package dev.berth.bench.load.audit;

import java.util.OptionalInt;

/**
 * What the audit found out about a budget.
 *
 * @param budget {@code account} or {@code workgroup/NAME}
 * @param limitDpus its limit at the end of the run; empty if it has none or none is known
 * @param peakDpus the most that was believed to be held at a time
 * @param verdict what follows from that
 */
public record BudgetResult(String budget, OptionalInt limitDpus, long peakDpus, Verdict verdict) {
    /** What can be said of a budget. */
    public enum Verdict {
        /** At no moment was more held than allowed, as far as answers show. */
        KEPT("kept"),
        /** More seemed to be held, but sessions that ended by themselves may explain it. */
        UNPROVEN("more seemed to be held at times; sessions that ended by themselves may explain it"),
        /** More was held for certain. */
        EXCEEDED("exceeded"),
        /** There is no limit, or none is known. */
        NOT_AUDITED("no limit known, not audited");

        private final String words;

        Verdict(String words) {
            this.words = words;
        }

        @Override
        public String toString() {
            return words;
        }
    }
}
