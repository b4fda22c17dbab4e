package dev.berth.bench.compare;

import dev.berth.bench.load.RequestSigner;
import dev.berth.server.identity.KeyStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The one key that requests are signed with. */
final class Key {
    static final String REGION = "us-east-1";

    private static final String ID = "AKIABERTHBENCHMARK00";
    private static final String SECRET = "a-secret-that-protects-nothing-but-a-benchmark";

    private Key() {}

    static RequestSigner signer() {
        return new RequestSigner(ID, SECRET, null, REGION);
    }

    /** Lets its owner do everything with the server of a data folder. */
    static void importInto(Path dataFolder) throws IOException {
        new KeyStore(dataFolder).add("benchmark", new KeyStore.NewKey(ID, SECRET), List.of("*"), List.of("*"));
    }
}
