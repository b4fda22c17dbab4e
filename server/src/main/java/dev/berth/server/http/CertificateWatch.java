package dev.berth.server.http;

import dev.berth.server.background.Complaint;
import dev.berth.server.background.DaemonThreads;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * Looks at the files of a certificate every {@value #POLL_SECONDS} seconds, on a thread of its own, and has new ones used for
 * the connections that come from then on. Files that cannot be used, or not yet, change nothing; that is logged once.
 * Thread-safe.
 */
final class CertificateWatch implements AutoCloseable {
    private static final Logger LOG = System.getLogger(CertificateWatch.class.getName());

    private static final long POLL_SECONDS = 5;
    private static final long MAX_UPDATE_SECONDS = 30;

    private final Vertx vertx;
    private final TlsFiles files;
    private final Function<Certificate, Future<?>> update;
    private final ScheduledExecutorService poller =
            Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("berth-certificate"));

    // Guarded by this.
    private Certificate used;
    private final Complaint complaint = new Complaint(LOG);

    /**
     * A watch that does not look yet.
     *
     * @param used the certificate in use
     * @param update makes the servers use another one
     */
    CertificateWatch(Vertx vertx, TlsFiles files, Certificate used, Function<Certificate, Future<?>> update) {
        this.vertx = vertx;
        this.files = files;
        this.used = used;
        this.update = update;
    }

    void start() {
        var unused = poller.scheduleWithFixedDelay(this::refresh, POLL_SECONDS, POLL_SECONDS, TimeUnit.SECONDS);
    }

    /** Looks at the files, and takes what has changed. Whatever happens, the next look comes. */
    synchronized void refresh() {
        try {
            Certificate found = Certificate.read(files);
            if (!found.isSameAs(used)) {
                found.requireUsable(vertx);
                update.apply(found).toCompletionStage().toCompletableFuture().get(MAX_UPDATE_SECONDS, TimeUnit.SECONDS);
                used = found;
                LOG.log(Level.INFO, "The certificate was renewed");
            }
            complaint.clear();
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        } catch (IOException | ExecutionException | TimeoutException | RuntimeException failure) {
            complaint.say("The certificate that was used before stays in use: " + failure);
        }
    }

    /** What is wrong with the files; empty if nothing is. */
    String complaint() {
        return complaint.text();
    }

    @Override
    public void close() {
        poller.shutdownNow();
    }
}
