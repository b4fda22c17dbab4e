package dev.berth.engine.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * One folder of files: the only door of this package to a file system, so that all that a disk can do to a journal can be
 * simulated.
 *
 * <p>What is promised, and no more: bytes that were written are durable after {@link DiskFile#sync} has returned; that a file was created,
 * renamed or deleted is durable after {@link #syncFolder} has returned. Until then a crash may keep or lose each of them, in
 * any order, and keep parts of a write. A write or a sync that throws may have happened in part; after a sync that threw,
 * another one says nothing about what was written before.
 *
 * <p>Thread-safe, except that one file is used by one thread at a time.
 */
public interface Disk extends Closeable {

    /** What the folder is called, for messages. */
    String description();

    /** The names of all files in it, in no particular order. */
    List<String> list() throws IOException;

    /**
     * Creates a file, empty.
     *
     * @throws java.nio.file.FileAlreadyExistsException if there is one of that name
     */
    DiskFile create(String name) throws IOException;

    /**
     * Opens a file that exists.
     *
     * @throws java.nio.file.NoSuchFileException if there is none of that name
     */
    DiskFile open(String name) throws IOException;

    /** Gives a file another name, in place of whatever has that name: at each instant, also of a crash, one or the other. */
    void rename(String from, String to) throws IOException;

    /** Deletes a file; does nothing if there is none of that name. */
    void delete(String name) throws IOException;

    /** Makes durable which files there are. */
    void syncFolder() throws IOException;

    /** Gives up the folder. */
    @Override
    void close() throws IOException;

    /** An open file. */
    interface DiskFile extends Closeable {

        /** Its size in bytes. */
        long size() throws IOException;

        /**
         * Reads from a position on, until the buffer is full or the file ends.
         *
         * @return how many bytes were read, 0 at or after the end
         */
        int read(ByteBuffer target, long position) throws IOException;

        /** Writes all that is between the buffer's position and limit. */
        void write(ByteBuffer source, long position) throws IOException;

        /** Cuts the file to a size that is not larger than what it has. */
        void truncate(long size) throws IOException;

        /** Makes what was written durable, and the size that came of it. */
        void sync() throws IOException;

        @Override
        void close() throws IOException;
    }
}
