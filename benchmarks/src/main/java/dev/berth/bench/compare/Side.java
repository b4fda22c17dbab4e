package dev.berth.bench.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What is compared. */
enum Side {
    /** Vert.x alone. */
    BARE,
    /** The server with a journal in memory. */
    MEMORY,
    /** The server with a journal that is synced before an answer. */
    DURABLE;

    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '+');
    }

    /** The main class, and what it is given. */
    List<String> command(String dataFolder, int eventLoops) {
        if (this == BARE) {
            return List.of(BareServer.class.getName(), Integer.toString(eventLoops));
        }
        List<String> command = new ArrayList<>(List.of("dev.berth.server.Main"));
        command.addAll(List.of("--port", "0", "--data", dataFolder, "--runtime", "simulated"));
        command.addAll(List.of("--durability", this == DURABLE ? "sync" : "memory"));
        command.addAll(List.of("--account-dpus", "1000000000", "--max-sessions", "100000000"));
        return command;
    }
}
