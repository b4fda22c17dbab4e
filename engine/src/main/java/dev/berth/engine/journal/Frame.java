package dev.berth.engine.journal;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * One checked unit of a file: a batch in a segment, a part in a snapshot. The package page draws its bytes. Static, for it
 * works on buffers that are used again and again.
 */
final class Frame {
    static final int HEADER_BYTES = 24;

    private static final int ALIGNMENT = 8;
    private static final int CHECKSUM_AT = 4;
    private static final int CHECKED_FROM = 8;
    private static final int PREVIOUS_AT = 16;
    private static final int COUNT_AT = 20;

    private Frame() {}

    /** How much of a file a frame with a payload of the given size takes. */
    static int bytes(int payloadBytes) {
        return align(HEADER_BYTES + payloadBytes);
    }

    /** The next place where a frame may begin. */
    static long alignUp(long position) {
        return (position + ALIGNMENT - 1) & -ALIGNMENT;
    }

    /**
     * Completes the frame whose payload lies between {@link #HEADER_BYTES} and the buffer's position, and flips the buffer
     * to hold all of it.
     *
     * @return the checksum
     * @throws IllegalArgumentException if there is no payload: a size of zero says that nothing follows
     */
    static int seal(ByteBuffer frame, long sequence, int previousChecksum, int count, long salt) {
        int payloadBytes = frame.position() - HEADER_BYTES;
        if (payloadBytes < 1) {
            throw new IllegalArgumentException("must be >= 1: payloadBytes=" + payloadBytes);
        }
        frame.putInt(0, payloadBytes);
        frame.putLong(CHECKED_FROM, sequence);
        frame.putInt(PREVIOUS_AT, previousChecksum);
        frame.putInt(COUNT_AT, count);
        int checksum = checksum(frame, payloadBytes, salt);
        frame.putInt(CHECKSUM_AT, checksum);
        while (frame.position() % ALIGNMENT != 0) {
            frame.put((byte) 0);
        }
        frame.flip();
        return checksum;
    }

    /** The size of the payload of the frame at the start of the buffer. */
    static int payloadBytes(ByteBuffer frame) {
        return frame.getInt(0);
    }

    /** The checksum that the frame carries. */
    static int carriedChecksum(ByteBuffer frame) {
        return frame.getInt(CHECKSUM_AT);
    }

    /** The sequence of the batch, or the number of the part. */
    static long sequence(ByteBuffer frame) {
        return frame.getLong(CHECKED_FROM);
    }

    /** The checksum of the frame before. */
    static int previousChecksum(ByteBuffer frame) {
        return frame.getInt(PREVIOUS_AT);
    }

    /** How many facts or items the payload holds. */
    static int count(ByteBuffer frame) {
        return frame.getInt(COUNT_AT);
    }

    /** Whether the frame at the start of the buffer, which holds all of it, carries its true checksum. */
    static boolean isWhole(ByteBuffer frame, long salt) {
        return checksum(frame, payloadBytes(frame), salt) == carriedChecksum(frame);
    }

    private static int checksum(ByteBuffer frame, int payloadBytes, long salt) {
        CRC32C crc = new CRC32C();
        crc.update(ByteBuffer.allocate(Long.BYTES + Integer.BYTES)
                .putLong(salt)
                .putInt(payloadBytes)
                .flip());
        crc.update(frame.duplicate().position(CHECKED_FROM).limit(HEADER_BYTES + payloadBytes));
        return (int) crc.getValue();
    }

    private static int align(int bytes) {
        return (bytes + ALIGNMENT - 1) & -ALIGNMENT;
    }
}
