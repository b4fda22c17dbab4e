package dev.berth.server.results;

import dev.berth.api.SessionId;

/** One object of the index. */
final class IndexedKey {
    private final byte[] key;
    private final SessionId session;
    private final byte[] calculation;
    private final KeptCalculation kept;
    private final ResultName name;

    IndexedKey(byte[] key, SessionId session, byte[] calculation, KeptCalculation kept, ResultName name) {
        this.key = key;
        this.session = session;
        this.calculation = calculation;
        this.kept = kept;
        this.name = name;
    }

    /** Its bucket and key, as UTF-8. */
    byte[] key() {
        return key;
    }

    SessionId session() {
        return session;
    }

    /** The text of its calculation's id, as UTF-8. */
    byte[] calculation() {
        return calculation;
    }

    KeptCalculation kept() {
        return kept;
    }

    ResultName name() {
        return name;
    }
}
