package dev.berth.engine.journal;

import dev.berth.engine.journal.FileHeader.Kind;
import dev.berth.spi.Journal.RecoveryReader;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads the files of a journal, changes nothing, and tells what is there from what is damaged.
 *
 * <p>The newest good snapshot is handed over, then every batch after it. A batch is only ever written after the one before
 * it is durable, so the one place where a crash can leave something broken is the end: there a broken batch was never
 * acknowledged, or cannot be told from one that was not. Everywhere else, and at the end too if a closing marker says where
 * that is, what is broken is damage.
 */
final class LogScan {
    private static final Logger LOG = System.getLogger(LogScan.class.getName());

    private final Disk disk;
    private final FrameVisitor visitor;
    private final NavigableMap<Long, String> segments = new TreeMap<>();
    private final NavigableSet<Long> snapshots = new TreeSet<>();
    private @Nullable FileHeader closing;
    private long snapshotSequence;
    private int snapshotChecksum;
    private long snapshotBytes;
    private long lastSequence;
    private int lastChecksum;
    private long lastBatchAt;
    private long tailBytes;
    private long tailFacts;

    private LogScan(Disk disk, FrameVisitor visitor) {
        this.disk = disk;
        this.visitor = visitor;
    }

    /**
     * Reads everything.
     *
     * @throws DamagedJournalException if something that was acknowledged is missing or broken
     * @throws IOException also if a file is of an unknown version
     */
    static Found read(Disk disk, FrameVisitor visitor) throws IOException {
        return new LogScan(disk, visitor).read();
    }

    /** Reads everything, for a reader who need not know where it lies. */
    static Found read(Disk disk, RecoveryReader reader) throws IOException {
        return read(disk, FrameVisitor.of(reader));
    }

    /**
     * What was found.
     *
     * @param lastSequence the last whole batch; 0 if there is none
     * @param lastChecksum its checksum
     * @param lastSegment where batches go on, or {@code null} if there is no segment
     * @param lastBatchAt where in that segment the last whole batch begins; where it ends, if there is none in it
     * @param end where in that segment the last whole batch ends
     * @param endOfContent where what is broken behind it ends; the same place if nothing is
     * @param snapshotSequence the last batch of the snapshot that was read; 0 if none was
     * @param snapshotBytes the size of that snapshot
     * @param tailBytes how many bytes of batches follow it
     * @param tailFacts how many facts these hold
     * @param isClosed whether the journal was closed in order
     * @param segments the segments that are needed, by their first sequence
     * @param leftovers files that nothing needs any more
     */
    record Found(
            long lastSequence,
            int lastChecksum,
            @Nullable String lastSegment,
            long lastBatchAt,
            long end,
            long endOfContent,
            long snapshotSequence,
            long snapshotBytes,
            long tailBytes,
            long tailFacts,
            boolean isClosed,
            NavigableMap<Long, String> segments,
            List<String> leftovers) {}

    private Found read() throws IOException {
        List<String> leftovers = new ArrayList<>();
        for (String name : disk.list()) {
            FileNames.segmentSequence(name).ifPresent(first -> segments.put(first, name));
            FileNames.snapshotSequence(name).ifPresent(snapshots::add);
            if (name.equals(FileNames.UNFINISHED_SNAPSHOT) || name.equals(FileNames.UNFINISHED_MARKER)) {
                leftovers.add(name);
            } else if (name.equals(FileNames.CLOSING_MARKER)) {
                closing = ClosingMarker.read(disk);
            }
        }
        readSnapshot();
        leftovers.addAll(dropSegmentsBefore(snapshotSequence + 1));
        for (long older : snapshots.headSet(snapshotSequence)) {
            leftovers.add(FileNames.snapshot(older));
        }
        return readSegments(leftovers);
    }

    private void readSnapshot() throws IOException {
        @Nullable DamagedJournalException newestDamage = null;
        for (long sequence : snapshots.descendingSet()) {
            try {
                SnapshotFile.verify(disk, sequence);
            } catch (DamagedJournalException damage) {
                LOG.log(Level.WARNING, "a snapshot cannot be used, an older one may do: " + damage.getMessage());
                newestDamage = newestDamage == null ? damage : newestDamage;
                continue;
            }
            FileHeader header = SnapshotFile.read(disk, sequence, visitor);
            snapshotSequence = sequence;
            snapshotChecksum = header.checksum();
            snapshotBytes = SnapshotFile.size(disk, sequence);
            break;
        }
        if (newestDamage != null && !reaches(snapshotSequence + 1)) {
            throw newestDamage;
        }
        lastSequence = snapshotSequence;
        lastChecksum = snapshotChecksum;
    }

    /** Whether the segments hold the batch, as far as their names tell. */
    private boolean reaches(long sequence) {
        return segments.floorKey(sequence) != null;
    }

    private List<String> dropSegmentsBefore(long sequence) {
        Long needed = segments.floorKey(sequence);
        if (needed == null) {
            return List.of();
        }
        NavigableMap<Long, String> unneeded = segments.headMap(needed, false);
        List<String> names = List.copyOf(unneeded.values());
        unneeded.clear();
        return names;
    }

    private Found readSegments(List<String> leftovers) throws IOException {
        if (segments.isEmpty()) {
            if (snapshotSequence > 0) {
                throw new DamagedJournalException("there is no segment to go on with after batch " + snapshotSequence);
            }
            requireEndAt(0, "segments");
            return found(null, 0, 0, leftovers);
        }
        long first = segments.firstKey();
        if (first > snapshotSequence + 1) {
            throw new DamagedJournalException(missing(snapshotSequence + 1, first - 1));
        }
        lastSequence = first - 1;
        for (Map.Entry<Long, String> segment : segments.entrySet()) {
            Long next = segments.higherKey(segment.getKey());
            try (FrameReader frames = FrameReader.open(disk, segment.getValue(), Kind.SEGMENT)) {
                long end = readSegment(frames, segment.getKey());
                if (next == null) {
                    return found(segment.getValue(), end, checkedEnd(frames, end), leftovers);
                }
                requireSealed(frames, end, next);
            }
        }
        throw new IllegalStateException("the last segment has no next one");
    }

    /** Hands over the batches of a segment, and returns where the last whole one ends. */
    private long readSegment(FrameReader frames, long first) throws IOException {
        FileHeader header = frames.header();
        if (header.sequence() != first) {
            throw new DamagedJournalException(frames.name(), 0, "it begins with batch " + header.sequence());
        }
        if (header.fileBytes() != frames.size()) {
            // A crash cannot change its size, so this is no torn batch.
            throw new DamagedJournalException(
                    frames.name(), frames.size(), "it ends there, and had " + header.fileBytes() + " bytes");
        }
        if (first <= snapshotSequence && first == segments.firstKey()) {
            // Of the batch before it nothing else is left. Where the snapshot ends, its checksum has to fit again.
            lastChecksum = header.checksum();
        }
        if (header.checksum() != lastChecksum) {
            throw new DamagedJournalException(frames.name(), 0, "it does not follow batch " + lastSequence);
        }
        long position = FileHeader.BYTES;
        lastBatchAt = position;
        while (frames.hasFrameAt(position)) {
            handOver(frames, position);
            lastBatchAt = position;
            position += Frame.bytes(Frame.payloadBytes(frames.frame()));
        }
        return position;
    }

    private void handOver(FrameReader frames, long position) throws IOException {
        long sequence = Frame.sequence(frames.frame());
        if (sequence != lastSequence + 1 || Frame.previousChecksum(frames.frame()) != lastChecksum) {
            throw new DamagedJournalException(
                    frames.name(), position, "batch " + sequence + " does not follow batch " + lastSequence);
        }
        lastSequence = sequence;
        lastChecksum = Frame.carriedChecksum(frames.frame());
        if (sequence > snapshotSequence) {
            tailBytes += Frame.bytes(Frame.payloadBytes(frames.frame()));
            tailFacts += Frame.count(frames.frame());
            frames.handOver(batch -> visitor.batch(frames.name(), position, sequence, batch), position);
        } else if (sequence == snapshotSequence && lastChecksum != snapshotChecksum) {
            throw new DamagedJournalException(
                    frames.name(), position, "batch " + sequence + " is not the one that the snapshot includes");
        }
    }

    private void requireSealed(FrameReader frames, long end, long nextFirst) throws IOException {
        if (frames.endOfContent(end) > end) {
            throw new DamagedJournalException(frames.name(), end, "batch " + (lastSequence + 1) + " is broken");
        }
        if (nextFirst != lastSequence + 1) {
            throw new DamagedJournalException(frames.name(), end, missing(lastSequence + 1, nextFirst - 1));
        }
    }

    /** Looks at what follows the last whole batch: nothing, a torn one, or something that proves damage. */
    private long checkedEnd(FrameReader frames, long end) throws IOException {
        long endOfContent = frames.endOfContent(end);
        long wholeAt = frames.findFrame(end, endOfContent, lastSequence + 1);
        if (wholeAt != FrameReader.NOWHERE) {
            throw new DamagedJournalException(
                    frames.name(),
                    end,
                    "batch " + (lastSequence + 1) + " is broken, and a whole one follows at " + wholeAt);
        }
        requireEndAt(lastSequence, frames.name() + " at byte " + end);
        if (lastSequence < snapshotSequence) {
            throw new DamagedJournalException(frames.name(), end, missing(lastSequence + 1, snapshotSequence));
        }
        if (closing != null && endOfContent > end) {
            throw new DamagedJournalException(frames.name(), end, "something follows the end of a closed journal");
        }
        return endOfContent;
    }

    private void requireEndAt(long sequence, String where) throws IOException {
        if (closing == null) {
            return;
        }
        if (closing.sequence() != sequence) {
            throw new DamagedJournalException("it was closed after batch " + closing.sequence() + ", and " + where
                    + " ends with batch " + sequence);
        }
        if (closing.checksum() != lastChecksum) {
            throw new DamagedJournalException("batch " + sequence + " is not the one that it was closed after");
        }
    }

    private static String missing(long from, long to) {
        return from == to ? "batch " + from + " is missing" : "batches " + from + " to " + to + " are missing";
    }

    private Found found(@Nullable String lastSegment, long end, long endOfContent, List<String> leftovers) {
        return new Found(
                lastSequence,
                lastChecksum,
                lastSegment,
                lastBatchAt,
                end,
                endOfContent,
                snapshotSequence,
                snapshotBytes,
                tailBytes,
                tailFacts,
                closing != null,
                segments,
                List.copyOf(leftovers));
    }
}
