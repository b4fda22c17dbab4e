package dev.berth.bench;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file that is there in its full size, and then overwritten in pieces that are synced: what a journal on its disk is held against. */
public final class SyncedFile implements Closeable {
    private static final int FILE_BYTES = 16 << 20;

    private final FileChannel file;
    private final ByteBuffer piece;
    private long position;

    private SyncedFile(FileChannel file, int pieceBytes) {
        this.file = file;
        this.piece = ByteBuffer.allocateDirect(pieceBytes);
    }

    /** A new file. */
    public static SyncedFile create(Path path, int pieceBytes) throws IOException {
        FileChannel file = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try {
            file.write(ByteBuffer.allocate(FILE_BYTES), 0);
            file.force(false);
            return new SyncedFile(file, pieceBytes);
        } catch (IOException failed) {
            file.close();
            throw failed;
        }
    }

    /** Writes the next piece; when this returns the disk says that it has it. */
    public void writeAndSync() throws IOException {
        file.write(piece.clear(), position);
        file.force(false);
        position = (position + piece.capacity()) % (FILE_BYTES - piece.capacity());
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
