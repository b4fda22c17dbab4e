package dev.berth.server.runtime.jupyter;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;

/** Signals that Java itself cannot send. */
final class Signals {
    private Signals() {}

    /** Sends SIGINT to a process, and returns when it is sent. */
    static void interrupt(long pid) throws IOException, InterruptedException {
        Process shell = new ProcessBuilder("sh", "-c", "kill -INT \"$0\"", Long.toString(pid))
                .redirectOutput(Redirect.DISCARD)
                .redirectError(Redirect.DISCARD)
                .start();
        int status = shell.waitFor();
        if (status != 0) {
            throw new IOException("kill gave up with status " + status + ": pid=" + pid);
        }
    }
}
