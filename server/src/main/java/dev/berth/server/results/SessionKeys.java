package dev.berth.server.results;

import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The keys of one session in their order, from a position on. Not thread-safe. */
final class SessionKeys {
    private static final byte[] NONE = {};

    private final byte[] prefix;
    private final SessionResults results;
    private final byte[] from;
    private final Iterator<Map.Entry<byte[], KeptCalculation>> calculations;

    private Map.@Nullable Entry<byte[], KeptCalculation> calculation;
    private Iterator<ResultName> names = ResultName.ALL.iterator();
    private @Nullable IndexedKey head;

    /**
     * Keys of the session, of which none is before {@code from}.
     *
     * @param prefix what they have in common
     */
    SessionKeys(byte[] prefix, SessionResults results, byte[] from) {
        this.prefix = prefix;
        this.results = results;
        this.from = from;
        byte[] rest = ByteKeys.startsWith(from, prefix) ? Arrays.copyOfRange(from, prefix.length, from.length) : NONE;
        this.calculations = results.from(rest).iterator();
        advance();
    }

    /** The next key, or {@code null} at the end. */
    @Nullable
    IndexedKey head() {
        return head;
    }

    /** Goes to the key after the next one. */
    void advance() {
        do {
            head = following();
        } while (head != null && Arrays.compareUnsigned(head.key(), from) < 0);
    }

    private @Nullable IndexedKey following() {
        Map.Entry<byte[], KeptCalculation> current = calculation;
        if (current == null || !names.hasNext()) {
            if (!calculations.hasNext()) {
                return null;
            }
            current = calculations.next();
            calculation = current;
            names = ResultName.ALL.iterator();
        }
        ResultName name = names.next();
        byte[] key = ByteKeys.concat(ByteKeys.concat(prefix, current.getKey()), ByteKeys.of("/" + name.text()));
        return new IndexedKey(key, results.session(), current.getKey(), current.getValue(), name);
    }
}
