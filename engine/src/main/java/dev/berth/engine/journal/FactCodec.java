package dev.berth.engine.journal;

import dev.berth.api.WorkGroup;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

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
 * <p>What may be missing and is no text, bytes or number has a flag before it.
 *
 * <p>Kinds: 1 session started, 2 session launched, 3 termination requested, 4 session ended, 5 work group created, 6 work
 * group deleted, 7 budget resized, 8 work group changed, 9 session tagged, 10 calculation submitted, 11 calculation told to
 * stop, 12 calculation finished. A cause and a state are written by name, so the order of the constants may change. Stateless.
 */
public final class FactCodec {
    /** What a batch has before its facts. */
    public static final int HEADER_BYTES = 1 + Integer.BYTES;

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
    private static final int SUBMITTED = 10;
    private static final int STOP_REQUESTED = 11;
    private static final int FINISHED = 12;
    private static final int KIND_BYTES = 1;
    private static final int FLAG_BYTES = 1;
    private static final int ID_AND_TIME_BYTES = Fields.ID_BYTES + Long.BYTES;

    private FactCodec() {}

    /** How many bytes a fact takes in a batch. */
    public static int byteCount(Fact fact) {
        if (fact instanceof Fact.SessionStarted started) {
            WorkGroup admittedUnder = started.admittedUnder();
            return KIND_BYTES
                    + ID_AND_TIME_BYTES
                    + Integer.BYTES
                    + Fields.sizeOf(started.request())
                    + FLAG_BYTES
                    + (admittedUnder == null ? 0 : byteCount(admittedUnder));
        }
        if (fact instanceof Fact.SessionLaunched launched) {
            return KIND_BYTES + ID_AND_TIME_BYTES + Fields.sizeOf(launched.handle());
        }
        if (fact instanceof Fact.TerminationRequested termination) {
            return KIND_BYTES + ID_AND_TIME_BYTES + Fields.sizeOf(termination.reason());
        }
        if (fact instanceof Fact.SessionEnded ended) {
            return KIND_BYTES + ID_AND_TIME_BYTES + Fields.sizeOf(ended.reason());
        }
        if (fact instanceof Fact.WorkGroupCreated created) {
            return KIND_BYTES + Fields.sizeOf(created.workGroup()) + Integer.BYTES;
        }
        if (fact instanceof Fact.WorkGroupChanged changed) {
            return KIND_BYTES + Fields.sizeOf(changed.workGroup());
        }
        if (fact instanceof Fact.WorkGroupDeleted deleted) {
            return KIND_BYTES + Fields.sizeOf(deleted.name());
        }
        if (fact instanceof Fact.BudgetResized resized) {
            return KIND_BYTES + Fields.sizeOf(resized.name()) + Integer.BYTES;
        }
        if (fact instanceof Fact.CalculationSubmitted submitted) {
            return KIND_BYTES + ID_AND_TIME_BYTES + Fields.sizeOf(submitted.request());
        }
        if (fact instanceof Fact.CalculationFinished finished) {
            return KIND_BYTES + ID_AND_TIME_BYTES + Fields.sizeOf(finished.end());
        }
        if (fact instanceof Fact.CalculationStopRequested) {
            return KIND_BYTES + ID_AND_TIME_BYTES;
        }
        return KIND_BYTES + Fields.ID_BYTES + Fields.sizeOf(((Fact.SessionTagged) fact).tags());
    }

    /** How many bytes a work group takes in a fact. */
    public static int byteCount(WorkGroup workGroup) {
        return Fields.sizeOf(workGroup);
    }

    /** Writes a batch, in as many bytes as its header and the {@link #byteCount} of its facts are. */
    public static void encode(List<Fact> facts, ByteBuffer out) {
        out.put((byte) VERSION).putInt(facts.size());
        for (Fact fact : facts) {
            put(out, fact);
        }
    }

    /**
     * The facts of a batch.
     *
     * @throws IllegalArgumentException if the bytes are not a batch of a known version
     */
    public static List<Fact> decode(ByteBuffer batch) {
        try {
            return read(batch);
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("a batch of facts ends too early", e);
        }
    }

    private static List<Fact> read(ByteBuffer in) {
        int version = in.get();
        if (version != VERSION) {
            throw new IllegalArgumentException("batches of version " + version + " are not known; this is " + VERSION);
        }
        int count = in.getInt();
        List<Fact> facts = new ArrayList<>(Math.max(0, Math.min(count, 4096)));
        for (int i = 0; i < count; i++) {
            facts.add(fact(in));
        }
        if (in.hasRemaining()) {
            throw new IllegalArgumentException(in.remaining() + " bytes follow the last fact of a batch");
        }
        return facts;
    }

    private static void put(ByteBuffer out, Fact fact) {
        if (fact instanceof Fact.SessionStarted started) {
            out.put((byte) STARTED);
            Fields.put(out, started.id());
            out.putLong(started.atMillis()).putInt(started.dpus());
            Fields.put(out, started.request());
            WorkGroup admittedUnder = started.admittedUnder();
            Fields.put(out, admittedUnder != null);
            if (admittedUnder != null) {
                Fields.put(out, admittedUnder);
            }
        } else if (fact instanceof Fact.SessionLaunched launched) {
            out.put((byte) LAUNCHED);
            Fields.put(out, launched.id());
            out.putLong(launched.atMillis());
            Fields.put(out, launched.handle());
        } else if (fact instanceof Fact.TerminationRequested termination) {
            out.put((byte) TERMINATION);
            Fields.put(out, termination.id());
            out.putLong(termination.atMillis());
            Fields.put(out, termination.reason());
        } else if (fact instanceof Fact.SessionEnded ended) {
            out.put((byte) ENDED);
            Fields.put(out, ended.id());
            out.putLong(ended.atMillis());
            Fields.put(out, ended.reason());
        } else if (fact instanceof Fact.WorkGroupCreated created) {
            out.put((byte) GROUP_CREATED);
            Fields.put(out, created.workGroup());
            Fields.put(out, created.limitDpus());
        } else if (fact instanceof Fact.WorkGroupChanged changed) {
            out.put((byte) GROUP_CHANGED);
            Fields.put(out, changed.workGroup());
        } else if (fact instanceof Fact.WorkGroupDeleted deleted) {
            out.put((byte) GROUP_DELETED);
            Fields.put(out, deleted.name());
        } else if (fact instanceof Fact.BudgetResized resized) {
            out.put((byte) RESIZED);
            Fields.put(out, resized.name());
            Fields.put(out, resized.limitDpus());
        } else if (fact instanceof Fact.SessionTagged tagged) {
            out.put((byte) TAGGED);
            Fields.put(out, tagged.id());
            Fields.put(out, tagged.tags());
        } else if (fact instanceof Fact.CalculationSubmitted submitted) {
            out.put((byte) SUBMITTED);
            Fields.put(out, submitted.id());
            out.putLong(submitted.atMillis());
            Fields.put(out, submitted.request());
        } else if (fact instanceof Fact.CalculationStopRequested stop) {
            out.put((byte) STOP_REQUESTED);
            Fields.put(out, stop.id());
            out.putLong(stop.atMillis());
        } else if (fact instanceof Fact.CalculationFinished finished) {
            out.put((byte) FINISHED);
            Fields.put(out, finished.id());
            out.putLong(finished.atMillis());
            Fields.put(out, finished.end());
        }
    }

    private static Fact fact(ByteBuffer in) {
        int kind = in.get();
        return switch (kind) {
            case STARTED ->
                new Fact.SessionStarted(
                        Fields.id(in),
                        in.getLong(),
                        in.getInt(),
                        Fields.request(in),
                        Fields.flag(in) ? Fields.workGroup(in) : null);
            case LAUNCHED -> new Fact.SessionLaunched(Fields.id(in), in.getLong(), Fields.opaque(in));
            case TERMINATION -> new Fact.TerminationRequested(Fields.id(in), in.getLong(), Fields.reason(in));
            case ENDED -> new Fact.SessionEnded(Fields.id(in), in.getLong(), Fields.reason(in));
            case GROUP_CREATED -> new Fact.WorkGroupCreated(Fields.workGroup(in), Fields.optional(in));
            case GROUP_DELETED -> new Fact.WorkGroupDeleted(Fields.text(in));
            case RESIZED -> new Fact.BudgetResized(Fields.budgetName(in), Fields.optional(in));
            case GROUP_CHANGED -> new Fact.WorkGroupChanged(Fields.workGroup(in));
            case TAGGED -> new Fact.SessionTagged(Fields.id(in), Fields.opaque(in));
            case SUBMITTED ->
                new Fact.CalculationSubmitted(Fields.calculationId(in), in.getLong(), Fields.calculationRequest(in));
            case STOP_REQUESTED -> new Fact.CalculationStopRequested(Fields.calculationId(in), in.getLong());
            case FINISHED ->
                new Fact.CalculationFinished(Fields.calculationId(in), in.getLong(), Fields.calculationEnd(in));
            default -> throw new IllegalArgumentException("facts of kind " + kind + " are not known");
        };
    }
}
