package dev.berth.engine.journal;

import dev.berth.spi.Journal.RecoveryReader;
import java.nio.ByteBuffer;

/**
 * Takes what a scan of a journal finds, with the place where it lies: the file, and where in it the frame begins. The bytes
 * are between position and limit, and valid during the call only. What it throws for bytes that make no sense to it, an
 * {@link IllegalArgumentException} or an {@link IllegalStateException}, is told as damage of that place.
 */
public interface FrameVisitor {
    /** The next part of the newest good snapshot, which is of the state after the batch of the given sequence. */
    void snapshotPart(String file, long position, long sequence, ByteBuffer part);

    /** The next batch after that. */
    void batch(String file, long position, long sequence, ByteBuffer batch);

    /** A visitor that passes everything to a reader, without the places. */
    static FrameVisitor of(RecoveryReader reader) {
        return new FrameVisitor() {
            @Override
            public void snapshotPart(String file, long position, long sequence, ByteBuffer part) {
                reader.readSnapshot(part);
            }

            @Override
            public void batch(String file, long position, long sequence, ByteBuffer batch) {
                reader.readBatch(batch);
            }
        };
    }
}
