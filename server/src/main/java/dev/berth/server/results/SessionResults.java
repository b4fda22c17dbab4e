package dev.berth.server.results;

import dev.berth.api.CalculationId;
import dev.berth.api.SessionId;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** The calculations of a session that are kept, by the bytes of their ids' texts. Thread-safe. */
final class SessionResults {
    private final SessionId session;
    private final ConcurrentSkipListMap<byte[], KeptCalculation> calculations =
            new ConcurrentSkipListMap<>(Arrays::compareUnsigned);

    SessionResults(SessionId session) {
        this.session = session;
    }

    SessionId session() {
        return session;
    }

    void put(CalculationId id, KeptCalculation kept) {
        calculations.put(ByteKeys.of(id.toString()), kept);
    }

    @Nullable
    KeptCalculation get(String id) {
        return calculations.get(ByteKeys.of(id));
    }

    /** Those that may have a key, without what the keys of the session have in common, that is not before the given one. */
    Iterable<Map.Entry<byte[], KeptCalculation>> from(byte[] key) {
        byte[] last = calculations.floorKey(key);
        ConcurrentNavigableMap<byte[], KeptCalculation> tail = last != null && ByteKeys.startsWith(key, last)
                ? calculations.tailMap(last, true)
                : calculations.tailMap(key, true);
        return tail.entrySet();
    }
}
