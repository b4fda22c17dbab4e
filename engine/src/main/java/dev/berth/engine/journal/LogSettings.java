package dev.berth.engine.journal;

/**
 * How a {@link LocalJournal} keeps its files.
 *
 * @param maxBatchBytes the most bytes of a batch, and so of one fact
 * @param segmentBytes the size of a segment file; at least four batches of the largest size
 * @param snapshotBytes after how many bytes of batches a snapshot is due, or as many as the last snapshot had if that is more
 * @param syncsBatches whether a batch counts as durable only once the disk has it, or as soon as the system has it
 */
public record LogSettings(int maxBatchBytes, int segmentBytes, long snapshotBytes, boolean syncsBatches) {
    private static final int MIN_BATCH_BYTES = 4 << 10;
    private static final int MIN_BATCHES_OF_A_SEGMENT = 4;

    /** Checks the ranges given above. */
    public LogSettings {
        if (maxBatchBytes < MIN_BATCH_BYTES) {
            throw new IllegalArgumentException("must be >= " + MIN_BATCH_BYTES + ": maxBatchBytes=" + maxBatchBytes);
        }
        if (segmentBytes / MIN_BATCHES_OF_A_SEGMENT < maxBatchBytes) {
            throw new IllegalArgumentException("must be at least " + MIN_BATCHES_OF_A_SEGMENT
                    + " times maxBatchBytes: segmentBytes=" + segmentBytes + ", maxBatchBytes=" + maxBatchBytes);
        }
        if (snapshotBytes < 1) {
            throw new IllegalArgumentException("must be >= 1: snapshotBytes=" + snapshotBytes);
        }
    }
}
