package dev.berth.engine.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.berth.api.BudgetName;
import dev.berth.api.CalculationId;
import dev.berth.api.CalculationState;
import dev.berth.api.OpaqueBytes;
import dev.berth.api.RequestToken;
import dev.berth.api.SessionId;
import dev.berth.api.StartCalculation;
import dev.berth.api.StartSession;
import dev.berth.api.StateReason;
import dev.berth.api.WorkGroup;
import dev.berth.engine.testing.Seeds;
import dev.berth.spi.SessionRuntime.CalculationEnd;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class FactCodecTest {
    private static final SessionId ID = new SessionId(0x0123_4567_89ab_7defL, 0x8123_4567_89ab_cdefL);
    private static final StartSession REQUEST = new StartSession(
            "team",
            OptionalInt.of(5),
            Duration.ofSeconds(90, 7),
            new RequestToken("token"),
            "notebook",
            OpaqueBytes.ofUtf8("{\"a\":\"\u00e9\"}"));
    private static final StateReason REASON = new StateReason(StateReason.Cause.LAUNCH_FAILED, "no image");
    private static final WorkGroup GROUP = new WorkGroup(
            "team",
            "v1",
            Instant.ofEpochMilli(1_767_225_600_123L),
            true,
            OptionalInt.of(7),
            OpaqueBytes.ofUtf8("x"),
            OpaqueBytes.ofUtf8("tags"));
    private static final WorkGroup BARE_GROUP = new WorkGroup(
            "team", "v1", Instant.EPOCH, false, OptionalInt.empty(), OpaqueBytes.EMPTY, OpaqueBytes.EMPTY);

    private static final CalculationId CALCULATION = new CalculationId(1, 2);
    private static final StartCalculation CODE =
            new StartCalculation(ID, "print('\u00e9')", new RequestToken("token"), OpaqueBytes.ofUtf8("{}"));

    /** One of each kind, and each with what may be missing. */
    private static final List<Fact> FACTS = List.of(
            new Fact.SessionStarted(ID, 1, 5, REQUEST, null),
            new Fact.SessionStarted(ID, 1, 20, StartSession.in("team"), GROUP),
            new Fact.SessionStarted(
                    ID,
                    1,
                    5,
                    StartSession.in("team", 5).withToken(new RequestToken("5f0c7e4a-6a3b-4c1d-8e2f-0123456789ab")),
                    null),
            new Fact.SessionLaunched(ID, 2, OpaqueBytes.ofUtf8("pid 7")),
            new Fact.SessionLaunched(ID, 2, OpaqueBytes.EMPTY),
            new Fact.TerminationRequested(ID, 3, REASON),
            new Fact.SessionEnded(ID, -4, new StateReason(StateReason.Cause.REQUESTED, "")),
            new Fact.WorkGroupCreated(GROUP, OptionalInt.of(0)),
            new Fact.WorkGroupCreated(GROUP, OptionalInt.empty()),
            new Fact.WorkGroupChanged(GROUP),
            new Fact.WorkGroupChanged(BARE_GROUP),
            new Fact.SessionTagged(ID, OpaqueBytes.ofUtf8("[]")),
            new Fact.SessionTagged(ID, OpaqueBytes.EMPTY),
            new Fact.CalculationSubmitted(CALCULATION, 5, CODE),
            new Fact.CalculationSubmitted(CALCULATION, 5, StartCalculation.in(ID, "")),
            new Fact.CalculationStopRequested(CALCULATION, 6),
            new Fact.CalculationFinished(
                    CALCULATION, 7, new CalculationEnd(CalculationState.FAILED, "NameError", true)),
            new Fact.CalculationFinished(CALCULATION, 7, new CalculationEnd(CalculationState.COMPLETED, "", false)),
            new Fact.WorkGroupDeleted("team"),
            new Fact.BudgetResized(BudgetName.ACCOUNT, OptionalInt.of(Integer.MAX_VALUE)),
            new Fact.BudgetResized(BudgetName.ofWorkGroup("team"), OptionalInt.empty()));

    @Test
    void factsAreReadAsTheyWereWritten() {
        assertThat(FactCodec.decode(encode(FACTS))).isEqualTo(FACTS);
        assertThat(FactCodec.decode(encode(List.of()))).isEmpty();
    }

    @Test
    void causesOfEveryKindAreReadAsTheyWereWritten() {
        List<Fact> facts = new ArrayList<>();
        for (StateReason.Cause cause : StateReason.Cause.values()) {
            facts.add(new Fact.SessionEnded(ID, 1, new StateReason(cause, cause.name())));
        }

        assertThat(FactCodec.decode(encode(facts))).isEqualTo(facts);
    }

    @Test
    void aBatchMayLieAnywhereInItsBuffer() {
        ByteBuffer encoded = encode(FACTS);
        ByteBuffer larger = ByteBuffer.allocateDirect(encoded.remaining() + 20);
        larger.position(10).put(encoded).flip().position(10);

        assertThat(FactCodec.decode(larger.asReadOnlyBuffer())).isEqualTo(FACTS);
    }

    /** A journal of this version is read by every later one: the bytes of a batch do not change. */
    @Test
    void theBytesOfABatchAreThoseOfTheDescription() {
        ByteBuffer batch = encode(List.of(new Fact.BudgetResized(BudgetName.ofWorkGroup("ab"), OptionalInt.of(258))));

        byte[] bytes = new byte[batch.remaining()];
        batch.get(bytes);
        assertThat(bytes).containsExactly(1, 0, 0, 0, 1, 7, 0, 0, 0, 2, 'a', 'b', 0, 0, 1, 2);
    }

    @Test
    void randomFactsAreReadAsTheyWereWritten() {
        SplittableRandom random = new SplittableRandom(Seeds.next(FactCodecTest.class));
        for (int round = 0; round < 500; round++) {
            List<Fact> facts = new ArrayList<>();
            for (int i = random.nextInt(20); i > 0; i--) {
                facts.add(anyFact(random));
            }
            assertThat(FactCodec.decode(encode(facts))).isEqualTo(facts);
        }
    }

    @Test
    void aBatchThatWasCutOffIsRefused() {
        byte[] bytes = encode(FACTS).array();
        for (int length = 0; length < bytes.length; length++) {
            ByteBuffer cut = ByteBuffer.wrap(bytes, 0, length);
            assertThatIllegalArgumentException()
                    .as("%d of %d bytes", length, bytes.length)
                    .isThrownBy(() -> FactCodec.decode(cut));
        }
    }

    @Test
    void otherVersionsAndKindsAreRefused() {
        byte[] bytes = encode(FACTS).array();
        bytes[0] = 2;
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FactCodec.decode(ByteBuffer.wrap(bytes)))
                .withMessageContaining("version 2");
        bytes[0] = 1;
        bytes[5] = 99;
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FactCodec.decode(ByteBuffer.wrap(bytes)))
                .withMessageContaining("kind 99");
    }

    @Test
    void rubbishIsRefusedOrReadButNeverMore() {
        SplittableRandom random = new SplittableRandom(Seeds.next(FactCodecTest.class));
        byte[] good = encode(FACTS).array();
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = good.clone();
            for (int i = random.nextInt(1, 4); i > 0; i--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            try {
                assertThat(FactCodec.decode(ByteBuffer.wrap(bytes))).isNotNull();
            } catch (IllegalArgumentException expected) {
                assertThat(expected).hasMessageNotContaining("null");
            }
        }
    }

    /** A batch in a buffer of exactly the size that is said to be needed. */
    private static ByteBuffer encode(List<Fact> facts) {
        int bytes = FactCodec.HEADER_BYTES
                + facts.stream().mapToInt(FactCodec::byteCount).sum();
        ByteBuffer batch = ByteBuffer.allocate(bytes);
        FactCodec.encode(facts, batch);
        assertThat(batch.remaining()).isZero();
        return batch.flip();
    }

    private static Fact anyFact(SplittableRandom random) {
        SessionId id = new SessionId(random.nextLong(), random.nextLong());
        long millis = random.nextLong(-1L << 50, 1L << 50);
        OptionalInt limit = random.nextBoolean() ? OptionalInt.empty() : OptionalInt.of(random.nextInt(1 << 30));
        StateReason.Cause[] causes = StateReason.Cause.values();
        StateReason reason = new StateReason(causes[random.nextInt(causes.length)], anyText(random, 0));
        return switch (random.nextInt(12)) {
            case 0 ->
                new Fact.SessionStarted(
                        id,
                        millis,
                        random.nextInt(),
                        anyRequest(random),
                        random.nextBoolean() ? anyGroup(random) : null);
            case 1 -> new Fact.SessionLaunched(id, millis, anyBytes(random));
            case 2 -> new Fact.TerminationRequested(id, millis, reason);
            case 3 -> new Fact.SessionEnded(id, millis, reason);
            case 4 -> new Fact.WorkGroupCreated(anyGroup(random), limit);
            case 5 -> new Fact.WorkGroupChanged(anyGroup(random));
            case 6 -> new Fact.SessionTagged(id, anyBytes(random));
            case 7 -> new Fact.WorkGroupDeleted(anyText(random, 1));
            case 8 ->
                new Fact.CalculationSubmitted(
                        anyCalculation(random),
                        millis,
                        new StartCalculation(
                                id,
                                anyText(random, 0),
                                random.nextBoolean() ? null : new RequestToken(anyText(random, 1)),
                                anyBytes(random)));
            case 9 -> new Fact.CalculationStopRequested(anyCalculation(random), millis);
            case 10 ->
                new Fact.CalculationFinished(
                        anyCalculation(random),
                        millis,
                        new CalculationEnd(
                                random.nextBoolean() ? CalculationState.CANCELED : CalculationState.COMPLETED,
                                anyText(random, 0),
                                random.nextBoolean()));
            default ->
                new Fact.BudgetResized(
                        random.nextBoolean() ? BudgetName.ACCOUNT : BudgetName.ofWorkGroup(anyText(random, 1)), limit);
        };
    }

    private static CalculationId anyCalculation(SplittableRandom random) {
        return new CalculationId(random.nextLong(), random.nextLong());
    }

    private static WorkGroup anyGroup(SplittableRandom random) {
        return new WorkGroup(
                anyText(random, 1),
                anyText(random, 0),
                Instant.ofEpochMilli(random.nextLong(-1L << 50, 1L << 50)),
                random.nextBoolean(),
                anyDpus(random),
                anyBytes(random),
                anyBytes(random));
    }

    private static OptionalInt anyDpus(SplittableRandom random) {
        return random.nextBoolean() ? OptionalInt.empty() : OptionalInt.of(random.nextInt(1, Integer.MAX_VALUE));
    }

    private static StartSession anyRequest(SplittableRandom random) {
        return new StartSession(
                anyText(random, 1),
                anyDpus(random),
                Duration.ofSeconds(random.nextLong(1L << 40), random.nextInt(1, 1_000_000_000)),
                random.nextBoolean() ? null : new RequestToken(anyText(random, 1)),
                random.nextBoolean() ? null : anyText(random, 0),
                anyBytes(random));
    }

    private static String anyText(SplittableRandom random, int minLength) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(minLength, 40); i > 0; i--) {
            // Any character but the halves of surrogate pairs, which are none on their own.
            int character = random.nextInt(0xffff);
            text.appendCodePoint(Character.isSurrogate((char) character) ? 0x1f6a2 : character);
        }
        return text.toString();
    }

    private static OpaqueBytes anyBytes(SplittableRandom random) {
        byte[] bytes = new byte[random.nextInt(300)];
        random.nextBytes(bytes);
        return OpaqueBytes.wrap(bytes);
    }
}
