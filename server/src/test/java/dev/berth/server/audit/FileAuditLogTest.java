package dev.berth.server.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.server.testing.Eventually;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file, as those who look into it find it. */
class FileAuditLogTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final long MANY_BYTES = 1L << 20;

    @TempDir
    private Path folder;

    private FileAuditLog open(long maxBytes, int maxFiles) {
        return FileAuditLog.openUnwritten(folder, maxBytes, maxFiles, InstantSource.fixed(NOW));
    }

    private static AuditEntry entry(String resource) {
        return new AuditEntry(
                NOW.toEpochMilli(),
                "alice",
                "192.0.2.7",
                "athena:CreateWorkGroup",
                resource,
                null,
                null,
                AuditEntry.OK,
                "request-1");
    }

    private List<String> lines(String file) throws IOException {
        return Files.readAllLines(folder.resolve(file));
    }

    private static AuditEntry read(String line) {
        JsonObject json = new JsonObject(line);
        return new AuditEntry(
                Instant.parse(json.getString("time")).toEpochMilli(),
                json.getString("identity"),
                json.getString("source"),
                json.getString("action"),
                json.getString("resource"),
                json.getString("session"),
                json.getString("calculation"),
                json.getString("outcome"),
                json.getString("requestId"));
    }

    private static String resourceOf(String line) {
        return new JsonObject(line).getString("resource");
    }

    @Test
    void entry_isALine() throws IOException {
        try (FileAuditLog log = open(MANY_BYTES, 1)) {
            log.append(new AuditEntry(
                    NOW.toEpochMilli(),
                    "alice",
                    "192.0.2.7",
                    "athena:StartCalculationExecution",
                    "workgroup/a",
                    "session-1",
                    "calculation-1",
                    AuditEntry.OK,
                    "request-1"));
            log.writeQueued();

            assertThat(lines("audit.log"))
                    .containsExactly(
                            "{\"time\":\"2026-01-02T03:04:05.000Z\",\"identity\":\"alice\",\"source\":\"192.0.2.7\","
                                    + "\"action\":\"athena:StartCalculationExecution\",\"resource\":\"workgroup/a\","
                                    + "\"session\":\"session-1\",\"calculation\":\"calculation-1\",\"outcome\":\"ok\","
                                    + "\"requestId\":\"request-1\"}");
        }
    }

    @Test
    void unknownIdentity_isNull_andOtherUnknownsAreLeftOut() throws IOException {
        try (FileAuditLog log = open(MANY_BYTES, 1)) {
            log.append(new AuditEntry(0, null, "s", "a", null, null, null, "E", "r"));
        }
        assertThat(lines("audit.log"))
                .containsExactly("{\"time\":\"1970-01-01T00:00:00.000Z\",\"identity\":null,\"source\":\"s\","
                        + "\"action\":\"a\",\"outcome\":\"E\",\"requestId\":\"r\"}");
    }

    @Test
    void hostileValues_stayWithinTheirLine() throws IOException {
        String hostile = "x\",\"outcome\":\"ok\"}\r\n{\u2028\u202e\u0000\u001b[2J\u0085\ud83d\ude00\ud800é";
        try (FileAuditLog log = open(MANY_BYTES, 1)) {
            log.append(entry(hostile));
        }
        String text = Files.readString(folder.resolve("audit.log"));
        assertThat(text).matches("[ -~]+\n");
        assertThat(resourceOf(text)).isEqualTo(hostile);
    }

    @Test
    void anyCharacter_isReadAsItWasWritten() throws IOException {
        List<String> values = IntStream.concat(
                        IntStream.rangeClosed(0, 0x100), IntStream.of(0x2028, 0xD800, 0xDC00, 0xFFFF))
                .mapToObj(c -> "a" + (char) c)
                .toList();
        try (FileAuditLog log = open(MANY_BYTES, 1)) {
            values.forEach(value -> log.append(entry(value)));
        }
        assertThat(lines("audit.log").stream().map(FileAuditLogTest::resourceOf))
                .containsExactlyElementsOf(values);
    }

    @Test
    void timesAreExactToTheMillisecond_andSort() throws IOException {
        List<Long> times = List.of(-1L, 0L, 1L, 10L, 999L, 1_000L, 1_009L, 1_120L, 86_400_000L, 1_767_323_045_678L);
        try (FileAuditLog log = open(MANY_BYTES, 1)) {
            times.forEach(millis -> log.append(new AuditEntry(millis, null, "s", "a", null, null, null, "E", "r")));
        }
        assertThat(lines("audit.log").stream().map(line -> new JsonObject(line).getString("time")))
                .isSorted()
                .allMatch(time -> time.length() == "2026-01-02T03:04:05.000Z".length())
                .extracting(time -> Instant.parse(time).toEpochMilli())
                .containsExactlyElementsOf(times);
    }

    @Test
    void valuesThatComeAgain_andThoseThatDoNot_areEachTheirLines() throws IOException {
        List<String> values = List.of("a", "a", "b", "a\"\u00e9", "a\"\u00e9", "", "", "b", "b", "a");
        List<AuditEntry> entries = IntStream.range(0, 200)
                .mapToObj(i -> new AuditEntry(
                        i,
                        i % 7 == 0 ? null : values.get(i % 3),
                        values.get(i % 10),
                        values.get(i / 2 % 10),
                        i % 5 == 0 ? null : values.get(i / 3 % 10),
                        i % 4 == 0 ? null : "session " + i,
                        i % 6 == 0 ? null : "calculation " + i,
                        values.get(i / 5 % 10),
                        "request " + i))
                .toList();
        try (FileAuditLog log = open(MANY_BYTES, 1)) {
            entries.forEach(log::append);
        }
        assertThat(lines("audit.log").stream().map(FileAuditLogTest::read)).containsExactlyElementsOf(entries);
    }

    @Test
    void longestLine_isWrittenWhole() throws IOException {
        String longest = "\u0001".repeat(256);
        AuditEntry entry = new AuditEntry(0, longest, longest, longest, longest, longest, longest, longest, longest);
        try (FileAuditLog log = open(MANY_BYTES, 1)) {
            log.append(entry);
        }
        assertThat(lines("audit.log").stream().map(FileAuditLogTest::read)).containsExactly(entry);
    }

    @Test
    void shortWrite_afterALongOne_hasNothingOfIt() throws IOException {
        try (FileAuditLog log = open(MANY_BYTES, 1)) {
            IntStream.range(0, 1_000).forEach(i -> log.append(entry("r" + i)));
            log.writeQueued();
            log.append(entry("last"));
            log.writeQueued();
        }
        assertThat(lines("audit.log").stream().map(FileAuditLogTest::resourceOf))
                .hasSize(1_001)
                .endsWith("r998", "r999", "last");
    }

    @Test
    void longValues_areCut_butNoPairOfSurrogatesIs() throws IOException {
        try (FileAuditLog log = open(MANY_BYTES, 1)) {
            log.append(entry("x".repeat(100_000)));
            log.append(entry("x".repeat(255) + "\ud83d\ude00"));
        }
        assertThat(lines("audit.log").stream().map(FileAuditLogTest::resourceOf))
                .containsExactly("x".repeat(256), "x".repeat(255));
    }

    @Test
    void file_isItsOwnersAlone_alsoOneThatWasNot() throws IOException {
        Path file = Files.createFile(folder.resolve("audit.log"));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        try (FileAuditLog log = open(200, 3)) {
            for (int i = 0; i < 3; i++) {
                log.append(entry("r" + i));
                log.writeQueued();
            }
        }
        for (String name : List.of("audit.log", "audit.log.1", "audit.log.2")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(name))))
                    .as(name)
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void fullFile_makesPlace_andTheOldestGoes() throws IOException {
        try (FileAuditLog log = open(400, 3)) {
            for (int i = 0; i < 10; i++) {
                log.append(entry("r" + i));
                log.writeQueued();
            }
        }
        assertThat(lines("audit.log").stream().map(FileAuditLogTest::resourceOf))
                .containsExactly("r8", "r9");
        assertThat(lines("audit.log.1").stream().map(FileAuditLogTest::resourceOf))
                .containsExactly("r6", "r7");
        assertThat(lines("audit.log.2").stream().map(FileAuditLogTest::resourceOf))
                .containsExactly("r4", "r5");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).hasSize(3);
        }
    }

    @Test
    void file_isContinued_onALineOfItsOwn() throws IOException {
        Files.writeString(folder.resolve("audit.log"), "{\"cut");
        try (FileAuditLog log = open(MANY_BYTES, 1)) {
            log.append(entry("r"));
        }
        assertThat(lines("audit.log")).hasSize(2).first().isEqualTo("{\"cut");
        assertThat(resourceOf(lines("audit.log").get(1))).isEqualTo("r");
    }

    @Test
    void close_writesWhatWaits() throws IOException {
        try (FileAuditLog log = FileAuditLog.open(folder, MANY_BYTES * 100, 1)) {
            IntStream.range(0, 10_000).forEach(i -> log.append(entry("r" + i)));
        }
        assertThat(lines("audit.log").stream().map(FileAuditLogTest::resourceOf))
                .containsExactlyElementsOf(
                        IntStream.range(0, 10_000).mapToObj(i -> "r" + i).toList());
    }

    @Test
    void linesAreWrittenWithoutBeingAskedFor_alsoAfterAPause() throws IOException {
        try (FileAuditLog log = FileAuditLog.open(folder, MANY_BYTES, 1)) {
            for (String each : List.of("first", "second")) {
                log.append(entry(each));
                Eventually.holds(each + " is in the file", () -> isInFile(each));
            }
        }
    }

    /** A disk that gets much at once lets a journal beside it wait for as long as that takes. */
    @Test
    void much_isSyncedPieceByPiece() throws IOException {
        Path file = folder.resolve("audit.log");
        Path recorded = folder.resolve("recorded.jfr");
        try (FileAuditLog log = open(MANY_BYTES * 100, 1);
                Recording recording = new Recording()) {
            recording.enable("jdk.FileForce").withoutThreshold();
            recording.start();
            for (int i = 0; i < 20_000; i++) {
                log.append(entry("r" + i));
            }
            log.writeQueued();
            recording.stop();
            recording.dump(recorded);
        }
        long syncs = RecordingFile.readAllEvents(recorded).stream()
                .filter(event -> file.toString().equals(event.getString("path")))
                .count();
        long longestPiece = RotatingFile.SYNC_AFTER_BYTES + FileAuditLog.MAX_WRITE_BYTES + 1024;
        assertThat(syncs)
                .isBetween(Files.size(file) / longestPiece, Files.size(file) / RotatingFile.SYNC_AFTER_BYTES)
                .isGreaterThan(5);
    }

    private boolean isInFile(String resource) {
        try {
            return Files.exists(folder.resolve("audit.log"))
                    && Files.readString(folder.resolve("audit.log")).contains('"' + resource + '"');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void queueThatIsFull_losesLines_andSaysHowMany() throws IOException {
        try (FileAuditLog log = open(MANY_BYTES * 100, 1)) {
            for (int i = 0; i < FileAuditLog.MAX_QUEUED + 7; i++) {
                log.append(entry("r" + i));
            }
            log.writeQueued();
            log.append(entry("after"));
            assertThat(log.linesLost()).isEqualTo(7);
        }
        List<String> lines = lines("audit.log");
        assertThat(lines).hasSize(1 + FileAuditLog.MAX_QUEUED + 1);
        assertThat(new JsonObject(lines.get(0)).getMap())
                .isEqualTo(Map.of("time", "2026-01-02T03:04:05.000Z", "linesLost", 7));
        assertThat(resourceOf(lines.get(lines.size() - 1))).isEqualTo("after");
    }

    @Test
    void diskThatFails_losesLines_andIsTriedAgain() throws IOException {
        Path inTheWay = Files.createDirectory(folder.resolve("audit.log"));
        try (FileAuditLog log = open(MANY_BYTES, 1)) {
            log.append(entry("r1"));
            log.append(entry("r2"));
            log.writeQueued();
            log.append(entry("r3"));
            log.writeQueued();
            assertThat(log.linesLost()).isEqualTo(3);
            Files.delete(inTheWay);
            log.append(entry("r4"));
            log.writeQueued();
            assertThat(log.linesLost()).isEqualTo(3);
        }
        List<String> lines = lines("audit.log");
        assertThat(lines).hasSize(2);
        assertThat(new JsonObject(lines.get(0)).getInteger("linesLost")).isEqualTo(3);
        assertThat(resourceOf(lines.get(1))).isEqualTo("r4");
    }
}
