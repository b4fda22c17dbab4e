package dev.berth.server;

import java.io.PrintStream;

/**
 * A server that is this process: a signal to end closes it in order, a failure of its engine ends the process at
 * once.
 *
 * <p>The JVM answers SIGTERM and SIGINT with its shutdown hooks and then ends with 143 or 130. Ours closes the server and
 * halts the JVM with 0 itself: the one way to a clean exit code that needs no internal API. The same hook runs where
 * something else calls {@link System#exit}; nothing does while a server runs.
 */
final class ServerProcess {
    /** The exit code of a failed engine, EX_SOFTWARE of sysexits.h: start again, nothing acknowledged is in doubt. */
    static final int ENGINE_FAILED = 70;

    private static final System.Logger LOG = System.getLogger(ServerProcess.class.getName());

    private ServerProcess() {}

    /** Starts a server that keeps the process alive, and reports it. */
    static void run(ServerConfig config, PrintStream out) {
        BerthServer server = BerthServer.start(config, ServerProcess::abort);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(server), "berth-shutdown"));
        StartupReport.print(server, out);
    }

    private static void end(BerthServer server) {
        LOG.log(System.Logger.Level.INFO, "ending: finishing what is in flight");
        server.close();
        LOG.log(System.Logger.Level.INFO, "ended");
        Runtime.getRuntime().halt(0);
    }

    /** Ends the process without hooks: what the engine could not acknowledge must not be answered by accident. */
    private static void abort(Throwable cause) {
        LOG.log(System.Logger.Level.ERROR, "the engine has failed and can acknowledge nothing more; ending", cause);
        Runtime.getRuntime().halt(ENGINE_FAILED);
    }
}
