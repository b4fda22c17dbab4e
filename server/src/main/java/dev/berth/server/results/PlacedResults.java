package dev.berth.server.results;

import dev.berth.api.CalculationId;
import dev.berth.api.SessionId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/**
 * A store elsewhere, with a note on this machine for each session that has results there: so they are found, and removed, when
 * nobody knows the session any more. The note is there before the first result is.
 */
public final class PlacedResults implements ResultStore {
    private final ResultStore elsewhere;
    private final Path folder;
    private final WorkLanes lanes = new WorkLanes(1);

    /**
     * A store with its notes.
     *
     * @param elsewhere keeps the results; closed with this one
     * @param folder where a session's note lies in a folder of its name
     */
    public PlacedResults(ResultStore elsewhere, Path folder) {
        this.elsewhere = elsewhere;
        this.folder = folder;
    }

    @Override
    public CompletableFuture<Void> keep(S3Uri results, SessionId session, CalculationId calculation, Path files) {
        return lanes.run(session, () -> note(results, session))
                .thenCompose(noted -> elsewhere.keep(results, session, calculation, files));
    }

    private void note(S3Uri results, SessionId session) {
        Path place = folder.resolve(session.toString());
        try {
            Files.createDirectories(place);
            if (ResultPlace.read(place) == null) {
                ResultPlace.write(place, results);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public CompletableFuture<Void> remove(S3Uri results, SessionId session) {
        return elsewhere.remove(results, session);
    }

    @Override
    public CompletableFuture<Void> fetch(S3Uri object, Path target) {
        return elsewhere.fetch(object, target);
    }

    @Override
    public void close() {
        lanes.close();
        elsewhere.close();
    }
}
