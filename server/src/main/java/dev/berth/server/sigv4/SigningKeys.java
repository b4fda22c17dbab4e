package dev.berth.server.sigv4;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The signing keys used last, by the text of their credentials. Not thread-safe. */
final class SigningKeys {
    static final int MAX_KEYS = 256;

    private static final float USUAL_LOAD = 0.75f;

    @SuppressWarnings("serial") // nobody serialises it
    private final Map<String, SigningKey> keys = new LinkedHashMap<>(MAX_KEYS, USUAL_LOAD, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, SigningKey> eldest) {
            return size() > MAX_KEYS;
        }
    };

    @Nullable
    SigningKey get(String credential) {
        return keys.get(credential);
    }

    /** Keeps a key that a right signature was made with: strangers do not get in here. */
    void put(String credential, SigningKey key) {
        keys.put(credential, key);
    }

    int size() {
        return keys.size();
    }
}
