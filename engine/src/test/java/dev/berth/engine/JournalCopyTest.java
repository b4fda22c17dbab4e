package dev.berth.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.api.CreateWorkGroup;
import dev.berth.api.OpaqueBytes;
import dev.berth.api.RequestToken;
import dev.berth.api.SessionId;
import dev.berth.api.StartOutcome;
import dev.berth.api.StartSession;
import dev.berth.engine.testing.FakeRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Plain copies of a journal's folder, file by file, while an engine writes to it. They may be of no use, but then they are
 * refused: one that is found good has everything that was acknowledged before it was begun.
 */
class JournalCopyTest {
    private static final LocalJournalConfig SMALL =
            new LocalJournalConfig(LocalJournalConfig.Durability.DISK, 4 << 10, 64 << 10, 64 << 10);
    private static final int GOOD_COPIES = 5;
    private static final int MAX_COPIES = 200;

    @TempDir
    private Path parent;

    private final Map<Integer, SessionId> acknowledged = new ConcurrentSkipListMap<>();
    private volatile boolean stopped;

    @Test
    void copyOfAFolderInUseIsRefusedOrWhole() throws Exception {
        int good = 0;
        try (Engine engine = start(parent.resolve("journal"))) {
            Thread load = new Thread(() -> startSessions(engine));
            load.start();
            for (int copy = 0; good < GOOD_COPIES; copy++) {
                assertThat(copy).as("copies, of which %s were good", good).isLessThan(MAX_COPIES);
                Map<Integer, SessionId> before = Map.copyOf(acknowledged);
                Path folder = parent.resolve("copy-" + copy);
                if (copyTo(folder) && isGood(folder)) {
                    good++;
                    assertHasAll(folder, before);
                }
            }
            stopped = true;
            load.join();
        }
    }

    private void startSessions(Engine engine) {
        for (int number = 0; !stopped; number++) {
            StartOutcome outcome = engine.startSession(request(number)).join();
            acknowledged.put(number, ((StartOutcome.Started) outcome).id());
            engine.terminateSession(((StartOutcome.Started) outcome).id()).join();
        }
    }

    private static StartSession request(int number) {
        return StartSession.in("team", 1)
                .withToken(new RequestToken("token-" + number))
                .withAttributes(OpaqueBytes.ofUtf8("x".repeat(500)));
    }

    /**
     * As a copying tool does that knows nothing of what it copies; false if a file went away meanwhile. But for the lock: where
     * this process closes that file, it gives up the lock.
     */
    private boolean copyTo(Path target) throws IOException {
        Files.createDirectory(target);
        try (Stream<Path> files = Files.list(parent.resolve("journal"))) {
            for (Path file : (Iterable<Path>) files::iterator) {
                if (!file.endsWith("lock")) {
                    Files.copy(file, target.resolve(file.getFileName().toString()));
                }
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean isGood(Path folder) {
        try {
            return JournalInspection.verify(folder).lastSequence() > 0;
        } catch (IOException damaged) {
            return false;
        }
    }

    private static void assertHasAll(Path folder, Map<Integer, SessionId> sessions) throws IOException {
        try (Engine copy = start(folder)) {
            sessions.forEach((number, id) -> {
                assertThat(copy.session(id)).as("session %s", number).isPresent();
                assertThat(copy.startSession(request(number)).join()).isEqualTo(new StartOutcome.Replayed(id));
            });
        }
    }

    private static Engine start(Path folder) throws IOException {
        return Engine.start(EngineConfig.builder()
                .accountDpus(1_000_000)
                .workGroup(CreateWorkGroup.named("team", "v1"))
                .runtime("v1", FakeRuntime.obedient())
                .journal(Journals.local(folder, SMALL))
                .build());
    }
}
