package dev.berth.server;

import picocli.CommandLine;

/** The command line {@code berth [serve] [options]} and {@code berth journal dump|verify DIR}. */
public final class Main {
    private Main() {}

    /**
     * Runs the command line. Ends the process with 2 if options or configuration cannot be used, and with 1 if the
     * server cannot start or a journal cannot be read; returns while a server runs, which keeps the process alive.
     */
    public static void main(String[] arguments) {
        // Vert.x reads this when its first class is loaded.
        System.setProperty("vertx.logger-delegate-factory-class-name", "io.vertx.core.logging.SLF4JLogDelegateFactory");
        int exitCode = BerthCommand.create(System.getenv()).execute(arguments);
        if (exitCode != CommandLine.ExitCode.OK) {
            System.exit(exitCode);
        }
    }
}
