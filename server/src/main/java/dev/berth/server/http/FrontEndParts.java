package dev.berth.server.http;

import dev.berth.api.SessionScheduler;
import java.util.function.Function;

/**
 * What the event loops of a front end share.
 *
 * @param listenPort the port as Vert.x wants it: a negative number is any free port, the same one for all who name it
 */
record FrontEndParts(
        HttpConfig config,
        int listenPort,
        SessionScheduler scheduler,
        Function<SessionScheduler, Dialect> dialects,
        Probes probes,
        ConnectionCount connectionCount,
        BodyMemory bodyMemory) {}
