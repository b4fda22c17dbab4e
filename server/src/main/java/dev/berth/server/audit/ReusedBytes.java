package dev.berth.server.audit;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** Memory that is written and read over and over. It keeps the size that it has once grown to. */
final class ReusedBytes extends ByteArrayOutputStream {
    /** What is written since the last reset, not copied: it lasts until the next one. */
    ByteBuffer written() {
        return ByteBuffer.wrap(buf, 0, count);
    }
}
