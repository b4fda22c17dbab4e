package dev.berth.server;

import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * A server that is this process: a signal to end closes it in order, a failure of its engine ends the process.
 *
 * <p>The JVM answers SIGTERM and SIGINT with its shutdown hooks and then ends with 143 or 130. Ours closes the server and
 * halts the JVM itself, with 0: the one way to a clean exit code that needs no internal API. SIGINT, which Ctrl-C sends, also
 * ends what would outlive the process.
 *
 * <p>After a failure the engine makes no change any more, and still answers what is read. The process stays for a moment, so
 * that whoever has a request under way, or comes at once, is told; then it ends, for only a start can go on from the journal.
 */
final class ServerProcess {
    /** The exit code of a failed engine, EX_SOFTWARE of sysexits.h: start again, nothing acknowledged is in doubt. */
    static final int ENGINE_FAILED = 70;

    private static final System.Logger LOG = System.getLogger(ServerProcess.class.getName());

    /** How long a failed server still answers. */
    private static final Duration LAST_ANSWERS = Duration.ofSeconds(2);

    private static final Duration LAST_DRAIN = Duration.ofSeconds(1);

    private final BerthServer server;
    private final CompletableFuture<Throwable> failure;
    private final PrintStream err;

    private ServerProcess(BerthServer server, CompletableFuture<Throwable> failure, PrintStream err) {
        this.server = server;
        this.failure = failure;
        this.err = err;
    }

    /** Starts a server that keeps the process alive, and reports it. */
    static void run(ServerConfig config, PrintStream out, PrintStream err) {
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        ServerProcess process = new ServerProcess(BerthServer.start(config, failure::complete), failure, err);
        Runtime.getRuntime().addShutdownHook(new Thread(process::end, "berth-shutdown"));
        CtrlC.onEach(process::endByCtrlC);
        // There before it is needed: a process that fails may not be able to make a thread.
        Thread watch = new Thread(process::awaitFailure, "berth-failure");
        watch.setDaemon(true);
        watch.start();
        StartupReport.print(process.server, out);
    }

    /** Whoever started the server by hand wants nothing of it to stay. */
    private void endByCtrlC() {
        server.endComputeOnClose();
        System.exit(0);
    }

    private void end() {
        LOG.log(System.Logger.Level.INFO, "ending: finishing what is in flight");
        server.close();
        LOG.log(System.Logger.Level.INFO, "ended");
        Runtime.getRuntime().halt(failure.isDone() ? ENGINE_FAILED : 0);
    }

    private void awaitFailure() {
        Throwable cause = failure.join();
        try {
            err.println("berth: the engine has failed and makes no change any more: " + cause.getMessage()
                    + "; ending with exit code " + ENGINE_FAILED);
            Thread.sleep(LAST_ANSWERS.toMillis());
            server.drain(LAST_DRAIN);
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        } finally {
            Runtime.getRuntime().halt(ENGINE_FAILED);
        }
    }
}
