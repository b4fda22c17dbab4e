package dev.berth.engine.journal;

import dev.berth.spi.Journal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The journal in a folder that no process uses, to be looked at: what it holds is read as at a start, and nothing is changed.
 * Until it is closed nobody can take the folder. Not thread-safe.
 */
public final class StoppedJournal implements Journal {
    private final Disk disk;
    private @Nullable Findings lastFindings;

    private StoppedJournal(Disk disk) {
        this.disk = disk;
    }

    /**
     * Opens the folder.
     *
     * @throws IOException if there is none or a process uses it
     */
    public static StoppedJournal open(Path folder) throws IOException {
        return new StoppedJournal(FolderDisk.openReadOnly(folder));
    }

    /**
     * What was found, beside what was handed over.
     *
     * @param snapshotSequence the last batch that the snapshot includes; 0 if there is none
     * @param lastSequence the last batch; 0 if there never was one
     * @param facts how many facts the batches after the snapshot hold
     * @param isClosed whether the journal was closed in order
     * @param tornBytes how much of a batch is there that was not written to its end; the next start cuts it
     */
    public record Findings(long snapshotSequence, long lastSequence, long facts, boolean isClosed, long tornBytes) {}

    /**
     * Hands over everything, and tells what was found.
     *
     * @throws IOException if it cannot be read, or is not what was written; the message says where
     */
    public Findings visit(FrameVisitor visitor) throws IOException {
        LogScan.Found found = LogScan.read(disk, visitor);
        Findings findings = new Findings(
                found.snapshotSequence(),
                found.lastSequence(),
                found.tailFacts(),
                found.isClosed(),
                found.endOfContent() - found.end());
        lastFindings = findings;
        return findings;
    }

    /** What was found when all was last handed over to the end. */
    public Findings findings() {
        return Objects.requireNonNull(lastFindings, "nothing was read");
    }

    @Override
    public String description() {
        return disk.description();
    }

    /** Takes no batch, however small. */
    @Override
    public int maxBatchBytes() {
        return 0;
    }

    @Override
    public long recover(RecoveryReader reader) throws IOException {
        return visit(FrameVisitor.of(reader)).lastSequence();
    }

    @Override
    public void append(Batch batch, AppendListener listener) {
        listener.failed(new IOException("the journal in " + description() + " was opened to be read only"));
    }

    @Override
    public void close() throws IOException {
        disk.close();
    }
}
