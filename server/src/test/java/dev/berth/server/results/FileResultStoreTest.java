package dev.berth.server.results;

import static dev.berth.server.results.TestResults.calculation;
import static dev.berth.server.results.TestResults.files;
import static dev.berth.server.results.TestResults.key;
import static dev.berth.server.results.TestResults.keys;
import static dev.berth.server.results.TestResults.session;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileResultStoreTest {
    private static final S3Uri RESULTS = S3Uri.parse("s3://b/team");

    @TempDir
    private Path temp;

    private Path folder;
    private FileResultStore store;

    @BeforeEach
    void openStore() throws IOException {
        folder = temp.resolve("results");
        store = FileResultStore.open(folder);
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    private void reopen() throws IOException {
        store.close();
        store = FileResultStore.open(folder);
    }

    private void keep(int session, int calculation, Path files) {
        store.keep(RESULTS, session(session), calculation(calculation), files).join();
    }

    private String content(int session, int calculation, String name) throws IOException {
        ResultObject object = store.objects()
                .find("b", key(RESULTS, session(session), calculation(calculation), name))
                .orElseThrow();
        String content = Files.readString(object.file());
        assertThat(object.bytes()).isEqualTo(Files.size(object.file()));
        return content;
    }

    private List<String> allKeys() {
        return keys(store.objects(), "b", "", KeyPosition.start());
    }

    @Test
    void keep_publishesTheThreeFiles_andTakesThemOver() throws IOException {
        Path files = files(temp, "out", "err", "{}");

        keep(1, 2, files);

        assertThat(content(1, 2, "stdout")).isEqualTo("out");
        assertThat(content(1, 2, "stderr")).isEqualTo("err");
        assertThat(content(1, 2, "result.json")).isEqualTo("{}");
        assertThat(files).isEmptyDirectory();
        assertThat(ResultPlace.read(folder.resolve(session(1).toString()))).isEqualTo(RESULTS);
    }

    @Test
    void keep_missingFiles_areEmptyObjects() throws IOException {
        keep(1, 2, temp.resolve("nowhere"));

        for (String name : List.of("stdout", "stderr", "result.json")) {
            assertThat(content(1, 2, name)).isEmpty();
        }
    }

    @Test
    void keep_again_leavesWhatIsKept() throws IOException {
        keep(1, 2, files(temp, "out", "err", "{}"));
        keep(1, 2, temp.resolve("nowhere"));
        assertThat(content(1, 2, "stdout")).isEqualTo("out");

        reopen();
        keep(1, 2, temp.resolve("nowhere"));
        assertThat(content(1, 2, "stdout")).isEqualTo("out");
    }

    @Test
    void keep_afterACrashInTheMiddle_goesOn() throws IOException {
        Path files = files(temp, "out", "err", "{}");
        Path sessionFolder = folder.resolve(session(1).toString());
        Path part = Files.createDirectories(sessionFolder.resolve(calculation(2) + ".part"));
        ResultPlace.write(sessionFolder, RESULTS);
        Files.move(files.resolve("result.json"), part.resolve("result.json"));
        reopen();
        assertThat(allKeys()).isEmpty();

        keep(1, 2, files);

        assertThat(content(1, 2, "result.json")).isEqualTo("{}");
        assertThat(content(1, 2, "stdout")).isEqualTo("out");
    }

    @Test
    void keep_whatIsNoPlainFile_isEmpty() throws IOException {
        Path secret = Files.writeString(temp.resolve("secret"), "secret");
        Path files = Files.createDirectory(temp.resolve("hostile"));
        Files.createSymbolicLink(files.resolve("stdout"), secret);
        Files.createDirectory(files.resolve("stderr"));
        Files.writeString(files.resolve("stderr").resolve("inner"), "x");

        keep(1, 2, files);

        assertThat(content(1, 2, "stdout")).isEmpty();
        assertThat(content(1, 2, "stderr")).isEmpty();
        assertThat(secret).hasContent("secret");
    }

    @Test
    void keep_aLinkInPlaceOfTheFolder_isNotFollowed() throws IOException {
        Path elsewhere = files(temp, "secret", "secret", "secret");
        Path link = Files.createSymbolicLink(temp.resolve("link"), elsewhere);

        keep(1, 2, link);

        assertThat(content(1, 2, "stdout")).isEmpty();
        assertThat(elsewhere.resolve("stdout")).hasContent("secret");
    }

    @Test
    void keep_filesWithoutRights_areTakenOver() throws IOException {
        Path files = files(temp, "out", "err", "{}");
        Files.setPosixFilePermissions(files.resolve("stdout"), PosixFilePermissions.fromString("---------"));

        keep(1, 2, files);

        assertThat(content(1, 2, "stdout")).isEqualTo("out");
        ResultObject object = store.objects()
                .find("b", key(RESULTS, session(1), calculation(2), "stdout"))
                .orElseThrow();
        assertThat(Files.getPosixFilePermissions(object.file()))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void keep_inAnotherPlaceThanBefore_isRefused() throws IOException {
        keep(1, 2, files(temp, "out", "err", "{}"));

        assertThatThrownBy(() -> store.keep(
                                S3Uri.parse("s3://b/other"), session(1), calculation(3), files(temp, "o", "e", "r"))
                        .join())
                .hasMessageContaining("s3://b/team")
                .hasMessageContaining("s3://b/other");
        assertThat(allKeys()).hasSize(3);
    }

    @Test
    void open_findsWhatWasKept_underTheSameTags() throws IOException {
        keep(1, 2, files(temp, "out", "err", "{}"));
        keep(1, 3, files(temp, "", "", ""));
        store.keep(S3Uri.parse("s3://b/größe 1+1 %41//x"), session(2), calculation(1), files(temp, "o", "e", "r"))
                .join();
        List<String> before = allKeys();
        String tag = store.objects().find("b", before.get(0)).orElseThrow().tag();

        reopen();

        assertThat(allKeys()).isEqualTo(before).hasSize(9);
        assertThat(store.objects().find("b", before.get(0)).orElseThrow().tag()).isEqualTo(tag);
        assertThat(content(1, 2, "stderr")).isEqualTo("err");
    }

    @Test
    void open_ignoresWhatItDidNotWrite() throws IOException {
        keep(1, 2, files(temp, "out", "err", "{}"));
        Path kept = folder.resolve(session(1).toString());
        Files.writeString(folder.resolve("note"), "x");
        Files.createDirectory(folder.resolve("not-an-id"));
        Files.writeString(folder.resolve(session(2).toString()), "a file");
        Files.createSymbolicLink(folder.resolve(session(3).toString()), kept);
        Files.createDirectory(folder.resolve(session(4).toString()));
        Path damaged = Files.createDirectory(folder.resolve(session(5).toString()));
        Files.writeString(damaged.resolve("place"), "nowhere");
        Path linked = Files.createDirectory(folder.resolve(session(6).toString()));
        Files.createSymbolicLink(linked.resolve("place"), kept.resolve("place"));
        Files.createSymbolicLink(
                kept.resolve(calculation(7).toString()),
                kept.resolve(calculation(2).toString()));
        Path lacking = Files.createDirectory(kept.resolve(calculation(8).toString()));
        Files.writeString(lacking.resolve("stdout"), "x");
        Path planted = Files.createDirectory(kept.resolve(calculation(9).toString()));
        for (String name : List.of("stdout", "stderr", "result.json")) {
            Files.createSymbolicLink(planted.resolve(name), folder.resolve("note"));
        }

        reopen();

        assertThat(allKeys())
                .hasSize(3)
                .allMatch(key -> key.contains(calculation(2).toString()));
        assertThat(folder.resolve("note")).exists();
    }

    @Test
    void remove_takesASessionAway_andNothingElse() throws IOException {
        keep(1, 2, files(temp, "out", "err", "{}"));
        keep(2, 2, files(temp, "out", "err", "{}"));
        Path outside = Files.createDirectory(temp.resolve("outside"));
        Files.writeString(outside.resolve("file"), "x");
        Path mine = folder.resolve(session(1).toString());
        Files.createSymbolicLink(mine.resolve("link"), outside);
        Path locked = Files.createDirectory(mine.resolve("locked"));
        Files.writeString(locked.resolve("file"), "x");
        Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("---------"));

        store.remove(RESULTS, session(1)).join();
        store.remove(RESULTS, session(1)).join();

        assertThat(allKeys()).hasSize(3).allMatch(key -> key.contains(session(2).toString()));
        assertThat(mine).doesNotExist();
        assertThat(outside.resolve("file")).hasContent("x");
    }

    @Test
    void fetch_copiesAnObject() throws IOException {
        keep(1, 2, files(temp, "out", "err", "{}"));
        S3Uri object = new S3Uri("b", key(RESULTS, session(1), calculation(2), "stdout"));
        Path target = temp.resolve("target");

        store.fetch(object, target).join();

        assertThat(target).hasContent("out");
        assertThat(content(1, 2, "stdout")).isEqualTo("out");
    }

    @Test
    void fetch_whatIsNotThere_fails() {
        assertThatThrownBy(() -> store.fetch(S3Uri.parse("s3://b/../../etc/passwd"), temp.resolve("target"))
                        .join())
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(NoSuchFileException.class);
        assertThat(temp.resolve("target")).doesNotExist();
    }

    @Test
    void close_refusesMoreWork() {
        store.close();

        assertThatThrownBy(() -> store.remove(RESULTS, session(1)).join())
                .hasCauseInstanceOf(RejectedExecutionException.class);
    }
}
