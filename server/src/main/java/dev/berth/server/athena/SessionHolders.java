package dev.berth.server.athena;

import dev.berth.api.OpaqueBytes;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Tells from what is kept of a session's start who has started it: the name of an identity, or an empty one where nobody had to say
 * who it is. Asked at each start and end, for one thread: of a name that was seen lately it allocates nothing.
 */
public final class SessionHolders implements Function<OpaqueBytes, String> {
    private static final String NOBODY = "";
    private static final int SLOTS = 1_024;

    /** The last name of each hash. */
    private final @Nullable String[] names = new @Nullable String[SLOTS];

    @Override
    public String apply(OpaqueBytes attributes) {
        int from = SessionIdentity.START.size();
        if (!hasStart(attributes)) {
            return NOBODY;
        }
        int hash = 0;
        int end = from;
        while (end < attributes.size() && attributes.byteAt(end) != '"') {
            hash = 31 * hash + attributes.byteAt(end);
            end++;
        }
        int slot = (hash ^ (hash >>> 16)) & (SLOTS - 1);
        String known = names[slot];
        if (known != null && isAt(attributes, from, end, known)) {
            return known;
        }
        String name = new String(attributes.toByteArray(), from, end - from, StandardCharsets.US_ASCII);
        names[slot] = name;
        return name;
    }

    private static boolean hasStart(OpaqueBytes attributes) {
        OpaqueBytes start = SessionIdentity.START;
        if (attributes.size() < start.size()) {
            return false;
        }
        for (int i = 0; i < start.size(); i++) {
            if (attributes.byteAt(i) != start.byteAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isAt(OpaqueBytes attributes, int from, int end, String name) {
        if (name.length() != end - from) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            if (attributes.byteAt(from + i) != name.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
