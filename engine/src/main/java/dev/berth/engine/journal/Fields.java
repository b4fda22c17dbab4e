package dev.berth.engine.journal;

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
import dev.berth.spi.SessionRuntime.CalculationEnd;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of the values that facts and state items are made of, as {@link FactCodec} describes them: for each kind its size,
 * how it is written, and how it is read. Stateless.
 *
 * <p>Reading throws {@link IllegalArgumentException} or {@link java.nio.BufferUnderflowException} for what was not written here.
 */
final class Fields {
    static final int ID_BYTES = 2 * Long.BYTES;

    private static final int NONE = -1;
    private static final int TIMEOUT_BYTES = Long.BYTES + Integer.BYTES;

    private Fields() {}

    // ---- sizes ----

    static int sizeOf(@Nullable String text) {
        return Integer.BYTES + (text == null ? 0 : utf8Bytes(text));
    }

    static int sizeOf(@Nullable OpaqueBytes bytes) {
        return Integer.BYTES + (bytes == null ? 0 : bytes.size());
    }

    static int sizeOf(@Nullable StateReason reason) {
        return reason == null ? Integer.BYTES : sizeOf(reason.cause().name()) + sizeOf(reason.detail());
    }

    static int sizeOf(BudgetName name) {
        return sizeOf(name.workGroup().orElse(null));
    }

    static int sizeOf(StartSession request) {
        RequestToken token = request.token();
        return sizeOf(request.workGroup())
                + Integer.BYTES
                + TIMEOUT_BYTES
                + sizeOf(token)
                + sizeOf(request.exclusiveKey())
                + sizeOf(request.attributes());
    }

    static int sizeOf(StartCalculation request) {
        RequestToken token = request.token();
        return ID_BYTES + sizeOf(request.code()) + sizeOf(token) + sizeOf(request.attributes());
    }

    /** Does not make the text of a UUID to count it. */
    private static int sizeOf(@Nullable RequestToken token) {
        return token != null && token.isUuid()
                ? Integer.BYTES + RequestToken.UUID_LENGTH
                : sizeOf(token == null ? null : token.value());
    }

    static int sizeOf(CalculationEnd end) {
        return sizeOf(end.state().name()) + sizeOf(end.detail()) + 1;
    }

    static int sizeOf(WorkGroup workGroup) {
        return sizeOf(workGroup.name())
                + sizeOf(workGroup.engineVersion())
                + Long.BYTES
                + 1
                + Integer.BYTES
                + sizeOf(workGroup.attributes())
                + sizeOf(workGroup.tags());
    }

    /** As many bytes as {@link String#getBytes} gives, which writes one for half a surrogate pair. */
    private static int utf8Bytes(String text) {
        int bytes = text.length();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                boolean isPair = Character.isHighSurrogate(c)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                if (isPair) {
                    bytes += 2;
                    i++;
                } else if (!Character.isSurrogate(c)) {
                    bytes += c < 0x800 ? 1 : 2;
                }
            }
        }
        return bytes;
    }

    // ---- writing ----

    static void put(ByteBuffer out, @Nullable String text) {
        put(out, text == null ? null : text.getBytes(StandardCharsets.UTF_8));
    }

    static void put(ByteBuffer out, @Nullable OpaqueBytes bytes) {
        if (bytes == null) {
            out.putInt(NONE);
        } else {
            out.putInt(bytes.size());
            bytes.copyTo(out);
        }
    }

    static void put(ByteBuffer out, @Nullable StateReason reason) {
        if (reason == null) {
            out.putInt(NONE);
        } else {
            put(out, reason.cause().name());
            put(out, reason.detail());
        }
    }

    static void put(ByteBuffer out, SessionId id) {
        out.putLong(id.high()).putLong(id.low());
    }

    static void put(ByteBuffer out, CalculationId id) {
        out.putLong(id.high()).putLong(id.low());
    }

    static void put(ByteBuffer out, StartCalculation request) {
        put(out, request.session());
        put(out, request.code());
        RequestToken token = request.token();
        put(out, token == null ? null : token.value());
        put(out, request.attributes());
    }

    static void put(ByteBuffer out, CalculationEnd end) {
        put(out, end.state().name());
        put(out, end.detail());
        put(out, end.hasOutput());
    }

    static void put(ByteBuffer out, OptionalInt number) {
        out.putInt(number.orElse(NONE));
    }

    static void put(ByteBuffer out, boolean flag) {
        out.put((byte) (flag ? 1 : 0));
    }

    static void put(ByteBuffer out, BudgetName name) {
        put(out, name.workGroup().orElse(null));
    }

    static void put(ByteBuffer out, StartSession request) {
        put(out, request.workGroup());
        put(out, request.dpus());
        out.putLong(request.idleTimeout().toSeconds());
        out.putInt(request.idleTimeout().toNanosPart());
        RequestToken token = request.token();
        put(out, token == null ? null : token.value());
        put(out, request.exclusiveKey());
        put(out, request.attributes());
    }

    static void put(ByteBuffer out, WorkGroup workGroup) {
        put(out, workGroup.name());
        put(out, workGroup.engineVersion());
        out.putLong(workGroup.createdAt().toEpochMilli());
        put(out, workGroup.enabled());
        put(out, workGroup.sessionDpus());
        put(out, workGroup.attributes());
        put(out, workGroup.tags());
    }

    private static void put(ByteBuffer out, byte @Nullable [] bytes) {
        if (bytes == null) {
            out.putInt(NONE);
        } else {
            out.putInt(bytes.length).put(bytes);
        }
    }

    // ---- reading ----

    static String text(ByteBuffer in) {
        String text = nullableText(in);
        if (text == null) {
            throw new IllegalArgumentException("a text is missing");
        }
        return text;
    }

    static @Nullable String nullableText(ByteBuffer in) {
        byte[] bytes = bytes(in);
        return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
    }

    static OpaqueBytes opaque(ByteBuffer in) {
        OpaqueBytes bytes = nullableOpaque(in);
        return bytes == null ? OpaqueBytes.EMPTY : bytes;
    }

    static @Nullable OpaqueBytes nullableOpaque(ByteBuffer in) {
        byte[] bytes = bytes(in);
        return bytes == null ? null : OpaqueBytes.wrap(bytes);
    }

    static StateReason reason(ByteBuffer in) {
        StateReason reason = nullableReason(in);
        if (reason == null) {
            throw new IllegalArgumentException("a reason is missing");
        }
        return reason;
    }

    static @Nullable StateReason nullableReason(ByteBuffer in) {
        String cause = nullableText(in);
        return cause == null ? null : new StateReason(StateReason.Cause.valueOf(cause), text(in));
    }

    static SessionId id(ByteBuffer in) {
        return new SessionId(in.getLong(), in.getLong());
    }

    static CalculationId calculationId(ByteBuffer in) {
        return new CalculationId(in.getLong(), in.getLong());
    }

    static StartCalculation calculationRequest(ByteBuffer in) {
        return new StartCalculation(id(in), text(in), token(in), opaque(in));
    }

    static CalculationEnd calculationEnd(ByteBuffer in) {
        return new CalculationEnd(CalculationState.valueOf(text(in)), text(in), flag(in));
    }

    private static @Nullable RequestToken token(ByteBuffer in) {
        String token = nullableText(in);
        return token == null ? null : new RequestToken(token);
    }

    static OptionalInt optional(ByteBuffer in) {
        int number = in.getInt();
        return number == NONE ? OptionalInt.empty() : OptionalInt.of(number);
    }

    static boolean flag(ByteBuffer in) {
        return in.get() != 0;
    }

    static BudgetName budgetName(ByteBuffer in) {
        String workGroup = nullableText(in);
        return workGroup == null ? BudgetName.ACCOUNT : BudgetName.ofWorkGroup(workGroup);
    }

    static StartSession request(ByteBuffer in) {
        String workGroup = text(in);
        OptionalInt dpus = optional(in);
        Duration idleTimeout = Duration.ofSeconds(in.getLong(), in.getInt());
        return new StartSession(workGroup, dpus, idleTimeout, token(in), nullableText(in), opaque(in));
    }

    static WorkGroup workGroup(ByteBuffer in) {
        return new WorkGroup(
                text(in), text(in), Instant.ofEpochMilli(in.getLong()), flag(in), optional(in), opaque(in), opaque(in));
    }

    private static byte @Nullable [] bytes(ByteBuffer in) {
        int length = in.getInt();
        if (length == NONE) {
            return null;
        }
        if (length < 0 || length > in.remaining()) {
            throw new IllegalArgumentException(length + " bytes are claimed, " + in.remaining() + " are left");
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }
}
