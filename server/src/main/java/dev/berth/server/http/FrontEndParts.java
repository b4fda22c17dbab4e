package dev.berth.server.http;

import dev.berth.api.SessionScheduler;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the event loops of a front end share.
 *
 * @param certificate what to begin with; {@code null} for HTTP without TLS
 * @param listenPort the port as Vert.x wants it: a negative number is any free port, the same one for all who name it
 * @param adminListenPort the same for administration; of no meaning if it has no port of its own
 * @param scrapes makes the texts of {@code /metrics}
 * @param otherPaths serves the paths that are not reserved; {@code null} if nothing does
 */
record FrontEndParts(
        HttpConfig config,
        @Nullable Certificate certificate,
        int listenPort,
        int adminListenPort,
        SessionScheduler scheduler,
        Function<SessionScheduler, Dialect> dialects,
        Probes probes,
        Scrapes scrapes,
        Administration administration,
        @Nullable PathHandler otherPaths,
        ConnectionCount connectionCount,
        SourceCount sourceCount,
        BodyMemory bodyMemory) {}
