package dev.berth.server.background;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/**
 * What is wrong at the moment with something that is looked at again and again: logged when it begins or changes, not at
 * every look. One thread at a time changes it; anybody reads.
 */
public final class Complaint {
    private final Logger log;
    private volatile String text = "";

    /** Nothing is wrong yet. */
    public Complaint(Logger log) {
        this.log = log;
    }

    /** This is wrong. */
    public void say(String wrong) {
        if (!wrong.equals(text)) {
            text = wrong;
            log.log(Level.ERROR, wrong);
        }
    }

    /** Nothing is wrong any more. */
    public void clear() {
        text = "";
    }

    /** What is wrong; empty if nothing is. */
    public String text() {
        return text;
    }
}
