package dev.berth.server.athena;

import dev.berth.server.awsjson.Structure;
import dev.berth.server.awsjson.WireException;

/** Carries one operation out. */
@FunctionalInterface
interface OperationHandler {
    /**
     * Answers a request that meets the model, at once or when the scheduler has answered.
     *
     * @throws WireException the error to answer with; the reply was not used then
     */
    void handle(Structure request, Reply reply) throws WireException;
}
