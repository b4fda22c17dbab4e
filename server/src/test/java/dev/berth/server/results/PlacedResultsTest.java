package dev.berth.server.results;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.api.CalculationId;
import dev.berth.api.SessionId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlacedResultsTest {
    private static final SessionId SESSION = new SessionId(1, 2);
    private static final CalculationId CALCULATION = new CalculationId(3, 4);
    private static final S3Uri PLACE = new S3Uri("bucket", "team");
    private static final Duration SOON = Duration.ofMinutes(1);

    @TempDir
    private Path folder;

    private final Elsewhere elsewhere = new Elsewhere();

    private PlacedResults results() {
        return new PlacedResults(elsewhere, folder);
    }

    private CompletableFuture<Void> keep(S3Uri place) {
        return results().keep(place, SESSION, CALCULATION, folder.resolve("files"));
    }

    private Path noteOf(SessionId session) {
        return folder.resolve(session.toString());
    }

    @Test
    void keep_notesThePlace_beforeTheResultsAreThere() {
        assertThat(keep(PLACE)).succeedsWithin(SOON);

        assertThat(elsewhere.calls)
                .containsExactly("keep " + PLACE + " " + SESSION + " " + CALCULATION + " files, noted " + PLACE);
    }

    @Test
    void keep_leavesTheNoteOfAnEarlierResultAsItIs() throws IOException {
        assertThat(keep(PLACE)).succeedsWithin(SOON);
        assertThat(keep(new S3Uri("bucket", "later"))).succeedsWithin(SOON);

        assertThat(ResultPlace.read(noteOf(SESSION))).isEqualTo(PLACE);
        assertThat(elsewhere.calls).hasSize(2);
    }

    @Test
    void keep_withoutANote_keepsNothing() throws IOException {
        Files.createFile(noteOf(SESSION));

        assertThat(keep(PLACE)).failsWithin(SOON).withThrowableThat().withCauseInstanceOf(UncheckedIOException.class);
        assertThat(elsewhere.calls).isEmpty();
    }

    @Test
    void keep_thatFailsElsewhere_fails_andLeavesTheNote() throws IOException {
        elsewhere.answer = CompletableFuture.failedFuture(new IOException("no network"));

        assertThat(keep(PLACE)).failsWithin(SOON).withThrowableThat().withMessageContaining("no network");
        assertThat(ResultPlace.read(noteOf(SESSION))).isEqualTo(PLACE);
    }

    @Test
    void everythingElse_isDoneElsewhere() {
        PlacedResults results = results();
        CompletableFuture<Void> removed = results.remove(PLACE, SESSION);
        CompletableFuture<Void> fetched = results.fetch(PLACE.resolve("n.ipynb"), folder.resolve("target"));
        results.close();

        assertThat(List.of(removed, fetched)).containsOnly(elsewhere.answer);
        assertThat(elsewhere.calls)
                .containsExactly("remove " + PLACE + " " + SESSION, "fetch " + PLACE + "/n.ipynb to target", "close");
        assertThat(folder).isEmptyDirectory();
    }

    /** Remembers what it was asked for, and what had been noted by then. */
    private final class Elsewhere implements ResultStore {
        final List<String> calls = new CopyOnWriteArrayList<>();
        CompletableFuture<Void> answer = CompletableFuture.completedFuture(null);

        @Override
        public CompletableFuture<Void> keep(S3Uri results, SessionId session, CalculationId calculation, Path files) {
            calls.add("keep " + results + " " + session + " " + calculation + " " + files.getFileName() + ", noted "
                    + noted(session));
            return answer;
        }

        private @Nullable S3Uri noted(SessionId session) {
            try {
                return ResultPlace.read(noteOf(session));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public CompletableFuture<Void> remove(S3Uri results, SessionId session) {
            calls.add("remove " + results + " " + session);
            return answer;
        }

        @Override
        public CompletableFuture<Void> fetch(S3Uri object, Path target) {
            calls.add("fetch " + object + " to " + target.getFileName());
            return answer;
        }

        @Override
        public void close() {
            calls.add("close");
        }
    }
}
