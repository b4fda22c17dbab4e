package dev.berth.server.runtime.jupyter;

import dev.berth.api.CalculationId;
import dev.berth.api.SessionId;
import dev.berth.server.files.FileTrees;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The folder of one session; its content is told at the package. Not thread-safe. */
final class SessionFolder {
    static final String CONNECTION = "connection.json";

    private static final int TAIL_BYTES = 4_096;
    private static final int TAIL_LINES = 5;
    private static final String HOOKED = "hooked";
    private static final String PUBLISHED = "published";

    private final Path folder;

    SessionFolder(Path data, SessionId id) {
        folder = root(data).resolve(id.toString());
    }

    static Path root(Path data) {
        return data.resolve("sessions");
    }

    Path path() {
        return folder;
    }

    Path work() {
        return folder.resolve("work");
    }

    Path connection() {
        return folder.resolve(CONNECTION);
    }

    Path out() {
        return folder.resolve("kernel.out");
    }

    Path err() {
        return folder.resolve("kernel.err");
    }

    Path calculation(CalculationId id) {
        return folder.resolve("calculations").resolve(id.toString());
    }

    boolean exists() {
        return Files.isDirectory(folder);
    }

    /** Makes the folder anew, and notes that a kernel is about to start in it. */
    void begin() throws IOException {
        remove();
        OwnersFiles.createFolders(work());
        OwnersFiles.createFolders(folder.resolve("calculations"));
        OwnersFiles.write(folder.resolve("intent"), new byte[0]);
        Files.createFile(folder.resolve("touched"));
    }

    void writeIdentity(KernelIdentity identity) throws IOException {
        OwnersFiles.write(folder.resolve("identity"), identity.encode().getBytes(StandardCharsets.UTF_8));
    }

    Optional<KernelIdentity> readIdentity() {
        try {
            return KernelIdentity.decode(Files.readString(folder.resolve("identity")));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    void writePrepared(boolean hooked) throws IOException {
        String how = hooked ? HOOKED : PUBLISHED;
        OwnersFiles.write(folder.resolve("prepared"), how.getBytes(StandardCharsets.US_ASCII));
    }

    /** Whether the kernel has the hook; empty if it was never prepared. */
    Optional<Boolean> readPrepared() {
        try {
            return Optional.of(Files.readString(folder.resolve("prepared")).equals(HOOKED));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Notes that a server knows the session. */
    void touch(Clock clock) throws IOException {
        Files.setLastModifiedTime(folder.resolve("touched"), FileTime.from(Instant.now(clock)));
    }

    /** Makes the folder of a calculation, and removes those of the ones before it, whose ends are known by now. */
    Path beginCalculation(CalculationId id) throws IOException {
        Path calculation = calculation(id);
        try (DirectoryStream<Path> earlier = Files.newDirectoryStream(folder.resolve("calculations"))) {
            for (Path one : earlier) {
                if (!one.equals(calculation)) {
                    FileTrees.delete(one);
                }
            }
        }
        OwnersFiles.createFolders(calculation);
        return calculation;
    }

    /** The last lines that the kernel's process wrote to its standard error, in one; empty if it wrote none. */
    String lastErrorLines() {
        try (RandomAccessFile file = new RandomAccessFile(err().toFile(), "r")) {
            long from = Math.max(0, file.length() - TAIL_BYTES);
            byte[] tail = new byte[(int) (file.length() - from)];
            file.seek(from);
            file.readFully(tail);
            List<String> lines = new String(tail, StandardCharsets.UTF_8)
                    .lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .toList();
            return String.join(" | ", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
        } catch (IOException e) {
            return "";
        }
    }

    void remove() throws IOException {
        FileTrees.delete(folder);
    }
}
