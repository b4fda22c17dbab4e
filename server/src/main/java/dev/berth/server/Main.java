package dev.berth.server;

import picocli.CommandLine;

/** The command line {@code berth [serve] [options]} and {@code berth journal dump|verify DIR}. */
public final class Main {
    private static final String NO_IO_WAIT = "io.netty.iouring.enterNoIoWaitEnabled";

    private Main() {}

    /**
     * Runs the command line. Ends the process with 2 if options or configuration cannot be used, and with 1 if the
     * server cannot start or a journal cannot be read; returns while a server runs, which keeps the process alive.
     */
    public static void main(String[] arguments) {
        // Vert.x reads this when its first class is loaded.
        System.setProperty("vertx.logger-delegate-factory-class-name", "io.vertx.core.logging.SLF4JLogDelegateFactory");
        // And Netty this: an event loop on io_uring that has nothing to do is idle, it does not wait for a disk.
        if (System.getProperty(NO_IO_WAIT) == null) {
            System.setProperty(NO_IO_WAIT, "true");
        }
        int exitCode = BerthCommand.create(System.getenv()).execute(arguments);
        if (exitCode != CommandLine.ExitCode.OK) {
            System.exit(exitCode);
        }
    }
}
