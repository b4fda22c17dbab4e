package dev.berth.engine.journal;

import dev.berth.api.CalculationState;
import dev.berth.api.RequestToken;
import dev.berth.api.SessionState;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * The bytes of a part of a snapshot: a version (1) in one byte, then items, each a kind in one byte and its fields in the order
 * of the record, in the forms of {@link FactCodec}. A state is written by name. Stateless.
 *
 * <p>Kinds: 1 account limit, 2 view, 3 group, 4 session, 5 token, 6 calculation.
 */
public final class StateCodec {
    /** What a part has before its items. */
    public static final int HEADER_BYTES = 1;

    private static final int VERSION = 1;
    private static final int ACCOUNT = 1;
    private static final int VIEW = 2;
    private static final int GROUP = 3;
    private static final int SESSION = 4;
    private static final int TOKEN = 5;
    private static final int CALCULATION = 6;
    private static final int KIND_BYTES = 1;

    private StateCodec() {}

    /** How many bytes an item takes. */
    public static int byteCount(StateItem item) {
        if (item instanceof StateItem.Session session) {
            return KIND_BYTES
                    + Fields.ID_BYTES
                    + Long.BYTES
                    + Integer.BYTES
                    + Fields.sizeOf(session.request())
                    + 2 * Integer.BYTES
                    + Fields.sizeOf(session.state().name())
                    + Fields.sizeOf(session.reason())
                    + Long.BYTES
                    + 1
                    + Fields.sizeOf(session.handle())
                    + Fields.sizeOf(session.tags());
        }
        if (item instanceof StateItem.Token token) {
            return KIND_BYTES + Fields.sizeOf(token.token().value()) + Fields.ID_BYTES + 3 * Long.BYTES;
        }
        if (item instanceof StateItem.Calculation calculation) {
            return KIND_BYTES
                    + Fields.ID_BYTES
                    + Long.BYTES
                    + Fields.sizeOf(calculation.request())
                    + Fields.sizeOf(calculation.state().name())
                    + Fields.sizeOf(calculation.detail())
                    + Long.BYTES
                    + 1;
        }
        if (item instanceof StateItem.View view) {
            return KIND_BYTES + Fields.sizeOf(view.workGroup());
        }
        return item instanceof StateItem.Group ? KIND_BYTES + 2 * Integer.BYTES + 1 : KIND_BYTES + Integer.BYTES;
    }

    /** Begins a part. */
    public static void begin(ByteBuffer out) {
        out.put((byte) VERSION);
    }

    /** Adds an item to a part, in {@link #byteCount} bytes. */
    public static void encode(StateItem item, ByteBuffer out) {
        if (item instanceof StateItem.AccountLimit account) {
            out.put((byte) ACCOUNT).putInt(account.limitDpus());
        } else if (item instanceof StateItem.View view) {
            out.put((byte) VIEW);
            Fields.put(out, view.workGroup());
        } else if (item instanceof StateItem.Group group) {
            out.put((byte) GROUP).putInt(group.view());
            Fields.put(out, group.limitDpus());
            Fields.put(out, group.isDeleted());
        } else if (item instanceof StateItem.Session session) {
            out.put((byte) SESSION);
            put(out, session);
        } else if (item instanceof StateItem.Calculation calculation) {
            out.put((byte) CALCULATION);
            put(out, calculation);
        } else if (item instanceof StateItem.Token token) {
            out.put((byte) TOKEN);
            Fields.put(out, token.token().value());
            Fields.put(out, token.session());
            out.putLong(token.digestHigh()).putLong(token.digestLow()).putLong(token.endedMillis());
        }
    }

    /**
     * Hands over the items of a part.
     *
     * @throws IllegalArgumentException if the bytes are not a part of a known version
     */
    public static void decode(ByteBuffer part, Consumer<StateItem> onItem) {
        try {
            int version = part.get();
            if (version != VERSION) {
                throw new IllegalArgumentException(
                        "snapshots of version " + version + " are not known; this is " + VERSION);
            }
            while (part.hasRemaining()) {
                onItem.accept(item(part));
            }
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("a part of a snapshot ends too early", e);
        }
    }

    private static StateItem item(ByteBuffer in) {
        int kind = in.get();
        return switch (kind) {
            case ACCOUNT -> new StateItem.AccountLimit(in.getInt());
            case VIEW -> new StateItem.View(Fields.workGroup(in));
            case GROUP -> new StateItem.Group(in.getInt(), Fields.optional(in), Fields.flag(in));
            case SESSION -> session(in);
            case TOKEN ->
                new StateItem.Token(
                        new RequestToken(Fields.text(in)), Fields.id(in), in.getLong(), in.getLong(), in.getLong());
            case CALCULATION ->
                new StateItem.Calculation(
                        Fields.calculationId(in),
                        in.getLong(),
                        Fields.calculationRequest(in),
                        CalculationState.valueOf(Fields.text(in)),
                        Fields.text(in),
                        in.getLong(),
                        Fields.flag(in));
            default -> throw new IllegalArgumentException("items of kind " + kind + " are not known");
        };
    }

    private static void put(ByteBuffer out, StateItem.Session session) {
        Fields.put(out, session.id());
        out.putLong(session.startedMillis()).putInt(session.dpus());
        Fields.put(out, session.request());
        out.putInt(session.group()).putInt(session.view());
        Fields.put(out, session.state().name());
        Fields.put(out, session.reason());
        out.putLong(session.sinceMillis());
        Fields.put(out, session.isLaunched());
        Fields.put(out, session.handle());
        Fields.put(out, session.tags());
    }

    private static void put(ByteBuffer out, StateItem.Calculation calculation) {
        Fields.put(out, calculation.id());
        out.putLong(calculation.submittedMillis());
        Fields.put(out, calculation.request());
        Fields.put(out, calculation.state().name());
        Fields.put(out, calculation.detail());
        out.putLong(calculation.sinceMillis());
        Fields.put(out, calculation.hasOutput());
    }

    private static StateItem.Session session(ByteBuffer in) {
        return new StateItem.Session(
                Fields.id(in),
                in.getLong(),
                in.getInt(),
                Fields.request(in),
                in.getInt(),
                in.getInt(),
                SessionState.valueOf(Fields.text(in)),
                Fields.nullableReason(in),
                in.getLong(),
                Fields.flag(in),
                Fields.opaque(in),
                Fields.nullableOpaque(in));
    }
}
