package dev.berth.engine;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A fact of a journal, or a piece of the state that a snapshot of it holds, with the place where it lies.
 *
 * @param sequence the fact's batch, or the last batch that the snapshot includes
 * @param file the file it is in
 * @param position the byte at which its batch, or its part of the snapshot, begins in the file
 * @param isOfSnapshot whether it is a piece of the state and not a fact
 * @param kind what it is, such as {@code SessionStarted}; for a piece of the state such as {@code Session}
 * @param fields all that it says, by name, in the order of the journal; each value is a {@link String}, an {@link Integer}, a
 *     {@link Long}, a {@link Boolean}, {@link dev.berth.api.OpaqueBytes}, a map like this one, or {@code null}
 */
public record JournalEntry(
        long sequence,
        String file,
        long position,
        boolean isOfSnapshot,
        String kind,
        Map<String, @Nullable Object> fields) {}
