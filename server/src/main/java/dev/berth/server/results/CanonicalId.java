package dev.berth.server.results;

import dev.berth.api.CalculationId;
import dev.berth.api.SessionId;
import org.jspecify.annotations.Nullable;

/**
 * Reads ids out of names and keys, where only the one text counts that an id is written as: two keys must not lead to one
 * object, nor two folders to one session.
 */
final class CanonicalId {
    /** The length of an id's text. */
    static final int LENGTH = 36;

    private CanonicalId() {}

    /** The session that the text is the canonical form of, or {@code null}. */
    static @Nullable SessionId session(String text) {
        try {
            SessionId id = SessionId.parse(text);
            return id.toString().equals(text) ? id : null;
        } catch (IllegalArgumentException otherText) {
            return null;
        }
    }

    /** The calculation that the text is the canonical form of, or {@code null}. */
    static @Nullable CalculationId calculation(String text) {
        SessionId sameForm = session(text);
        return sameForm == null ? null : new CalculationId(sameForm.high(), sameForm.low());
    }
}
