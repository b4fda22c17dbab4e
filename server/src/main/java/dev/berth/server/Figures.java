package dev.berth.server;

import java.time.Duration;
import java.util.Locale;

/** Figures as people read them, the same in every country. */
final class Figures {
    private static final long BYTES_PER_MIB = 1 << 20;
    private static final long BYTES_PER_KIB = 1 << 10;
    private static final long MILLIS_PER_SECOND = 1_000;

    private Figures() {}

    /** A number with a comma before each thousand. */
    static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** So many of something, which has an s where it is not one. */
    static String count(long number, String what) {
        return count(number, what, what + "s");
    }

    /** So many of something, which is called otherwise where it is not one. */
    static String count(long number, String one, String many) {
        return count(number) + " " + (number == 1 ? one : many);
    }

    /** A size in the unit that suits it. */
    static String bytes(long bytes) {
        if (bytes < BYTES_PER_KIB) {
            return count(bytes, "byte");
        }
        return bytes < BYTES_PER_MIB ? decimal(bytes, BYTES_PER_KIB) + " KiB" : decimal(bytes, BYTES_PER_MIB) + " MiB";
    }

    /** How long something took, in the unit that suits it. */
    static String time(Duration took) {
        long millis = took.toMillis();
        return millis < MILLIS_PER_SECOND ? millis + " ms" : decimal(millis, MILLIS_PER_SECOND) + " s";
    }

    private static String decimal(long amount, long unit) {
        return String.format(Locale.ROOT, "%,.1f", (double) amount / unit);
    }
}
