package dev.berth.engine.journal;

import dev.berth.api.BudgetName;
import dev.berth.api.OpaqueBytes;
import dev.berth.api.RequestToken;
import dev.berth.api.SessionId;
import dev.berth.api.StartSession;
import dev.berth.api.StateReason;
import dev.berth.api.WorkGroup;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a batch of facts, the same for every journal. All numbers are big-endian.
 *
 * <pre>{@code
 * batch  = version:u8 (1)  count:i32  fact*
 * fact   = kind:u8  fields in the order of the record
 * id     = high:i64 low:i64        time    = millis since the epoch:i64
 * text   = bytes of UTF-8          bytes   = length:i32 (-1: null) octets
 * limit  = i32 (-1: none)          timeout = seconds:i64 nanos:i32
 * dpus   = i32 (-1: none)          flag    = u8 (0 or 1)
 * }</pre>
 *
 * <p>Kinds: 1 session started, 2 session launched, 3 termination requested, 4 session ended, 5 work group created, 6 work
 * group deleted, 7 budget resized, 8 work group changed, 9 session tagged. A cause is written by name, so the order of the constants may change. Stateless.
 */
public final class FactCodec {
    private static final int VERSION = 1;
    private static final int STARTED = 1;
    private static final int LAUNCHED = 2;
    private static final int TERMINATION = 3;
    private static final int ENDED = 4;
    private static final int GROUP_CREATED = 5;
    private static final int GROUP_DELETED = 6;
    private static final int RESIZED = 7;
    private static final int GROUP_CHANGED = 8;
    private static final int TAGGED = 9;
    private static final int NONE = -1;

    private FactCodec() {}

    /** The bytes of a batch. */
    public static ByteBuffer encode(List<Fact> facts) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(16 + 256 * facts.size());
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeInt(facts.size());
            for (Fact fact : facts) {
                write(out, fact);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ByteBuffer.wrap(bytes.toByteArray());
    }

    /**
     * The facts of a batch.
     *
     * @throws IllegalArgumentException if the bytes are not a batch of a known version
     */
    public static List<Fact> decode(ByteBuffer batch) {
        byte[] bytes = new byte[batch.remaining()];
        batch.get(bytes);
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            return read(in);
        } catch (IOException e) {
            throw new IllegalArgumentException("a batch of facts ends too early", e);
        }
    }

    private static List<Fact> read(DataInputStream in) throws IOException {
        int version = in.readUnsignedByte();
        if (version != VERSION) {
            throw new IllegalArgumentException("batches of version " + version + " are not known; this is " + VERSION);
        }
        int count = in.readInt();
        List<Fact> facts = new ArrayList<>(Math.min(count, 4096));
        for (int i = 0; i < count; i++) {
            facts.add(readFact(in));
        }
        if (in.available() > 0) {
            throw new IllegalArgumentException(in.available() + " bytes follow the last fact of a batch");
        }
        return facts;
    }

    private static void write(DataOutputStream out, Fact fact) throws IOException {
        if (fact instanceof Fact.SessionStarted started) {
            out.writeByte(STARTED);
            writeId(out, started.id());
            out.writeLong(started.atMillis());
            out.writeInt(started.dpus());
            writeRequest(out, started.request());
        } else if (fact instanceof Fact.SessionLaunched launched) {
            out.writeByte(LAUNCHED);
            writeId(out, launched.id());
            out.writeLong(launched.atMillis());
            writeBytes(out, launched.handle().toByteArray());
        } else if (fact instanceof Fact.TerminationRequested termination) {
            out.writeByte(TERMINATION);
            writeId(out, termination.id());
            out.writeLong(termination.atMillis());
            writeReason(out, termination.reason());
        } else if (fact instanceof Fact.SessionEnded ended) {
            out.writeByte(ENDED);
            writeId(out, ended.id());
            out.writeLong(ended.atMillis());
            writeReason(out, ended.reason());
        } else if (fact instanceof Fact.WorkGroupCreated created) {
            out.writeByte(GROUP_CREATED);
            writeWorkGroup(out, created.workGroup());
            writeOptional(out, created.limitDpus());
        } else if (fact instanceof Fact.WorkGroupChanged changed) {
            out.writeByte(GROUP_CHANGED);
            writeWorkGroup(out, changed.workGroup());
        } else if (fact instanceof Fact.WorkGroupDeleted deleted) {
            out.writeByte(GROUP_DELETED);
            writeText(out, deleted.name());
        } else if (fact instanceof Fact.BudgetResized resized) {
            out.writeByte(RESIZED);
            writeText(out, resized.name().workGroup().orElse(null));
            writeOptional(out, resized.limitDpus());
        } else if (fact instanceof Fact.SessionTagged tagged) {
            out.writeByte(TAGGED);
            writeId(out, tagged.id());
            writeBytes(out, tagged.tags().toByteArray());
        }
    }

    private static Fact readFact(DataInputStream in) throws IOException {
        int kind = in.readUnsignedByte();
        return switch (kind) {
            case STARTED -> new Fact.SessionStarted(readId(in), in.readLong(), in.readInt(), readRequest(in));
            case LAUNCHED -> new Fact.SessionLaunched(readId(in), in.readLong(), readOpaque(in));
            case TERMINATION -> new Fact.TerminationRequested(readId(in), in.readLong(), readReason(in));
            case ENDED -> new Fact.SessionEnded(readId(in), in.readLong(), readReason(in));
            case GROUP_CREATED -> new Fact.WorkGroupCreated(readWorkGroup(in), readOptional(in));
            case GROUP_DELETED -> new Fact.WorkGroupDeleted(readText(in));
            case RESIZED -> new Fact.BudgetResized(readBudgetName(in), readOptional(in));
            case GROUP_CHANGED -> new Fact.WorkGroupChanged(readWorkGroup(in));
            case TAGGED -> new Fact.SessionTagged(readId(in), readOpaque(in));
            default -> throw new IllegalArgumentException("facts of kind " + kind + " are not known");
        };
    }

    private static void writeRequest(DataOutputStream out, StartSession request) throws IOException {
        writeText(out, request.workGroup());
        writeOptional(out, request.dpus());
        out.writeLong(request.idleTimeout().toSeconds());
        out.writeInt(request.idleTimeout().toNanosPart());
        RequestToken token = request.token();
        writeText(out, token == null ? null : token.value());
        writeText(out, request.exclusiveKey());
        writeBytes(out, request.attributes().toByteArray());
    }

    private static StartSession readRequest(DataInputStream in) throws IOException {
        String workGroup = readText(in);
        OptionalInt dpus = readOptional(in);
        Duration idleTimeout = Duration.ofSeconds(in.readLong(), in.readInt());
        String token = readNullableText(in);
        String exclusiveKey = readNullableText(in);
        return new StartSession(
                workGroup,
                dpus,
                idleTimeout,
                token == null ? null : new RequestToken(token),
                exclusiveKey,
                readOpaque(in));
    }

    private static void writeWorkGroup(DataOutputStream out, WorkGroup workGroup) throws IOException {
        writeText(out, workGroup.name());
        writeText(out, workGroup.engineVersion());
        out.writeLong(workGroup.createdAt().toEpochMilli());
        out.writeBoolean(workGroup.enabled());
        writeOptional(out, workGroup.sessionDpus());
        writeBytes(out, workGroup.attributes().toByteArray());
        writeBytes(out, workGroup.tags().toByteArray());
    }

    private static WorkGroup readWorkGroup(DataInputStream in) throws IOException {
        return new WorkGroup(
                readText(in),
                readText(in),
                Instant.ofEpochMilli(in.readLong()),
                in.readBoolean(),
                readOptional(in),
                readOpaque(in),
                readOpaque(in));
    }

    private static void writeReason(DataOutputStream out, StateReason reason) throws IOException {
        writeText(out, reason.cause().name());
        writeText(out, reason.detail());
    }

    private static StateReason readReason(DataInputStream in) throws IOException {
        return new StateReason(StateReason.Cause.valueOf(readText(in)), readText(in));
    }

    private static void writeId(DataOutputStream out, SessionId id) throws IOException {
        out.writeLong(id.high());
        out.writeLong(id.low());
    }

    private static SessionId readId(DataInputStream in) throws IOException {
        return new SessionId(in.readLong(), in.readLong());
    }

    private static BudgetName readBudgetName(DataInputStream in) throws IOException {
        String workGroup = readNullableText(in);
        return workGroup == null ? BudgetName.ACCOUNT : BudgetName.ofWorkGroup(workGroup);
    }

    private static void writeOptional(DataOutputStream out, OptionalInt number) throws IOException {
        out.writeInt(number.orElse(NONE));
    }

    private static OptionalInt readOptional(DataInputStream in) throws IOException {
        int number = in.readInt();
        return number == NONE ? OptionalInt.empty() : OptionalInt.of(number);
    }

    private static void writeText(DataOutputStream out, @Nullable String text) throws IOException {
        writeBytes(out, text == null ? null : text.getBytes(StandardCharsets.UTF_8));
    }

    private static String readText(DataInputStream in) throws IOException {
        String text = readNullableText(in);
        if (text == null) {
            throw new IllegalArgumentException("a text is missing in a fact");
        }
        return text;
    }

    private static @Nullable String readNullableText(DataInputStream in) throws IOException {
        byte[] bytes = readBytes(in);
        return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
    }

    private static OpaqueBytes readOpaque(DataInputStream in) throws IOException {
        byte[] bytes = readBytes(in);
        return bytes == null ? OpaqueBytes.EMPTY : OpaqueBytes.wrap(bytes);
    }

    private static void writeBytes(DataOutputStream out, byte @Nullable [] bytes) throws IOException {
        if (bytes == null) {
            out.writeInt(NONE);
            return;
        }
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static byte @Nullable [] readBytes(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length == NONE) {
            return null;
        }
        if (length < 0 || length > in.available()) {
            throw new IllegalArgumentException("a fact claims " + length + " bytes, " + in.available() + " are left");
        }
        return in.readNBytes(length);
    }
}
