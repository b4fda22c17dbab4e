package dev.berth.server.audit;

import dev.berth.server.background.Complaint;
import dev.berth.server.background.DaemonThreads;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Queue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jctools.queues.atomic.MpscChunkedAtomicArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * The log in a folder. Whoever appends makes the line, for what is in it is near him still, and puts it into a lock-free queue. A
 * thread of its own looks at the queue {@value #LOOKS_PER_SECOND} times a second, so that nobody has to wake it, and more often
 * while there is something in it: what comes together in a longer time keeps a processor from an event loop for longer.
 * Thread-safe.
 */
public final class FileAuditLog implements AuditLog, AutoCloseable {
    /** The name of the file. */
    static final String NAME = "audit.log";

    /** How many lines may wait. */
    static final int MAX_QUEUED = 65_536;

    /** How much is written at once, but for the line with which it becomes as much. */
    static final int MAX_WRITE_BYTES = 64 << 10;

    private static final int QUEUE_CHUNK = 1_024;

    private static final Logger LOG = System.getLogger(FileAuditLog.class.getName());

    private static final int LOOKS_PER_SECOND = 40;
    private static final long BUSY_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(4);
    private static final long MAX_CLOSE_SECONDS = 10;

    private final RotatingFile file;
    private final InstantSource clock;
    private final @Nullable ScheduledExecutorService writer;

    private final ThreadLocal<AuditLineEncoder> encoders = ThreadLocal.withInitial(AuditLineEncoder::new);
    /** Bounded without a counter of its own, for which event loops would wait for each other's caches once more. */
    private final Queue<byte[]> queue = new MpscChunkedAtomicArrayQueue<>(QUEUE_CHUNK, MAX_QUEUED);
    /** Those that the file does not tell of yet. */
    private final AtomicLong lost = new AtomicLong();

    private final AtomicLong lostInAll = new AtomicLong();

    // Guarded by this.
    private final Complaint complaint = new Complaint(LOG);
    private final ReusedBytes memory = new ReusedBytes();

    private FileAuditLog(RotatingFile file, InstantSource clock, @Nullable ScheduledExecutorService writer) {
        this.file = file;
        this.clock = clock;
        this.writer = writer;
    }

    /**
     * Opens the log of a folder.
     *
     * @param maxFileBytes the size of a file at which the next one is begun
     * @param maxFiles how many files there are at most; at least 1
     */
    public static FileAuditLog open(Path folder, long maxFileBytes, int maxFiles) {
        ScheduledExecutorService writer =
                Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("berth-audit"));
        FileAuditLog log = new FileAuditLog(
                new RotatingFile(folder.resolve(NAME), maxFileBytes, maxFiles), InstantSource.system(), writer);
        long pauseMillis = TimeUnit.SECONDS.toMillis(1) / LOOKS_PER_SECOND;
        var unused = writer.scheduleWithFixedDelay(
                () -> log.writeWhileBusy(writer), pauseMillis, pauseMillis, TimeUnit.MILLISECONDS);
        return log;
    }

    /** The same, written only by {@link #writeQueued} and by {@link #close}. */
    static FileAuditLog openUnwritten(Path folder, long maxFileBytes, int maxFiles, InstantSource clock) {
        return new FileAuditLog(new RotatingFile(folder.resolve(NAME), maxFileBytes, maxFiles), clock, null);
    }

    @Override
    public void append(AuditEntry entry) {
        if (!isAppended(entry)) {
            lose(1);
        }
    }

    private boolean isAppended(AuditEntry entry) {
        try {
            return queue.offer(encoders.get().encode(entry));
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "a line of the audit log cannot be made", e);
            return false;
        }
    }

    private void lose(long lines) {
        lost.addAndGet(lines);
        lostInAll.addAndGet(lines);
    }

    @Override
    public long linesLost() {
        return lostInAll.get();
    }

    private void writeWhileBusy(ExecutorService writing) {
        while (writeQueued() && !writing.isShutdown()) {
            LockSupport.parkNanos(this, BUSY_PAUSE_NANOS);
        }
    }

    /** Writes what waits; whether there was any. Whatever happens, the next look comes: a failure that left here would be the last. */
    synchronized boolean writeQueued() {
        boolean wrote = false;
        try {
            while (writeSome()) {
                wrote = true;
                complaint.clear();
            }
        } catch (IOException | RuntimeException | Error failure) {
            complaint.say("The audit log cannot be written, and loses lines: " + failure);
        }
        return wrote;
    }

    /** Writes a bounded part of what waits; whether there was any. */
    private boolean writeSome() throws IOException {
        if (queue.isEmpty() && lost.get() == 0) {
            return false;
        }
        memory.reset();
        long untold = lost.getAndSet(0);
        long taken = 0;
        boolean isWritten = false;
        try {
            if (untold > 0) {
                memory.writeBytes(encoders.get().encodeLost(clock.millis(), untold));
            }
            byte[] next;
            while (memory.size() < MAX_WRITE_BYTES && (next = queue.poll()) != null) {
                taken++;
                memory.writeBytes(next);
            }
            file.append(memory.written());
            isWritten = true;
            return true;
        } finally {
            if (!isWritten) {
                lost.addAndGet(untold);
                lose(taken);
            }
        }
    }

    /** Writes and syncs all that was appended before. */
    @Override
    public void close() throws IOException {
        if (writer != null) {
            writer.shutdown();
            if (!hasEnded(writer)) {
                LOG.log(Level.WARNING, "The audit log does not end: its disk does not answer");
                return;
            }
        }
        synchronized (this) {
            writeQueued();
            file.close();
        }
    }

    private static boolean hasEnded(ScheduledExecutorService writer) {
        try {
            return writer.awaitTermination(MAX_CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
