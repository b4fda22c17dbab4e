package dev.berth.api;

import java.util.UUID;

/**
 * The identity of a calculation: a time-ordered UUID like that of a {@linkplain SessionId session}, so that a later
 * calculation has the larger id.
 *
 * @param high the 64 most significant bits
 * @param low the 64 least significant bits
 */
public record CalculationId(long high, long low) implements Comparable<CalculationId> {

    /**
     * Reads the canonical text of a UUID, 36 characters with four hyphens, in either case.
     *
     * @throws IllegalArgumentException if the text is not of that form
     */
    public static CalculationId parse(String text) {
        SessionId sameForm = SessionId.parse(text);
        return new CalculationId(sameForm.high(), sameForm.low());
    }

    @Override
    public int compareTo(CalculationId other) {
        int byHigh = Long.compareUnsigned(high, other.high);
        return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
    }

    /** The canonical text: 36 characters, lower case. */
    @Override
    public String toString() {
        return new UUID(high, low).toString();
    }
}
