package dev.berth.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.berth.api.BudgetName;
import dev.berth.api.CreateWorkGroup;
import dev.berth.api.OpaqueBytes;
import dev.berth.api.RequestToken;
import dev.berth.api.SessionId;
import dev.berth.api.SessionState;
import dev.berth.api.StartCalculation;
import dev.berth.api.StartCalculationOutcome;
import dev.berth.api.StartOutcome;
import dev.berth.api.StartSession;
import dev.berth.api.StateReason;
import dev.berth.api.WorkGroup;
import dev.berth.engine.journal.Fact;
import dev.berth.engine.journal.FactCodec;
import dev.berth.engine.journal.StateItem;
import dev.berth.engine.testing.FakeRuntime;
import dev.berth.spi.Journal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalInspectionTest {
    private static final LocalJournalConfig SMALL =
            new LocalJournalConfig(LocalJournalConfig.Durability.DISK, 16 << 10, 64 << 10, 128 << 10);
    private static final String SEGMENT = "segment-0000000000000000001";

    @TempDir
    private Path parent;

    @Test
    void summaryTellsWhatAStartWouldFind() throws Exception {
        try (Engine engine = start()) {
            SessionId ended = startSession(engine, "ended");
            startSession(engine, "live");
            engine.terminateSession(ended).join();
            awaitEnded(engine, 1);
        }

        JournalSummary summary = JournalInspection.verify(folder());

        assertThat(summary.liveSessions()).isEqualTo(1);
        assertThat(summary.endedSessions()).isEqualTo(1);
        assertThat(summary.workGroups()).isEqualTo(1);
        assertThat(summary.tokens()).isEqualTo(2);
        assertThat(summary.isClosed()).isTrue();
        assertThat(summary.tornBytes()).isZero();
        assertThat(summary.snapshotSequence()).isZero();
        assertThat(summary.batches()).isEqualTo(summary.lastSequence()).isBetween(3L, summary.facts());
        assertThat(summary.facts()).isEqualTo(entries().size());
    }

    @Test
    void everyFactIsReadWithAllThatItSays() throws Exception {
        try (Engine engine = start()) {
            SessionId id = startSession(engine, "token");
            await(engine, SessionState.IDLE::equals, 1);
            engine.replaceTags(id, null, OpaqueBytes.ofUtf8("tags")).join();
            calculate(engine, id);
            engine.terminateSession(id).join();
            awaitEnded(engine, 1);
            WorkGroup team = engine.workGroup("team").orElseThrow();
            engine.replaceWorkGroup(team, team.withEnabled(false)).join();
            engine.resizeBudget(BudgetName.ofWorkGroup("team"), OptionalInt.empty())
                    .join();
            engine.deleteWorkGroup("team", false).join();
        }

        List<JournalEntry> entries = entries();

        assertThat(entries).extracting(JournalEntry::kind).contains(namesOf(Fact.class));
        assertThat(entries).extracting(JournalEntry::sequence).isSorted().startsWith(1L);
        assertThat(entries).allSatisfy(entry -> {
            assertThat(entry.isOfSnapshot()).isFalse();
            assertThat(entry.file()).isEqualTo(SEGMENT);
            assertThat(entry.position()).isGreaterThanOrEqualTo(64);
        });
        JournalEntry started = entries.stream()
                .filter(entry -> entry.kind().equals("SessionStarted"))
                .findFirst()
                .orElseThrow();
        assertThat(started.fields()).containsOnlyKeys("id", "atMillis", "dpus", "request", "admittedUnder");
        assertThat(started.fields().get("dpus")).isEqualTo(5);
        assertThat(started.fields().get("request"))
                .hasToString("{workGroup=team, dpus=5, idleTimeout=PT20M, token=token, exclusiveKey=null,"
                        + " attributes=OpaqueBytes[10]}")
                .extracting(request -> ((Map<?, ?>) request).get("attributes"))
                .isEqualTo(OpaqueBytes.ofUtf8("attributes"));
        assertThat(entries)
                .filteredOn(entry -> entry.kind().equals("BudgetResized"))
                .extracting(entry -> entry.fields().toString())
                .contains("{name=workgroup/team, limitDpus=null}", "{name=account, limitDpus=1000000}");
    }

    @Test
    void piecesOfASnapshotAreMarked() throws Exception {
        try (Engine engine = start()) {
            for (int i = 0; i < 700; i++) {
                SessionId id = startSession(engine, "token-" + i);
                engine.terminateSession(id).join();
            }
            SessionId last = startSession(engine, "last");
            calculate(engine, last);
            // More than the state has bytes, however the changes before lie in batches: so a snapshot has the
            // calculation.
            for (int i = 0; i < 1_500; i++) {
                engine.replaceTags(last, i == 0 ? null : tags(i - 1), tags(i)).join();
            }
        }

        JournalSummary summary = JournalInspection.verify(folder());
        List<JournalEntry> entries = entries();

        assertThat(summary.snapshotSequence()).isPositive();
        List<JournalEntry> pieces =
                entries.stream().filter(JournalEntry::isOfSnapshot).toList();
        assertThat(pieces).extracting(JournalEntry::kind).contains(namesOf(StateItem.class));
        assertThat(pieces).allSatisfy(piece -> {
            assertThat(piece.sequence()).isEqualTo(summary.snapshotSequence());
            assertThat(piece.file()).startsWith("snapshot-");
        });
        assertThat(entries.subList(0, pieces.size())).isEqualTo(pieces);
        assertThat(entries.size() - pieces.size()).isEqualTo(summary.facts());
        assertThat(summary.liveSessions() + summary.endedSessions()).isEqualTo(701);
    }

    private static OpaqueBytes tags(int number) {
        return OpaqueBytes.ofUtf8("tags".repeat(20) + number);
    }

    /** Runs code in a session until it is stopped. */
    private static void calculate(Engine engine, SessionId id) throws InterruptedException {
        await(engine, SessionState.IDLE::equals, 1);
        StartCalculationOutcome outcome =
                engine.startCalculation(StartCalculation.in(id, "1 + 1")).join();
        engine.stopCalculation(((StartCalculationOutcome.Started) outcome).id()).join();
        await(engine, SessionState.IDLE::equals, 1);
    }

    @Test
    void whatACrashLeavesIsTold() throws Exception {
        try (Engine engine = start()) {
            startSession(engine, "token");
        }
        long end = JournalInspection.verify(folder()).lastSequence();
        Files.delete(folder().resolve("closed"));
        assertThat(JournalInspection.verify(folder()).isClosed()).isFalse();

        write(SEGMENT, lastContent() + 16, new byte[] {1, 2, 3});

        JournalSummary torn = JournalInspection.verify(folder());
        assertThat(torn.tornBytes()).isBetween(3L, 30L);
        assertThat(torn.lastSequence()).isEqualTo(end);
    }

    @Test
    void damageIsToldWithItsPlaceAndWhatComesBeforeIsRead() throws Exception {
        try (Engine engine = start()) {
            startSession(engine, "one");
            startSession(engine, "two");
        }
        JournalEntry second = entries().stream()
                .filter(entry -> entry.sequence() == 2)
                .findFirst()
                .orElseThrow();
        write(SEGMENT, second.position() + 30, new byte[] {1, 2, 3});
        List<JournalEntry> read = new ArrayList<>();

        String place = SEGMENT + " at byte " + second.position();
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> JournalInspection.verify(folder()))
                .withMessageContaining(place);
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> JournalInspection.read(folder(), read::add))
                .withMessageContaining(place);
        assertThat(read).extracting(JournalEntry::sequence).containsOnly(1L);
    }

    @Test
    void wholeBatchThatMakesNoSenseIsDamageAsForAStart() throws Exception {
        start().close();
        SessionId nobody = new SessionId(1, 2);
        append(new Fact.SessionEnded(nobody, 3, new StateReason(StateReason.Cause.REQUESTED, "")));

        String nonsense = "makes no sense: a fact ends session " + nobody + ", which is not live";
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> JournalInspection.verify(folder()))
                .withMessageContaining(nonsense);
        assertThatExceptionOfType(IOException.class).isThrownBy(this::start).withMessageContaining(nonsense);
        List<JournalEntry> entries = entries();
        assertThat(entries.get(entries.size() - 1).fields())
                .hasToString("{id=" + nobody + ", atMillis=3, reason={cause=REQUESTED, detail=}}");
    }

    /** Appends a fact that no engine would. */
    private void append(Fact fact) throws Exception {
        try (Journal journal = Journals.local(folder(), SMALL)) {
            long last = journal.recover(new Journal.RecoveryReader() {
                @Override
                public void readSnapshot(ByteBuffer part) {}

                @Override
                public void readBatch(ByteBuffer batch) {}
            });
            CompletableFuture<Void> durable = new CompletableFuture<>();
            journal.append(new OneFact(last + 1, fact), new Journal.AppendListener() {
                @Override
                public void durable() {
                    durable.complete(null);
                }

                @Override
                public void failed(Throwable cause) {
                    durable.completeExceptionally(cause);
                }
            });
            durable.join();
        }
    }

    private record OneFact(long sequence, Fact fact) implements Journal.Batch {
        @Override
        public int factCount() {
            return 1;
        }

        @Override
        public int byteCount() {
            return FactCodec.HEADER_BYTES + FactCodec.byteCount(fact);
        }

        @Override
        public void encodeTo(ByteBuffer target) {
            FactCodec.encode(List.of(fact), target);
        }
    }

    @Test
    void folderInUseIsRefusedAndOneThatIsLookedAtCannotBeTaken() throws Exception {
        try (Engine engine = start()) {
            assertThat(engine.workGroup("team")).isPresent();
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> JournalInspection.verify(folder()))
                    .withMessage("folder " + folder() + " is in use by another process");
        }
        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> JournalInspection.read(folder(), entry -> takeFolder()))
                .withMessageContaining("is in use");
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> JournalInspection.verify(parent.resolve("nowhere")))
                .withMessage("there is no folder " + parent.resolve("nowhere"));
    }

    @Test
    void nothingIsChanged() throws Exception {
        start().close();
        Files.delete(folder().resolve("lock"));
        Files.delete(folder().resolve("closed"));
        Files.createFile(folder().resolve("snapshot.tmp"));
        write(SEGMENT, lastContent() + 8, new byte[] {9});
        Map<String, byte[]> before = contents();

        JournalInspection.verify(folder());
        JournalInspection.read(folder(), entry -> {});

        Map<String, byte[]> after = contents();
        assertThat(after.keySet()).isEqualTo(before.keySet());
        before.forEach((name, bytes) -> assertThat(after.get(name)).as(name).isEqualTo(bytes));
    }

    private void takeFolder() {
        try {
            Journals.local(folder()).close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private Path folder() {
        return parent.resolve("journal");
    }

    private Engine start() throws IOException {
        return Engine.start(EngineConfig.builder()
                .accountDpus(1_000_000)
                .workGroup(CreateWorkGroup.named("team", "v1").withLimitDpus(1_000_000))
                .runtime("v1", FakeRuntime.obedient())
                .journal(Journals.local(folder(), SMALL))
                .build());
    }

    private static SessionId startSession(Engine engine, String token) {
        StartSession request = StartSession.in("team", 5)
                .withToken(new RequestToken(token))
                .withAttributes(OpaqueBytes.ofUtf8("attributes"));
        return ((StartOutcome.Started) engine.startSession(request).join()).id();
    }

    private static void awaitEnded(Engine engine, int sessions) {
        await(engine, SessionState::isEnded, sessions);
    }

    private static void await(Engine engine, Predicate<SessionState> states, int sessions) {
        while (engine.snapshot().sessions().entrySet().stream()
                        .filter(each -> states.test(each.getKey()))
                        .mapToLong(Map.Entry::getValue)
                        .sum()
                < sessions) {
            LockSupport.parkNanos(100_000);
        }
    }

    private List<JournalEntry> entries() throws IOException {
        List<JournalEntry> entries = new ArrayList<>();
        JournalInspection.read(folder(), entries::add);
        return entries;
    }

    private long lastContent() throws IOException {
        byte[] bytes = Files.readAllBytes(folder().resolve(SEGMENT));
        int end = bytes.length;
        while (bytes[end - 1] == 0) {
            end--;
        }
        return end;
    }

    private void write(String file, long position, byte[] bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(folder().resolve(file), StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(bytes), position);
        }
    }

    private Map<String, byte[]> contents() throws IOException {
        Map<String, byte[]> contents = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder())) {
            for (Path file : files.toList()) {
                contents.put(file.getFileName().toString(), Files.readAllBytes(file));
            }
        }
        return contents;
    }

    private static String[] namesOf(Class<?> sealed) {
        return Arrays.stream(sealed.getPermittedSubclasses())
                .map(Class::getSimpleName)
                .toArray(String[]::new);
    }
}
