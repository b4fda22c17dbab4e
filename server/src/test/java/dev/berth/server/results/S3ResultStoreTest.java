package dev.berth.server.results;

import static dev.berth.server.results.TestResults.calculation;
import static dev.berth.server.results.TestResults.files;
import static dev.berth.server.results.TestResults.key;
import static dev.berth.server.results.TestResults.session;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.server.results.S3StoreConfig.Credentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class S3ResultStoreTest {
    private static final S3Uri RESULTS = S3Uri.parse("s3://bucket/team");

    @TempDir
    private Path temp;

    private final FakeS3 s3 = new FakeS3();
    private final S3ResultStore store = S3ResultStore.open(
            new S3StoreConfig(s3.endpoint(), "us-east-1", true, new Credentials("berth", "berth-secret")));

    @AfterEach
    void close() {
        store.close();
        s3.close();
    }

    private void keep(int session, int calculation, Path files) {
        store.keep(RESULTS, session(session), calculation(calculation), files).join();
    }

    private FakeS3.Stored stored(int session, int calculation, String name) {
        return s3.stored("bucket/" + key(RESULTS, session(session), calculation(calculation), name));
    }

    @Test
    void keep_putsTheThreeObjects() throws IOException {
        keep(1, 2, files(temp, "Größe", "err", "{}"));

        assertThat(s3.objects).hasSize(3);
        assertThat(stored(1, 2, "stdout").text()).isEqualTo("Größe");
        assertThat(stored(1, 2, "stdout").contentType()).isEqualTo("text/plain; charset=utf-8");
        assertThat(stored(1, 2, "stderr").text()).isEqualTo("err");
        assertThat(stored(1, 2, "stderr").contentType()).isEqualTo("text/plain; charset=utf-8");
        assertThat(stored(1, 2, "result.json").text()).isEqualTo("{}");
        assertThat(stored(1, 2, "result.json").contentType()).isEqualTo("application/vnd.aws.athena.v1+json");
    }

    @Test
    void keep_largeFiles_arriveWhole() throws IOException {
        String text = "0123456789abcdef".repeat(1 << 18);

        keep(1, 2, files(temp, text, "", "{}"));

        assertThat(stored(1, 2, "stdout").text()).isEqualTo(text);
        assertThat(stored(1, 2, "stderr").text()).isEmpty();
    }

    @Test
    void keep_whatIsNoPlainFile_isEmpty() throws IOException {
        Path secret = Files.writeString(temp.resolve("secret"), "secret");
        Path files = Files.createDirectory(temp.resolve("hostile"));
        Files.createSymbolicLink(files.resolve("stdout"), secret);
        Files.createDirectory(files.resolve("stderr"));

        keep(1, 2, files);

        assertThat(s3.objects).hasSize(3);
        assertThat(s3.objects.values())
                .allSatisfy(object -> assertThat(object.text()).isEmpty());
    }

    @Test
    void keep_again_withoutTheFiles_leavesWhatIsKept() throws IOException {
        keep(1, 2, files(temp, "out", "err", "{}"));
        keep(1, 2, temp.resolve("nowhere"));

        assertThat(stored(1, 2, "stdout").text()).isEqualTo("out");
        assertThat(stored(1, 2, "result.json").text()).isEqualTo("{}");
    }

    @Test
    void remove_takesAllPagesOfASession_andNothingElse() throws IOException {
        for (int calculation = 1; calculation <= 3; calculation++) {
            keep(1, calculation, files(temp, "out", "err", "{}"));
        }
        keep(2, 1, files(temp, "out", "err", "{}"));
        s3.objects.put("bucket/team/" + session(1) + "0/x", stored(2, 1, "stdout"));

        store.remove(RESULTS, session(1)).join();

        assertThat(s3.objects.keySet())
                .hasSize(4)
                .noneMatch(name -> name.startsWith("bucket/team/" + session(1) + "/"));
        store.remove(RESULTS, session(1)).join();
        assertThat(s3.objects).hasSize(4);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"s3://bucket/with space", "s3://bucket/1+1=2/100%/%41", "s3://bucket/größe/<&>", "s3://bucket"})
    void folders_mayHaveAnyName(String folder) throws IOException {
        S3Uri results = S3Uri.parse(folder);
        store.keep(results, session(1), calculation(1), files(temp, "out", "err", "{}"))
                .join();
        String key = key(results, session(1), calculation(1), "stdout");
        assertThat(s3.objects).containsKey("bucket/" + key);

        store.fetch(new S3Uri("bucket", key), temp.resolve("target")).join();
        assertThat(temp.resolve("target")).hasContent("out");

        store.remove(results, session(1)).join();
        assertThat(s3.objects).isEmpty();
    }

    @Test
    void fetch_whatIsNotThere_fails() {
        assertThatThrownBy(() -> store.fetch(S3Uri.parse("s3://bucket/none"), temp.resolve("target"))
                        .join())
                .hasCauseInstanceOf(NoSuchFileException.class);
        assertThat(temp).isEmptyDirectory();
    }

    @Test
    void anS3ThatRefuses_isAFailureInWords() throws IOException {
        Path files = files(temp, "out", "err", "{}");
        s3.isBroken = true;

        assertThatThrownBy(() ->
                        store.keep(RESULTS, session(1), calculation(1), files).join())
                .hasCauseInstanceOf(IOException.class)
                .hasMessageContaining("403");
        assertThatThrownBy(() -> store.remove(RESULTS, session(1)).join()).hasCauseInstanceOf(IOException.class);
        assertThatThrownBy(() -> store.fetch(S3Uri.parse("s3://bucket/k"), temp.resolve("target"))
                        .join())
                .hasCauseInstanceOf(IOException.class)
                .satisfies(e -> assertThat(e.getCause()).isNotInstanceOf(NoSuchFileException.class));
    }

    @Test
    void secrets_areNotShown() {
        assertThat(new Credentials("key", "secret").toString()).contains("key").doesNotContain("secret");
    }
}
