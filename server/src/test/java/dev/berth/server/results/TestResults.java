package dev.berth.server.results;

import dev.berth.api.CalculationId;
import dev.berth.api.SessionId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Ids, files and lists for tests of what is kept. */
public final class TestResults {
    private TestResults() {}

    /** The session with this number: larger numbers come later in every order. */
    public static SessionId session(int number) {
        return new SessionId(0x0190_0000_0000_7000L + ((long) number << 16), 0x8000_0000_0000_0000L + number);
    }

    /** The calculation with this number. */
    public static CalculationId calculation(int number) {
        SessionId sameForm = session(number);
        return new CalculationId(sameForm.high(), sameForm.low());
    }

    /** A new folder with the three files of a calculation. */
    public static Path files(Path parent, String stdout, String stderr, String result) throws IOException {
        Path files = Files.createTempDirectory(parent, "files");
        Files.writeString(files.resolve(ResultStore.STDOUT), stdout);
        Files.writeString(files.resolve(ResultStore.STDERR), stderr);
        Files.writeString(files.resolve(ResultStore.RESULT), result);
        return files;
    }

    /** The key of an object, as it is documented. */
    public static String key(S3Uri results, SessionId session, CalculationId calculation, String name) {
        String folder = results.key().isEmpty() ? "" : results.key() + "/";
        return folder + session + "/" + calculation + "/" + name;
    }

    /** All keys of a bucket with a prefix, from a position on. */
    static List<String> keys(ResultObjects objects, String bucket, String prefix, KeyPosition from) {
        List<String> keys = new ArrayList<>();
        Iterator<ResultObject> list = objects.list(bucket, prefix, from);
        while (list.hasNext()) {
            keys.add(list.next().key());
        }
        return keys;
    }
}
