package dev.berth.server.console;

import dev.berth.api.SessionView;
import org.jspecify.annotations.Nullable;

/** Reads what the start of a session has given, which only the dialect that took it can. Thread-safe. */
public interface SessionReader {
    /** What a person knows a session by. Called for each of many sessions. */
    Description describe(SessionView session);

    /** Everything that its start has given, and its tags, as a JSON object in UTF-8. */
    byte[] details(SessionView session);

    /**
     * What a person knows a session by.
     *
     * @param text what its starter says of it; {@code null} if nothing
     * @param identity who has started it; {@code null} if nobody had to say
     * @param notebook the notebook that it is for, by name or address; {@code null} if for none
     */
    record Description(
            @Nullable String text,
            @Nullable String identity,
            @Nullable String notebook) {}
}
