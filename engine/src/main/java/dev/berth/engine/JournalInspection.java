package dev.berth.engine;

import dev.berth.engine.journal.Fact;
import dev.berth.engine.journal.FactCodec;
import dev.berth.engine.journal.FrameVisitor;
import dev.berth.engine.journal.StateCodec;
import dev.berth.engine.journal.StateItem;
import dev.berth.engine.journal.StoppedJournal;
import dev.berth.engine.session.SessionIdGenerator;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Looks at the journal in a folder that no process uses, and changes nothing. While it looks, nobody can start on the folder.
 * Stateless; takes as long as a start would.
 */
public final class JournalInspection {
    /** So that nothing is forgotten for its age. */
    private static final Duration FOR_EVER = Duration.ofDays(100L * 365);

    private JournalInspection() {}

    /**
     * Reads everything as a start would, so that a start succeeds where this does. Needs as much memory as one.
     *
     * @param folder the folder of a {@linkplain Journals#local(Path) local journal}
     * @return what there is
     * @throws IOException if there is no such folder, if a process uses it, if a file cannot be read or is of an unknown
     *     version, or if something that was acknowledged is missing or broken; the message says what, and where
     */
    public static JournalSummary verify(Path folder) throws IOException {
        try (StoppedJournal journal = StoppedJournal.open(folder)) {
            Core core = new Core(
                    keepingEverything(journal), EngineThreads.none(), new SessionIdGenerator(), 1, Engine.MAX_SLEEP);
            core.inspect();
            return summary(core, journal.findings());
        }
    }

    private static EngineConfig keepingEverything(StoppedJournal journal) {
        return EngineConfig.builder()
                .journal(journal)
                .maxSessions(Integer.MAX_VALUE)
                .tokenRetention(FOR_EVER)
                .maxRetainedTokens(Integer.MAX_VALUE)
                .sessionRetention(FOR_EVER)
                .maxRetainedSessions(Integer.MAX_VALUE)
                .maxRetainedAttributeBytes(Long.MAX_VALUE)
                .build();
    }

    private static JournalSummary summary(Core core, StoppedJournal.Findings findings) {
        EngineSnapshot state = core.snapshot();
        return new JournalSummary(
                findings.snapshotSequence(),
                findings.lastSequence(),
                findings.facts(),
                state.liveSessions(),
                state.endedSessions(),
                core.workGroups(null, Integer.MAX_VALUE).size(),
                state.tokens(),
                findings.isClosed(),
                findings.tornBytes());
    }

    /**
     * Hands over everything that a start would read, in its order: what the newest snapshot holds, then every fact after it.
     * Needs little memory. If something is broken, what comes before it has been handed over.
     *
     * @param folder the folder of a {@linkplain Journals#local(Path) local journal}
     * @param onEntry what takes the entries; what it throws ends the reading, and is thrown on
     * @throws IOException as {@link #verify} does, except that facts are not held against each other
     */
    public static void read(Path folder, Consumer<JournalEntry> onEntry) throws IOException {
        try (StoppedJournal journal = StoppedJournal.open(folder)) {
            journal.visit(new EntryMaker(onEntry));
        }
    }

    /** Makes entries of what a journal hands over. */
    private record EntryMaker(Consumer<JournalEntry> onEntry) implements FrameVisitor {
        @Override
        public void snapshotPart(String file, long position, long sequence, ByteBuffer part) {
            StateCodec.decode(part, (StateItem item) -> take(file, position, sequence, true, (Record) item));
        }

        @Override
        public void batch(String file, long position, long sequence, ByteBuffer batch) {
            for (Fact fact : FactCodec.decode(batch)) {
                take(file, position, sequence, false, (Record) fact);
            }
        }

        private void take(String file, long position, long sequence, boolean isOfSnapshot, Record content) {
            onEntry.accept(new JournalEntry(
                    sequence,
                    file,
                    position,
                    isOfSnapshot,
                    content.getClass().getSimpleName(),
                    RecordFields.of(content)));
        }
    }
}
