package dev.berth.server;

import dev.berth.engine.JournalInspection;
import dev.berth.engine.JournalSummary;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** What {@code berth journal} can do with the data folder of a server that does not run. It changes nothing there. */
enum JournalCommand {
    /** Prints everything that the journal holds. */
    DUMP("dump", "Prints what the journal holds, one JSON object in a line: snapshot, then facts.") {
        @Override
        void run(Path journal, PrintWriter out) throws IOException {
            try (JournalLines lines = new JournalLines(out)) {
                JournalInspection.read(journal, lines::write);
            } catch (UncheckedIOException unwritable) {
                throw unwritable.getCause();
            }
        }
    },

    /** Reads everything as a start would, and tells in a line what there is. */
    VERIFY("verify", "Reads the journal as a start would, and tells what there is, or where it is damaged.") {
        @Override
        void run(Path journal, PrintWriter out) throws IOException {
            out.println(describe(JournalInspection.verify(journal)));
        }
    };

    private final String word;
    private final String description;

    JournalCommand(String word, String description) {
        this.word = word;
        this.description = description;
    }

    /** How it is called on the command line. */
    String word() {
        return word;
    }

    /** What it does, for the help. */
    String description() {
        return description;
    }

    /**
     * Does it.
     *
     * @param data the data folder
     * @throws IOException if the journal is not there, in use, or damaged; the message says so
     */
    void runOn(Path data, PrintWriter out) throws IOException {
        run(data.resolve(BerthServer.JOURNAL_FOLDER), out);
        out.flush();
    }

    abstract void run(Path journal, PrintWriter out) throws IOException;

    private static String describe(JournalSummary summary) {
        if (summary.lastSequence() == 0) {
            return "good: new, " + howItEnds(summary);
        }
        String from = summary.snapshotSequence() == 0
                ? ""
                : "snapshot of batch " + Figures.count(summary.snapshotSequence()) + " and ";
        return "good: last batch " + Figures.count(summary.lastSequence()) + "; " + from
                + Figures.count(summary.batches(), "batch", "batches") + " with "
                + Figures.count(summary.facts(), "fact") + "; " + Figures.count(summary.liveSessions(), "live session")
                + ", " + Figures.count(summary.endedSessions()) + " ended, "
                + Figures.count(summary.workGroups(), "work group") + ", "
                + Figures.count(summary.tokens(), "token") + "; " + howItEnds(summary);
    }

    private static String howItEnds(JournalSummary summary) {
        return summary.isClosed()
                ? "closed in order"
                : "not closed, " + Figures.count(summary.tornBytes(), "torn byte");
    }
}
