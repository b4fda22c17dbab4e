package dev.berth.server.runtime.jupyter;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file that takes so many bytes of text, and then a notice in place of the rest. Not thread-safe. */
final class BoundedOutput {
    private final FileChannel file;
    private final int limit;
    private long size;

    /** Opens the file, or goes on with it. */
    BoundedOutput(Path path, int limit) throws IOException {
        this.limit = limit;
        file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        size = file.size();
    }

    void write(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        long room = limit - size;
        if (room < 0) {
            return;
        }
        size += bytes.length;
        if (bytes.length <= room) {
            append(ByteBuffer.wrap(bytes));
            return;
        }
        int end = (int) room;
        // Not in the middle of a character.
        while (end > 0 && (bytes[end] & 0xC0) == 0x80) {
            end--;
        }
        append(ByteBuffer.wrap(bytes, 0, end));
        append(ByteBuffer.wrap(("\n[output cut after " + limit + " bytes]\n").getBytes(StandardCharsets.UTF_8)));
    }

    private void append(ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            file.write(buffer);
        }
    }

    /** Closes the file. */
    void close() throws IOException {
        file.close();
    }
}
