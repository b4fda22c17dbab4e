package dev.berth.bench.load;

import java.util.List;

/** A process with a {@link FakeServer}, which knows nothing any more once it is killed. */
public final class ForgetfulServer {
    private ForgetfulServer() {}

    /** Listens on the port after {@code --port}, until it is killed. */
    public static void main(String[] arguments) {
        List<String> given = List.of(arguments);
        FakeServer server = FakeServer.startOn(Integer.parseInt(given.get(given.indexOf("--port") + 1)));
        System.out.println("listening on " + server.url());
    }
}
