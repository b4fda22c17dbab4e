package dev.berth.server.awsjson;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A pattern that is one class of characters, repeated, as those of most names are. It knows texts of ASCII that match without a
 * matcher. Immutable.
 */
final class RepeatedClass {
    private static final int ASCII = 128;

    /** The class, and how often it may be repeated. */
    private static final Pattern FORM = Pattern.compile(
            "\\^?(?<class>\\[[^\\[\\]]+])(?:(?<plus>\\+)|\\*|\\{(?<min>\\d{1,9}),(?<max>\\d{1,9})})\\$?");

    private final boolean[] members;
    private final int min;
    private final int max;

    private RepeatedClass(boolean[] members, int min, int max) {
        this.members = members;
        this.min = min;
        this.max = max;
    }

    /** What a pattern is, or null if it is something else. */
    static @Nullable RepeatedClass of(String pattern) {
        Matcher form = FORM.matcher(pattern);
        if (!form.matches()) {
            return null;
        }
        boolean[] members = members(Pattern.compile(form.group("class")));
        if (form.group("max") != null) {
            return new RepeatedClass(members, Integer.parseInt(form.group("min")), Integer.parseInt(form.group("max")));
        }
        return new RepeatedClass(members, form.group("plus") != null ? 1 : 0, Integer.MAX_VALUE);
    }

    /** Java says itself what its classes contain, however they are written. */
    private static boolean[] members(Pattern oneCharacter) {
        boolean[] members = new boolean[ASCII];
        for (char c = 0; c < ASCII; c++) {
            members[c] = oneCharacter.matcher(String.valueOf(c)).matches();
        }
        return members;
    }

    /** Whether the whole text matches for sure; if not, the pattern is to be asked. */
    boolean surelyMatches(String text) {
        int length = text.length();
        if (length < min || length > max) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c >= ASCII || !members[c]) {
                return false;
            }
        }
        return true;
    }
}
