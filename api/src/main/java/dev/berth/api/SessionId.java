package dev.berth.api;

import java.util.UUID;

/**
 * The identity of a session: a time-ordered UUID (version 7, RFC 9562). Comparing two ids compares the milliseconds at
 * which their sessions were admitted, and breaks ties by the rest of the bits, so an order by id is stable.
 *
 * @param high the 64 most significant bits: 48 bits of milliseconds since the epoch, version, counter
 * @param low the 64 least significant bits: variant and random bits
 */
public record SessionId(long high, long low) implements Comparable<SessionId> {

    /**
     * Reads the canonical text of a UUID, 36 characters with four hyphens, in either case.
     *
     * @throws IllegalArgumentException if the text is not of that form
     */
    public static SessionId parse(String text) {
        if (text.length() != 36) {
            throw new IllegalArgumentException("must be a UUID of 36 characters: " + text.length());
        }
        UUID uuid = UUID.fromString(text);
        if (!uuid.toString().equalsIgnoreCase(text)) {
            throw new IllegalArgumentException("must be a UUID in its canonical form");
        }
        return new SessionId(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits());
    }

    @Override
    public int compareTo(SessionId other) {
        int byHigh = Long.compareUnsigned(high, other.high);
        return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
    }

    @Override
    public int hashCode() {
        // The high half of neighbours differs in few bits; the low half is random.
        return Long.hashCode(high * 31 + low);
    }

    /** The canonical text: 36 characters, lower case. */
    @Override
    public String toString() {
        return new UUID(high, low).toString();
    }
}
