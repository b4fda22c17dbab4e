package dev.berth.engine;

import dev.berth.engine.journal.LocalJournal;
import dev.berth.engine.journal.MemoryJournal;
import dev.berth.engine.time.SystemTimeSource;
import dev.berth.spi.Journal;
import dev.berth.spi.JournalStats;
import java.io.IOException;
import java.nio.file.Path;

/** The journals that come with the engine. */
public final class Journals {
    private Journals() {}

    /** A journal that keeps nothing: the facts are forgotten with the process. */
    public static Journal memory() {
        return new MemoryJournal();
    }

    /**
     * A journal in a folder of this machine, with the default settings: whatever was acknowledged survives the end of the
     * process and of the machine's power.
     *
     * @throws IOException if the folder cannot be used, or another process uses it
     */
    public static Journal local(Path folder) throws IOException {
        return local(folder, LocalJournalConfig.DEFAULT);
    }

    /**
     * A journal in a folder of this machine. It takes the folder until it is closed, which the engine does that it is given to.
     *
     * @param folder made if it is missing
     * @throws IOException if the folder cannot be used, or another process uses it
     */
    public static Journal local(Path folder, LocalJournalConfig config) throws IOException {
        return local(folder, config, JournalStats.DISABLED);
    }

    /**
     * A journal in a folder of this machine, whose doings are counted. It takes the folder until it is closed, which the engine does
     * that it is given to.
     *
     * @param folder made if it is missing
     * @throws IOException if the folder cannot be used, or another process uses it
     */
    public static Journal local(Path folder, LocalJournalConfig config, JournalStats stats) throws IOException {
        return LocalJournal.open(folder, config.toLogSettings(), SystemTimeSource.INSTANCE, stats);
    }
}
