package dev.berth.server.runtime.jupyter;

import dev.berth.api.OpaqueBytes;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What tells the process of a kernel from any other, also after a restart of the server.
 *
 * @param pid its process id, and that of its process group
 * @param startTime when it started, in ticks since the machine did
 */
record KernelIdentity(long pid, long startTime) {

    boolean isAlive() {
        OptionalLong start = Proc.startTime(pid);
        return start.isPresent() && start.getAsLong() == startTime;
    }

    String encode() {
        return new JsonObject().put("pid", pid).put("startTime", startTime).encode();
    }

    static Optional<KernelIdentity> decode(String text) {
        try {
            JsonObject json = new JsonObject(text);
            return Optional.of(new KernelIdentity(json.getLong("pid"), json.getLong("startTime")));
        } catch (DecodeException | ClassCastException | NullPointerException e) {
            return Optional.empty();
        }
    }

    /** The handle that the scheduler keeps: with it goes where the kernel listens, and as whom it knows the server. */
    OpaqueBytes handle(String socketIdentity) {
        JsonObject json = new JsonObject(encode())
                .put("connection", SessionFolder.CONNECTION)
                .put("socket", socketIdentity);
        return OpaqueBytes.ofUtf8(json.encode());
    }
}
