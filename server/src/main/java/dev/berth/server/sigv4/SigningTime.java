package dev.berth.server.sigv4;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * A moment as signatures write it.
 *
 * @param text as {@code yyyyMMdd'T'HHmmss'Z'}
 * @param epochSecond the same in seconds
 */
record SigningTime(String text, long epochSecond) {
    private static final DateTimeFormatter FORMAT =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private static final int LENGTH = 16;
    private static final int DAY_LENGTH = 8;
    private static final int SECONDS_PER_DAY = 86_400;

    static SigningTime of(long epochSecond) {
        return new SigningTime(FORMAT.format(Instant.ofEpochSecond(epochSecond)), epochSecond);
    }

    /** @throws SignatureException if it is none */
    static SigningTime parse(String text) throws SignatureException {
        if (text.length() != LENGTH || text.charAt(DAY_LENGTH) != 'T' || text.charAt(LENGTH - 1) != 'Z') {
            throw malformed();
        }
        int hour = digits(text, 9, 11);
        int minute = digits(text, 11, 13);
        int second = digits(text, 13, 15);
        if (hour > 23 || minute > 59 || second > 59) {
            throw malformed();
        }
        try {
            long day = LocalDate.of(digits(text, 0, 4), digits(text, 4, 6), digits(text, 6, 8))
                    .toEpochDay();
            return new SigningTime(text, day * SECONDS_PER_DAY + hour * 3_600L + minute * 60L + second);
        } catch (DateTimeException noSuchDay) {
            throw malformed();
        }
    }

    /** From a {@code Date} header, in the form of HTTP or in that of signatures. */
    static SigningTime parseDate(String header) throws SignatureException {
        if (header.length() == LENGTH) {
            return parse(header);
        }
        try {
            return of(Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(header))
                    .getEpochSecond());
        } catch (DateTimeException otherForm) {
            throw malformed();
        }
    }

    private static int digits(String text, int from, int to) throws SignatureException {
        int number = 0;
        for (int i = from; i < to; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                throw malformed();
            }
            number = number * 10 + digit;
        }
        return number;
    }

    private static SignatureException malformed() {
        return SignatureException.incomplete("Date must be in ISO-8601 'basic format', such as 20260102T030405Z.");
    }

    /** Whether this moment is on the day that a scope names. */
    boolean isOn(String day) {
        return day.length() == DAY_LENGTH && text.startsWith(day);
    }
}
