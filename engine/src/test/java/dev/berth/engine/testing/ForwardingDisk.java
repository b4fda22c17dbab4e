package dev.berth.engine.testing;

import dev.berth.engine.journal.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** A disk that leaves everything to another one, for tests that change a part of that. */
public class ForwardingDisk implements Disk {
    private final Disk disk;

    /** A disk in front of the given one. */
    public ForwardingDisk(Disk disk) {
        this.disk = disk;
    }

    /** Syncs a file. */
    protected void sync(DiskFile file) throws IOException {
        file.sync();
    }

    @Override
    public String description() {
        return disk.description();
    }

    @Override
    public List<String> list() throws IOException {
        return disk.list();
    }

    @Override
    public DiskFile create(String name) throws IOException {
        return new ForwardingFile(disk.create(name));
    }

    @Override
    public DiskFile open(String name) throws IOException {
        return new ForwardingFile(disk.open(name));
    }

    @Override
    public void rename(String from, String to) throws IOException {
        disk.rename(from, to);
    }

    @Override
    public void delete(String name) throws IOException {
        disk.delete(name);
    }

    @Override
    public void syncFolder() throws IOException {
        disk.syncFolder();
    }

    @Override
    public void close() throws IOException {
        disk.close();
    }

    private final class ForwardingFile implements DiskFile {
        private final DiskFile file;

        ForwardingFile(DiskFile file) {
            this.file = file;
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public int read(ByteBuffer target, long position) throws IOException {
            return file.read(target, position);
        }

        @Override
        public void write(ByteBuffer source, long position) throws IOException {
            file.write(source, position);
        }

        @Override
        public void truncate(long size) throws IOException {
            file.truncate(size);
        }

        @Override
        public void sync() throws IOException {
            ForwardingDisk.this.sync(file);
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
