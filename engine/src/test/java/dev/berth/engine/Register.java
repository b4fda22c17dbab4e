package dev.berth.engine;

import java.util.ArrayList;
import java.util.List;

/** One value that callers replace, and what it may be by what they were answered and shown. */
final class Register<T> {
    private final String name;
    private final List<T> open = new ArrayList<>();
    private T shown;
    private int acknowledgedSinceLook;

    Register(String name, T initial) {
        this.name = name;
        this.shown = initial;
    }

    /** The value that was shown last. */
    T shown() {
        return shown;
    }

    /** Whether some change has no answer yet. */
    boolean isChanging() {
        return !open.isEmpty();
    }

    /** Somebody asks for another value. */
    void asked(T value) {
        open.add(value);
    }

    /** That was refused, or it is known that it will not happen. */
    void refused(T value) {
        open.remove(value);
    }

    /** That was acknowledged, after the register was looked at: it is so, unless it was changed again since. */
    void acknowledged(T value) {
        boolean isOnlyChange = open.size() == 1 && acknowledgedSinceLook == 0;
        acknowledgedSinceLook++;
        open.remove(value);
        if (isOnlyChange && !shown.equals(value)) {
            throw new AssertionError(name + " was acknowledged as " + value + ", and is " + shown);
        }
    }

    /** The value is looked at: it is as it was, or as somebody has asked for. */
    void look(T value) {
        if (!value.equals(shown) && !open.contains(value)) {
            throw new AssertionError(name + " is " + value + ", was " + shown + ", and was asked to be " + open);
        }
        shown = value;
        acknowledgedSinceLook = 0;
    }

    /** It was looked at after a restart: what had no answer until then has happened, or never does. */
    void settle() {
        open.clear();
    }
}
