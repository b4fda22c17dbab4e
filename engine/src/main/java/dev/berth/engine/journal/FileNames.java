package dev.berth.engine.journal;

import java.util.Locale;
import java.util.OptionalLong;

/** How the files of a journal are called. */
final class FileNames {
    /** A segment that is being filled with zeros, or waits to be used. */
    static final String SPARE = "spare";
    /** A snapshot that is being written. */
    static final String UNFINISHED_SNAPSHOT = "snapshot.tmp";
    /** Tells, while nothing runs, where the log ends. */
    static final String CLOSING_MARKER = "closed";
    /** A closing marker that is being written. */
    static final String UNFINISHED_MARKER = "closed.tmp";

    private static final String SEGMENT = "segment-";
    private static final String SNAPSHOT = "snapshot-";

    private FileNames() {}

    /** The segment whose first batch has the given sequence. */
    static String segment(long firstSequence) {
        return numbered(SEGMENT, firstSequence);
    }

    /** The snapshot of the state after the given batch. */
    static String snapshot(long sequence) {
        return numbered(SNAPSHOT, sequence);
    }

    /** The first sequence in the name of a segment, or empty if it is not the name of one. */
    static OptionalLong segmentSequence(String name) {
        return sequence(SEGMENT, name);
    }

    /** The sequence in the name of a snapshot, or empty if it is not the name of one. */
    static OptionalLong snapshotSequence(String name) {
        return sequence(SNAPSHOT, name);
    }

    private static String numbered(String prefix, long sequence) {
        return prefix + String.format(Locale.ROOT, "%019d", sequence);
    }

    private static OptionalLong sequence(String prefix, String name) {
        if (!name.startsWith(prefix)) {
            return OptionalLong.empty();
        }
        try {
            long sequence = Long.parseLong(name, prefix.length(), name.length(), 10);
            return numbered(prefix, sequence).equals(name) ? OptionalLong.of(sequence) : OptionalLong.empty();
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }
}
