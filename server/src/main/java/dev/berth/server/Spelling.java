package dev.berth.server;

import java.util.Collection;
import java.util.Comparator;

/** Finds what a misspelt name may have been meant to be. */
final class Spelling {
    private Spelling() {}

    /** The known name that differs from the given one in the fewest letters; the first of several. */
    static String nearest(String name, Collection<String> known) {
        return known.stream()
                .min(Comparator.comparingInt(candidate -> distance(name, candidate)))
                .orElseThrow();
    }

    /** How many letters to insert, remove or replace (Levenshtein). */
    static int distance(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int column = 0; column < row.length; column++) {
            row[column] = column;
        }
        for (int letter = 0; letter < from.length(); letter++) {
            advance(row, letter, from.charAt(letter), to);
        }
        return row[to.length()];
    }

    /** Turns the distances of a beginning of {@code from} into those of the beginning that is one letter longer. */
    private static void advance(int[] row, int letter, char added, String to) {
        int diagonal = row[0];
        row[0] = letter + 1;
        for (int column = 1; column < row.length; column++) {
            int replaced = diagonal + (added == to.charAt(column - 1) ? 0 : 1);
            diagonal = row[column];
            row[column] = Math.min(replaced, Math.min(row[column - 1], diagonal) + 1);
        }
    }
}
