package dev.berth.engine.journal;

import dev.berth.engine.journal.Disk.DiskFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** Looks for frames in a file, through a window that moves along it. Not thread-safe. */
final class FrameReader implements Closeable {
    static final long NOWHERE = -1;

    private static final int WINDOW_BYTES = 1 << 20;
    private static final ByteBuffer ZEROS = ByteBuffer.allocate(WINDOW_BYTES);
    /** No log is so far ahead of its end; whatever says so is not a batch. */
    private static final long MAX_BATCHES_AHEAD = 1L << 32;

    private final DiskFile file;
    private final String name;
    private final FileHeader header;
    private final long size;
    private ByteBuffer window;
    private long windowStart;
    private ByteBuffer frame;

    private FrameReader(DiskFile file, String name, FileHeader header, long size) {
        this.file = file;
        this.name = name;
        this.header = header;
        this.size = size;
        this.window = ByteBuffer.allocate((int) Math.min(WINDOW_BYTES, size)).limit(0);
        this.frame = window;
    }

    /** Opens a file and reads its header. */
    static FrameReader open(Disk disk, String name, FileHeader.Kind kind) throws IOException {
        DiskFile file = disk.open(name);
        try {
            return new FrameReader(file, name, FileHeader.read(file, name, kind), file.size());
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    String name() {
        return name;
    }

    FileHeader header() {
        return header;
    }

    long size() {
        return size;
    }

    /** Whether a whole frame begins at the position; {@link #frame} holds it then. */
    boolean hasFrameAt(long position) throws IOException {
        if (!show(position, Frame.HEADER_BYTES)) {
            return false;
        }
        int payloadBytes = Frame.payloadBytes(shown(position, Frame.HEADER_BYTES));
        if (payloadBytes <= 0
                || payloadBytes > header.maxFrameBytes()
                || !show(position, (long) Frame.HEADER_BYTES + payloadBytes)) {
            return false;
        }
        frame = shown(position, Frame.HEADER_BYTES + payloadBytes);
        return Frame.isWhole(frame, header.salt());
    }

    /** The frame that was found last, valid until the next call. */
    ByteBuffer frame() {
        return frame;
    }

    /**
     * Hands over the payload of the frame that was found last.
     *
     * @throws DamagedJournalException if whoever takes it throws, for it is not what he once wrote
     */
    void handOver(Consumer<ByteBuffer> taker, long position) throws DamagedJournalException {
        try {
            taker.accept(frame.duplicate().position(Frame.HEADER_BYTES));
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw new DamagedJournalException(name, position, "what it holds makes no sense: " + e.getMessage());
        }
    }

    /**
     * Where behind {@code from}, not at it, and before {@code to} a whole frame of the given sequence or a later one begins;
     * or {@link #NOWHERE}.
     */
    long findFrame(long from, long to, long minSequence) throws IOException {
        for (long at = Frame.alignUp(from + 1); at < to && show(at, Frame.HEADER_BYTES); at = Frame.alignUp(at + 1)) {
            long ahead = Frame.sequence(shown(at, Frame.HEADER_BYTES)) - minSequence;
            if (ahead >= 0 && ahead < MAX_BATCHES_AHEAD && hasFrameAt(at)) {
                return at;
            }
        }
        return NOWHERE;
    }

    /** One behind the last byte that is not zero, or the position if only zeros follow it. */
    long endOfContent(long position) throws IOException {
        long end = position;
        for (long at = position; at < size; at += WINDOW_BYTES) {
            int count = (int) Math.min(WINDOW_BYTES, size - at);
            show(at, count);
            int contentBytes = contentBytes(shown(at, count));
            end = contentBytes == 0 ? end : at + contentBytes;
        }
        return end;
    }

    private static int contentBytes(ByteBuffer bytes) {
        if (bytes.mismatch(ZEROS.slice(0, bytes.remaining())) < 0) {
            return 0;
        }
        int end = bytes.remaining();
        while (bytes.get(end - 1) == 0) {
            end--;
        }
        return end;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private ByteBuffer shown(long position, int count) {
        return window.slice((int) (position - windowStart), count);
    }

    /** Moves the window to where it shows the bytes; false if the file ends before. */
    private boolean show(long position, long count) throws IOException {
        if (position + count > size) {
            return false;
        }
        if (position < windowStart || position + count > windowStart + window.limit()) {
            if (count > window.capacity()) {
                window = ByteBuffer.allocate((int) count);
            }
            windowStart = position;
            window.clear();
            window.limit(file.read(window, position));
        }
        return window.limit() - (position - windowStart) >= count;
    }
}
