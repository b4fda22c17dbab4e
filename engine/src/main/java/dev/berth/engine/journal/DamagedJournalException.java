package dev.berth.engine.journal;

import java.io.IOException;

/** A journal's files are not what was written: something was acknowledged that cannot be read. The message says where. */
public final class DamagedJournalException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Damage at the given place of a file. */
    DamagedJournalException(String file, long position, String what) {
        super("the journal is damaged: " + file + " at byte " + position + ": " + what);
    }

    /** Damage of the folder as a whole. */
    DamagedJournalException(String what) {
        super("the journal is damaged: " + what);
    }
}
