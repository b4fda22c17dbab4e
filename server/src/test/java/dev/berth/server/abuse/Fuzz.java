package dev.berth.server.abuse;

import java.util.Random;

/**
 * How many random cases are tried, and from which seed: {@code -Dberth.fuzz.cases=} (all fuzz tests together) and {@code
 * -Dberth.fuzz.seed=}.
 */
final class Fuzz {
    private static final int CASES = Integer.getInteger("berth.fuzz.cases", 100_000);
    private static final String STRANGE = "\u0000\t\r\n \"',;=/\\%&+?#:*{}[]~\u007F\u0080\u00A0\u00FF0aAzZ9";

    private Fuzz() {}

    static int cases(int percent) {
        return Math.max(1, (int) ((long) CASES * percent / 100));
    }

    /** A seed, which is printed. */
    static long seed(String test) {
        long seed = Long.getLong("berth.fuzz.seed", new Random().nextLong());
        System.out.println(test + " seed: " + seed);
        return seed;
    }

    static char strangeChar(Random random) {
        return random.nextInt(3) == 0 ? (char) random.nextInt(256) : STRANGE.charAt(random.nextInt(STRANGE.length()));
    }

    /** A text with one to three characters changed, put in or taken out, or with a part of it there twice or gone. */
    static String edited(String text, Random random) {
        StringBuilder edited = new StringBuilder(text);
        for (int edits = random.nextInt(3); edits >= 0; edits--) {
            int at = random.nextInt(edits == 0 && edited.isEmpty() ? 1 : edited.length() + 1);
            int end = Math.min(edited.length(), at + 1 + random.nextInt(12));
            switch (random.nextInt(6)) {
                case 0 -> edited.insert(at, strangeChar(random));
                case 1 -> edited.replace(at, Math.min(edited.length(), at + 1), "" + strangeChar(random));
                case 2 -> edited.delete(at, Math.min(edited.length(), at + 1));
                case 3 -> edited.delete(at, end);
                case 4 -> edited.insert(at, edited.substring(at, end));
                default -> edited.setLength(at);
            }
        }
        return edited.toString();
    }
}
