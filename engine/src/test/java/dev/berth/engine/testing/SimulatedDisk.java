package dev.berth.engine.testing;

import dev.berth.engine.journal.Disk;
import dev.berth.engine.testing.DiskFaults.Operation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * A disk in memory that keeps no more than {@link Disk} promises. After a crash each page that was not synced may be the old
 * one, the new one or some of each, and each change of the folder that was not synced may have happened or not. All that is
 * random comes from one seed. Not thread-safe.
 */
public final class SimulatedDisk implements Disk {
    private final SplittableRandom random;
    private final Folder folder;
    private DiskFaults faults = DiskFaults.NONE;
    private long capacityBytes = Long.MAX_VALUE;
    private long operations;
    private int openFiles;
    private boolean isStopped;

    /** An empty disk. */
    public SimulatedDisk(SplittableRandom random) {
        this(random, new Folder());
    }

    private SimulatedDisk(SplittableRandom random, Folder folder) {
        this.random = random;
        this.folder = folder;
    }

    /** A disk that holds the given files, as after a long time. */
    public static SimulatedDisk holding(Map<String, byte[]> contents, SplittableRandom random) {
        SimulatedDisk disk = new SimulatedDisk(random);
        contents.forEach((name, content) -> disk.folder.add(name, new SimulatedFile(content)));
        return disk;
    }

    /** What goes wrong from now on. */
    public void setFaults(DiskFaults faults) {
        this.faults = faults;
    }

    /** How much room there is; what is beyond the limit already stays. */
    public void setCapacityBytes(long capacityBytes) {
        this.capacityBytes = capacityBytes;
    }

    /** Whether there is a limit to its room. */
    public boolean isLimited() {
        return capacityBytes < Long.MAX_VALUE;
    }

    /** How much room is left. */
    public long freeBytes() {
        return Math.max(0, capacityBytes - usedBytes());
    }

    /** How much room the files take. */
    public long usedBytes() {
        long bytes = 0;
        for (SimulatedFile file : folder.shown.values()) {
            bytes += file.allocatedBytes();
        }
        return bytes;
    }

    /** How many operations have changed something, or should have. */
    public long operations() {
        return operations;
    }

    /** How many files are open. */
    public int openFiles() {
        return openFiles;
    }

    /** Whether a fault has stopped the machine. */
    public boolean isStopped() {
        return isStopped;
    }

    /** What every file holds, as the system shows it. */
    public Map<String, byte[]> contents() {
        Map<String, byte[]> contents = new TreeMap<>();
        folder.shown.forEach((name, file) -> contents.put(name, file.content()));
        return contents;
    }

    /** Stops the machine, and returns the disk as it is found when the machine starts again. */
    public SimulatedDisk crash() {
        isStopped = true;
        return new SimulatedDisk(random, folder.afterCrash(random));
    }

    /** Stops the process alone, and returns the disk as the next one sees it: with what still waits for a sync. */
    public SimulatedDisk kill() {
        isStopped = true;
        SimulatedDisk next = new SimulatedDisk(random, folder);
        next.capacityBytes = capacityBytes;
        return next;
    }

    @Override
    public String description() {
        return "simulated disk";
    }

    @Override
    public List<String> list() {
        requireRunning();
        return List.copyOf(folder.shown.keySet());
    }

    @Override
    public DiskFile create(String name) throws IOException {
        if (folder.shown.containsKey(name)) {
            throw new FileAlreadyExistsException(name);
        }
        SimulatedFile file = new SimulatedFile();
        perform(Operation.CREATE, () -> folder.change(new Created(name, file)), () -> {}, () -> {});
        return new OpenFile(file);
    }

    @Override
    public DiskFile open(String name) throws IOException {
        requireRunning();
        return new OpenFile(existing(name));
    }

    @Override
    public void rename(String from, String to) throws IOException {
        SimulatedFile file = existing(from);
        perform(Operation.RENAME, () -> folder.change(new Renamed(from, to, file)), () -> {}, () -> {});
    }

    @Override
    public void delete(String name) throws IOException {
        SimulatedFile file = folder.shown.get(name);
        if (file != null) {
            perform(Operation.DELETE, () -> folder.change(new Deleted(name, file)), () -> {}, () -> {});
        }
    }

    @Override
    public void syncFolder() throws IOException {
        perform(Operation.SYNC_FOLDER, folder::sync, () -> folder.syncInPart(random), () -> folder.syncInPart(random));
    }

    @Override
    public void close() {}

    private SimulatedFile existing(String name) throws IOException {
        SimulatedFile file = folder.shown.get(name);
        if (file == null) {
            throw new NoSuchFileException(name);
        }
        return file;
    }

    private void perform(Operation operation, Action whole, Action part, Action failing) throws IOException {
        requireRunning();
        operations++;
        switch (faults.at(operations, operation)) {
            case NONE -> whole.run();
            case CRASH_BEFORE -> throw stopped(operation);
            case CRASH_DURING -> {
                part.run();
                throw stopped(operation);
            }
            case CRASH_AFTER -> {
                whole.run();
                throw stopped(operation);
            }
            case FAILURE -> {
                failing.run();
                throw new IOException("simulated failure of " + operation);
            }
        }
    }

    private StoppedException stopped(Operation operation) {
        isStopped = true;
        return new StoppedException(operation + ", operation " + operations);
    }

    private void requireRunning() {
        if (isStopped) {
            throw new StoppedException("it does nothing any more");
        }
    }

    /** The machine has stopped: whoever gets this is no more. */
    public static final class StoppedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private StoppedException(String where) {
            super("the simulated machine has stopped: " + where);
        }
    }

    /** Something that may go wrong like an operation of a disk. */
    private interface Action {
        void run() throws IOException;
    }

    private final class OpenFile implements DiskFile {
        private final SimulatedFile file;
        private boolean isClosed;

        OpenFile(SimulatedFile file) {
            this.file = file;
            openFiles++;
        }

        @Override
        public long size() throws IOException {
            requireOpen();
            return file.size();
        }

        @Override
        public int read(ByteBuffer target, long position) throws IOException {
            requireOpen();
            return file.read(target, Math.toIntExact(position));
        }

        @Override
        public void write(ByteBuffer source, long position) throws IOException {
            requireOpen();
            byte[] bytes = new byte[source.remaining()];
            source.get(bytes);
            int at = Math.toIntExact(position);
            Action part = () -> file.write(prefix(bytes, random.nextInt(bytes.length + 1)), at, random);
            perform(Operation.WRITE, () -> writeWhereThereIsRoom(bytes, at), part, part);
        }

        @Override
        public void truncate(long size) throws IOException {
            requireOpen();
            perform(Operation.TRUNCATE, () -> file.truncate(Math.toIntExact(size)), () -> {}, () -> {});
        }

        @Override
        public void sync() throws IOException {
            requireOpen();
            perform(Operation.SYNC, file::sync, () -> file.syncInPart(random), () -> file.failSync(random));
        }

        @Override
        public void close() {
            if (!isClosed) {
                isClosed = true;
                openFiles--;
            }
        }

        private void writeWhereThereIsRoom(byte[] bytes, int at) throws IOException {
            long fitting =
                    file.allocatedBytes() + freeBytes() / SimulatedFile.PAGE_BYTES * SimulatedFile.PAGE_BYTES - at;
            if (fitting < bytes.length) {
                file.write(prefix(bytes, (int) Math.max(0, fitting)), at, random);
                throw new IOException("No space left on device");
            }
            file.write(bytes, at, random);
        }

        private void requireOpen() throws IOException {
            requireRunning();
            if (isClosed) {
                throw new ClosedChannelException();
            }
        }

        private static byte[] prefix(byte[] bytes, int length) {
            return Arrays.copyOf(bytes, length);
        }
    }

    /** A change of the folder. It concerns one file, and means nothing where that file does not have the name. */
    private interface FolderChange {
        void applyTo(Map<String, SimulatedFile> names);
    }

    private record Created(String name, SimulatedFile file) implements FolderChange {
        @Override
        public void applyTo(Map<String, SimulatedFile> names) {
            names.put(name, file);
        }
    }

    private record Renamed(String from, String to, SimulatedFile file) implements FolderChange {
        @Override
        public void applyTo(Map<String, SimulatedFile> names) {
            if (names.remove(from, file)) {
                names.put(to, file);
            }
        }
    }

    private record Deleted(String name, SimulatedFile file) implements FolderChange {
        @Override
        public void applyTo(Map<String, SimulatedFile> names) {
            names.remove(name, file);
        }
    }

    /** Names of files twice: as the system shows them and as the disk has them; between the two the changes that wait. */
    private static final class Folder {
        private final Map<String, SimulatedFile> shown = new TreeMap<>();
        private final Map<String, SimulatedFile> stored = new TreeMap<>();
        private final List<FolderChange> waiting = new ArrayList<>();

        void add(String name, SimulatedFile file) {
            shown.put(name, file);
            stored.put(name, file);
        }

        void change(FolderChange change) {
            change.applyTo(shown);
            waiting.add(change);
        }

        void sync() {
            waiting.clear();
            stored.clear();
            stored.putAll(shown);
        }

        /** Stores some changes; the others go on waiting. */
        void syncInPart(SplittableRandom random) {
            waiting.removeIf(change -> {
                boolean isChosen = random.nextBoolean();
                if (isChosen) {
                    change.applyTo(stored);
                }
                return isChosen;
            });
        }

        Folder afterCrash(SplittableRandom random) {
            syncInPart(random);
            Folder left = new Folder();
            stored.forEach((name, file) -> left.add(name, file.afterCrash(random)));
            return left;
        }
    }
}
