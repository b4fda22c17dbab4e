package dev.berth.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.api.OpaqueBytes;
import dev.berth.api.RequestToken;
import dev.berth.api.SessionId;
import dev.berth.api.StartOutcome;
import dev.berth.api.StartSession;
import dev.berth.engine.JournalEntry;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class JournalCommandTest {
    private static final String SEGMENT = "segment-0000000000000000001";

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    @Test
    void verify_tellsInALineWhatThereIs() throws IOException {
        session();

        assertThat(run("verify")).isZero();
        assertThat(out.toString())
                .matches("good: last batch [2-9]; [2-9] batches with [3-9] facts; 1 live session, 0 ended,"
                        + " 2 work groups, 1 token; closed in order\\n");

        Files.delete(folder.resolve("journal/closed"));
        run("verify");
        assertThat(out.toString())
                .endsWith("1 token; not closed, 0 torn bytes\\n".replace("\\n", System.lineSeparator()));
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void verify_ofADamagedJournal_tellsWhere() throws IOException {
        session();
        damageAt(64 + 30);

        assertThat(run("verify")).isEqualTo(1);

        assertThat(out.toString()).isEmpty();
        assertThat(err.toString()).startsWith("berth: the journal is damaged: " + SEGMENT + " at byte 64: ");
        assertThat(err.toString().lines()).hasSize(1);
    }

    @Test
    void dump_printsALineForEachFact() {
        SessionId id = session();

        assertThat(run("dump")).isZero();

        List<JsonObject> lines = out.toString().lines().map(JsonObject::new).toList();
        assertThat(lines).extracting(line -> line.getString("kind")).contains("WorkGroupCreated", "SessionStarted");
        JsonObject started = lines.stream()
                .filter(line -> line.getString("kind").equals("SessionStarted"))
                .findFirst()
                .orElseThrow();
        assertThat(started.fieldNames()).containsExactly("sequence", "file", "position", "kind", "fact");
        assertThat(started.getLong("sequence")).isEqualTo(2);
        assertThat(started.getString("file")).isEqualTo(SEGMENT);
        assertThat(started.getLong("position")).isGreaterThan(64);
        assertThat(started.getJsonObject("fact").getString("id")).isEqualTo("" + id);
        assertThat(started.getJsonObject("fact").getJsonObject("request").getString("token"))
                .isEqualTo("tökén");
        assertThat(out.toString().chars()).allMatch(c -> c < 128);
    }

    @Test
    void dump_ofADamagedJournal_printsWhatComesBefore() throws IOException {
        session();
        run("dump");
        List<String> whole = out.toString().lines().toList();
        JsonObject last = new JsonObject(whole.get(whole.size() - 1));
        out.getBuffer().setLength(0);
        damageAt(last.getLong("position") + 30);

        assertThat(run("dump")).isEqualTo(1);

        assertThat(out.toString().lines().toList())
                .isNotEmpty()
                .isEqualTo(whole.stream()
                        .filter(line ->
                                !new JsonObject(line).getLong("position").equals(last.getLong("position")))
                        .toList());
        assertThat(err.toString())
                .startsWith("berth: the journal is damaged: it was closed after batch " + last.getLong("sequence"));
    }

    @Test
    void lines_haveBytesAsTextOrBase64_andMarkTheSnapshot() throws IOException {
        Map<String, @Nullable Object> inner = new LinkedHashMap<>();
        inner.put("flag", true);
        inner.put("nothing", null);
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("text", OpaqueBytes.ofUtf8("{\"a\":\"é\"}"));
        fields.put("bytes", OpaqueBytes.wrap(new byte[] {(byte) 0xff, 0}));
        fields.put("empty", OpaqueBytes.EMPTY);
        fields.put("number", Long.MAX_VALUE);
        fields.put("inner", inner);
        PrintWriter writer = new PrintWriter(out);

        try (JournalLines lines = new JournalLines(writer)) {
            lines.write(new JournalEntry(7, "snapshot-7", 64, true, "Session", fields));
            lines.write(new JournalEntry(8, "segment-1", 99, false, "SessionEnded", Map.of()));
        }

        assertThat(out.toString().lines())
                .containsExactly(
                        "{\"sequence\":7,\"file\":\"snapshot-7\",\"position\":64,\"kind\":\"Session\",\"state\":{"
                                + "\"text\":\"{\\\"a\\\":\\\"\\u00E9\\\"}\",\"bytes\":{\"base64\":\"/wA=\"},\"empty\":\"\","
                                + "\"number\":9223372036854775807,\"inner\":{\"flag\":true,\"nothing\":null}}}",
                        "{\"sequence\":8,\"file\":\"segment-1\",\"position\":99,\"kind\":\"SessionEnded\",\"fact\":{}}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"verify", "dump"})
    void folderThatIsUsed_orMissing_isRefusedInALine(String word) throws IOException {
        try (BerthServer server = start()) {
            assertThat(run(word)).isEqualTo(1);
            assertThat(err.toString())
                    .isEqualTo("berth: folder " + server.dataFolder().path().resolve("journal")
                            + " is in use by another process" + System.lineSeparator());
        }
        err.getBuffer().setLength(0);

        assertThat(run(word, folder.resolve("nowhere"))).isEqualTo(1);
        assertThat(err.toString()).startsWith("berth: there is no folder ");
        assertThat(folder.resolve("nowhere")).doesNotExist();
    }

    @Test
    void journal_withoutMore_isAMisuse() {
        assertThat(line("journal")).isEqualTo(2);
        assertThat(err.toString()).startsWith("berth: journal needs a subcommand: dump or verify");
        err.getBuffer().setLength(0);

        assertThat(line("journal", "verify")).isEqualTo(2);
        assertThat(err.toString()).startsWith("berth: Missing required parameter: 'DIR'");
        assertThat(line("journal", "--help")).isZero();
        assertThat(out.toString()).contains("dump", "verify", "changes nothing");
    }

    private SessionId session() {
        try (BerthServer server = start()) {
            StartSession request = StartSession.in("spark-primary", 20).withToken(new RequestToken("tökén"));
            return ((StartOutcome.Started) server.engine().startSession(request).join()).id();
        }
    }

    private BerthServer start() {
        Map<String, String> flags = Map.of(
                "port", "0",
                "data", folder.toString(),
                "runtime.name", "simulated",
                "journal.max-batch-bytes", "16384",
                "journal.segment-bytes", "65536");
        return BerthServer.start(ServerConfig.load(flags, Map.of()));
    }

    private void damageAt(long position) throws IOException {
        try (FileChannel file =
                FileChannel.open(folder.resolve("journal").resolve(SEGMENT), StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.wrap(new byte[] {-1, -2, -3}), position);
        }
    }

    private int run(String word) {
        return run(word, folder);
    }

    private int run(String word, Path data) {
        return line("journal", word, data.toString());
    }

    private int line(String... arguments) {
        CommandLine command = BerthCommand.create(Map.of());
        command.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return command.execute(arguments);
    }
}
