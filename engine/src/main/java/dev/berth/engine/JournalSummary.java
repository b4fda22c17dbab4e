package dev.berth.engine;

/**
 * What a journal holds that nobody uses.
 *
 * @param snapshotSequence the last batch that its newest snapshot includes; 0 if it has none
 * @param lastSequence the last batch that was acknowledged, as far as it can be told; 0 if there never was one
 * @param facts how many facts the batches after the snapshot hold
 * @param liveSessions how many sessions hold DPUs
 * @param endedSessions how many ended sessions it still knows; a start forgets those that are too old or too many
 * @param workGroups how many work groups there are
 * @param tokens how many request tokens it knows, likewise
 * @param isClosed whether it was closed in order
 * @param tornBytes how much is there of a batch that was not written to its end; the next start cuts it
 */
public record JournalSummary(
        long snapshotSequence,
        long lastSequence,
        long facts,
        int liveSessions,
        long endedSessions,
        int workGroups,
        long tokens,
        boolean isClosed,
        long tornBytes) {

    /** How many batches follow the snapshot. */
    public long batches() {
        return lastSequence - snapshotSequence;
    }
}
