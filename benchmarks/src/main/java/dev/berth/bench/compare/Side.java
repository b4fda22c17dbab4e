package dev.berth.bench.compare;

import dev.berth.bench.ServerProcess;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** What is compared. */
enum Side {
    /** Vert.x alone. */
    BARE("", false),
    /** The server with a journal in memory. */
    MEMORY("memory", false),
    /** The server with a journal that is synced before an answer. */
    DURABLE("sync", false),
    /** The server with a journal in memory, which verifies signatures and asks who may do what. */
    SIGNED("memory", true),
    /** Both. */
    SIGNED_DURABLE("sync", true);

    private final String durability;
    private final boolean isSigned;

    Side(String durability, boolean isSigned) {
        this.durability = durability;
        this.isSigned = isSigned;
    }

    String label() {
        return name().toLowerCase(Locale.ROOT).replace("_", " + ");
    }

    /** Whether its server verifies signatures. */
    boolean isSigned() {
        return isSigned;
    }

    /** Whether its server waits for the disk. */
    boolean isDurable() {
        return durability.equals("sync");
    }

    /** The main class, and what it is given. */
    List<String> command(Path dataFolder, int eventLoops) {
        if (this == BARE) {
            return List.of(BareServer.class.getName(), Integer.toString(eventLoops));
        }
        return ServerProcess.simulating(dataFolder, durability);
    }
}
