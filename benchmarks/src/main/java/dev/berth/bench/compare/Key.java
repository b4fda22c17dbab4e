package dev.berth.bench.compare;

import dev.berth.bench.load.RequestSigner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
    static void importInto(Path dataFolder) throws IOException, InterruptedException {
        Process command = new ProcessBuilder(Subject.java(
                        List.of(),
                        List.of(
                                "dev.berth.server.Main",
                                "key",
                                "import",
                                "benchmark",
                                "--access-key-id",
                                ID,
                                "--data",
                                dataFolder.toString(),
                                "--allow",
                                "*",
                                "--on",
                                "*")))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        command.getOutputStream().write((SECRET + "\n").getBytes(StandardCharsets.ISO_8859_1));
        command.getOutputStream().close();
        if (command.waitFor() != 0) {
            throw new IOException("the key could not be imported");
        }
    }
}
