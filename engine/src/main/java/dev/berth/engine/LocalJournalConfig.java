package dev.berth.engine;

import dev.berth.engine.journal.LogSettings;

/**
 * How a journal in a folder keeps what it is given. Immutable.
 *
 * @param durability what an acknowledged change survives
 * @param maxBatchBytes the most bytes that become durable together, and so the most that one change may have, from 4 KiB on;
 *     as much is kept in memory
 * @param segmentBytes the size of a file of the log, at least four times {@code maxBatchBytes}; the one after the one in use is
 *     always there as well
 * @param snapshotBytes after how many bytes of changes the state is written as a whole, so that the changes before can be
 *     deleted; after as many as the state had last, if that is more
 */
public record LocalJournalConfig(Durability durability, int maxBatchBytes, int segmentBytes, long snapshotBytes) {
    /** Everything survives; batches of 1 MiB, files of 64 MiB, a snapshot after 256 MiB. */
    public static final LocalJournalConfig DEFAULT =
            new LocalJournalConfig(Durability.DISK, 1 << 20, 64 << 20, 256L << 20);

    /** What an acknowledged change survives. */
    public enum Durability {
        /** The end of the process, and the loss of the machine's power: it is on the disk, as far as the disk says so. */
        DISK,
        /** The end of the process: the operating system has it. */
        OPERATING_SYSTEM
    }

    /** Checks the ranges given above. */
    public LocalJournalConfig {
        toLogSettings(durability, maxBatchBytes, segmentBytes, snapshotBytes);
    }

    LogSettings toLogSettings() {
        return toLogSettings(durability, maxBatchBytes, segmentBytes, snapshotBytes);
    }

    private static LogSettings toLogSettings(
            Durability durability, int maxBatchBytes, int segmentBytes, long snapshotBytes) {
        return new LogSettings(maxBatchBytes, segmentBytes, snapshotBytes, durability == Durability.DISK);
    }

    /** These settings with another durability. */
    public LocalJournalConfig withDurability(Durability newDurability) {
        return new LocalJournalConfig(newDurability, maxBatchBytes, segmentBytes, snapshotBytes);
    }
}
