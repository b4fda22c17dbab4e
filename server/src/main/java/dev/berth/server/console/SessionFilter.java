package dev.berth.server.console;

import dev.berth.api.SessionState;
import dev.berth.api.SessionView;
import dev.berth.server.console.SessionReader.Description;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Which sessions are looked for.
 *
 * @param workGroup only those of this work group, or {@code null}
 * @param state only those in this state, or {@code null}
 * @param text only those whose id begins with this, or in whose description, identity or notebook it is, in whatever letter
 *     case; or {@code null}
 */
record SessionFilter(
        @Nullable String workGroup,
        @Nullable SessionState state,
        @Nullable String text) {

    /** Keeps the text in small letters. */
    SessionFilter {
        text = text == null ? null : text.toLowerCase(Locale.ROOT);
    }

    /** Whether every session is looked for. */
    boolean isEmpty() {
        return workGroup == null && state == null && text == null;
    }

    boolean accepts(SessionView session, SessionReader reader) {
        return (workGroup == null || workGroup.equals(session.workGroup()))
                && (state == null || state == session.state())
                && (text == null || hasText(session, text, reader));
    }

    private static boolean hasText(SessionView session, String text, SessionReader reader) {
        if (session.id().toString().startsWith(text)) {
            return true;
        }
        Description description = reader.describe(session);
        return contains(description.text(), text)
                || contains(description.identity(), text)
                || contains(description.notebook(), text);
    }

    private static boolean contains(@Nullable String text, String part) {
        return text != null && text.toLowerCase(Locale.ROOT).contains(part);
    }
}
