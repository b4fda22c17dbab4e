package dev.berth.server.results;

import dev.berth.server.files.DurableFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The small file in a session's folder that says where the session's results lie, for those who find the folder when nobody
 * knows the session any more. Written once, read rarely; both wait for the disk.
 */
public final class ResultPlace {
    /** The name of the file. */
    public static final String FILE = "place";

    /** More than any address that a work group can have. */
    private static final int MAX_BYTES = 16 << 10;

    private ResultPlace() {}

    /**
     * Writes it, durably.
     *
     * @param sessionFolder the session's folder, which is there
     * @param results the folder that the results of the session's work group lie under
     * @throws IOException if the disk fails
     */
    public static void write(Path sessionFolder, S3Uri results) throws IOException {
        DurableFiles.write(sessionFolder.resolve(FILE), results.toString().getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Reads it.
     *
     * @return what was written, or {@code null} if there is no such file
     * @throws IOException if the disk fails, or the file holds anything else
     */
    public static @Nullable S3Uri read(Path sessionFolder) throws IOException {
        Path file = sessionFolder.resolve(FILE);
        if (!DurableFiles.isRegular(file)) {
            return null;
        }
        try (FileChannel channel = DurableFiles.openForReading(file);
                InputStream bytes = Channels.newInputStream(channel)) {
            return S3Uri.parse(new String(bytes.readNBytes(MAX_BYTES), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException otherText) {
            throw new IOException(file + " does not name a place of results", otherText);
        }
    }
}
