package dev.berth.server.results;

import static dev.berth.server.results.TestResults.calculation;
import static dev.berth.server.results.TestResults.files;
import static dev.berth.server.results.TestResults.keys;
import static dev.berth.server.results.TestResults.session;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.api.SessionId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SweepTest {
    /** So late that even a link, whose time cannot be set, is old. */
    private static final Instant NOW = Instant.parse("2100-01-02T03:04:05Z");

    private static final S3Uri RESULTS = S3Uri.parse("s3://b/team");
    private static final SweepConfig CONFIG = new SweepConfig(Duration.ofMinutes(10), 4, Duration.ofMinutes(5));

    @TempDir
    private Path temp;

    private Path root;
    private final FakeResultStore store = new FakeResultStore();
    private final Set<SessionId> known = new HashSet<>();
    private final List<Duration> paused = new ArrayList<>();
    private int maxPauses = Integer.MAX_VALUE;

    private void sweep(ResultStore results) throws InterruptedException {
        new Sweep(CONFIG, known::contains, results, InstantSource.fixed(NOW), this::pause).run(root);
    }

    private boolean pause(Duration time) {
        paused.add(time);
        return paused.size() < maxPauses;
    }

    @BeforeEach
    void makeRoot() throws IOException {
        root = Files.createDirectory(temp.resolve("sessions"));
    }

    private Path folder(String name) throws IOException {
        Path folder = Files.createDirectory(root.resolve(name));
        Files.writeString(Files.createDirectory(folder.resolve("work")).resolve("file"), "x");
        return old(folder);
    }

    private Path folderWithPlace(int session) throws IOException {
        Path folder = folder(session(session).toString());
        ResultPlace.write(folder, RESULTS);
        return old(folder);
    }

    private static Path old(Path folder) throws IOException {
        return modified(folder, NOW.minus(CONFIG.minAge()));
    }

    private static Path modified(Path folder, Instant time) throws IOException {
        return Files.setLastModifiedTime(folder, FileTime.from(time));
    }

    @Test
    void unknownSessions_goWithTheirResults() throws Exception {
        Path gone = folderWithPlace(1);
        Path without = folder(session(2).toString());
        Path stays = folderWithPlace(3);
        known.add(session(3));

        sweep(store);

        assertThat(store.removed).containsExactly("s3://b/team/" + session(1));
        assertThat(gone).doesNotExist();
        assertThat(without).doesNotExist();
        assertThat(stays.resolve("work").resolve("file")).exists();
    }

    @Test
    void youngFolders_stay() throws Exception {
        Path young = modified(folderWithPlace(1), NOW.minus(CONFIG.minAge()).plusMillis(1));

        sweep(store);

        assertThat(young).exists();
        assertThat(store.removed).isEmpty();
    }

    @Test
    void whatIsNamedOtherwise_stays() throws Exception {
        SessionId withLetters = new SessionId(0xABCD_EF00_0000_7000L, 0x8000_0000_0000_0001L);
        List<Path> others = List.of(
                folder("work"),
                folder(session(1) + ".part"),
                folder(withLetters.toString().replace("abcd", "ABCD")),
                Files.writeString(root.resolve(session(2).toString()), "a file"));
        old(others.get(3));

        sweep(store);

        assertThat(others).allMatch(Files::exists);
        assertThat(paused).isEmpty();
    }

    @Test
    void links_areNotFollowed() throws Exception {
        Path outside = Files.createDirectory(temp.resolve("outside"));
        Files.writeString(outside.resolve("file"), "x");
        old(outside);
        Path link = Files.createSymbolicLink(root.resolve(session(1).toString()), outside);
        Path gone = folder(session(2).toString());
        Files.createSymbolicLink(gone.resolve("link"), outside);
        old(gone);

        sweep(store);

        assertThat(link).isSymbolicLink();
        assertThat(gone).doesNotExist();
        assertThat(outside.resolve("file")).hasContent("x");
    }

    @Test
    void resultsThatCannotBeRemoved_keepTheFolder_untilTheyCan() throws Exception {
        Path folder = folderWithPlace(1);
        store.isBroken = true;
        sweep(store);
        assertThat(folder.resolve("place")).exists();

        store.isBroken = false;
        sweep(store);
        assertThat(folder).doesNotExist();
        assertThat(store.removed).hasSize(1);
    }

    @Test
    void spoiltPlace_leavesTheFolderToGoAlone() throws Exception {
        Path folder = folder(session(1).toString());
        Files.writeString(folder.resolve("place"), "nowhere");
        old(folder);

        sweep(store);

        assertThat(folder).doesNotExist();
        assertThat(store.removed).isEmpty();
    }

    @Test
    void sessions_areRemovedAtABoundedRate() throws Exception {
        for (int i = 1; i <= 5; i++) {
            folderWithPlace(i);
        }
        maxPauses = 3;

        sweep(store);

        assertThat(paused).hasSize(3).containsOnly(Duration.ofMillis(250));
        assertThat(store.removed).hasSize(3);
    }

    @Test
    void missingFolder_isNothing() throws Exception {
        root = temp.resolve("none");

        sweep(store);

        assertThat(root).doesNotExist();
    }

    @Test
    void folderOfAFileStore_isSweptThroughTheStore() throws Exception {
        root = temp.resolve("results");
        try (FileResultStore files = FileResultStore.open(root)) {
            for (int i = 1; i <= 2; i++) {
                files.keep(RESULTS, session(i), calculation(i), files(temp, "out", "err", "{}"))
                        .join();
                old(root.resolve(session(i).toString()));
            }
            known.add(session(2));

            sweep(files);

            assertThat(keys(files.objects(), "b", "", KeyPosition.start()))
                    .hasSize(3)
                    .allMatch(key -> key.contains(session(2).toString()));
            assertThat(root.resolve(session(1).toString())).doesNotExist();
        }
    }

    @Test
    void sweeper_sweepsAgainAndAgain_untilItIsClosed() throws Exception {
        CountDownLatch asked = new CountDownLatch(3);
        folder(session(1).toString());
        SweepConfig often = new SweepConfig(Duration.ofNanos(1), 1_000, Duration.ZERO);
        SessionSweeper sweeper = SessionSweeper.start(
                often,
                List.of(temp.resolve("none"), root),
                session -> {
                    asked.countDown();
                    if (asked.getCount() == 2) {
                        throw new IllegalStateException("a fault");
                    }
                    return true;
                },
                store);

        assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();
        sweeper.close();

        assertThat(root.resolve(session(1).toString())).exists();
    }
}
