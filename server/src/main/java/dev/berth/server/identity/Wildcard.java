package dev.berth.server.identity;

import java.util.List;

/** Patterns in which {@code *} stands for any characters, also none, and {@code ?} for exactly one. */
final class Wildcard {
    private Wildcard() {}

    /**
     * Whether a whole text is as a pattern has it. Takes time in proportion to the product of their lengths at most: after a
     * mismatch, only the last star that was passed takes one character more.
     *
     * @param ignoresCase whether ASCII letters of both cases are alike
     */
    static boolean matches(String pattern, String text, boolean ignoresCase) {
        int star = -1;
        int starText = 0;
        int at = 0;
        int textAt = 0;
        while (textAt < text.length()) {
            if (at < pattern.length() && pattern.charAt(at) == '*') {
                star = at++;
                starText = textAt;
            } else if (at < pattern.length() && isOne(pattern.charAt(at), text.charAt(textAt), ignoresCase)) {
                at++;
                textAt++;
            } else if (star >= 0) {
                at = star + 1;
                textAt = ++starText;
            } else {
                return false;
            }
        }
        while (at < pattern.length() && pattern.charAt(at) == '*') {
            at++;
        }
        return at == pattern.length();
    }

    /** Whether a text is as one of the patterns has it. */
    static boolean matchesAny(List<String> patterns, String text, boolean ignoresCase) {
        for (String pattern : patterns) {
            if (matches(pattern, text, ignoresCase)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isOne(char pattern, char text, boolean ignoresCase) {
        return pattern == '?' || pattern == text || (ignoresCase && lower(pattern) == lower(text));
    }

    private static char lower(char c) {
        return c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c;
    }
}
