package dev.berth.server;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What has been opened so far, closed in the opposite order, each whether or not the others could be closed. Not
 * thread-safe.
 */
final class CloseStack {
    private static final System.Logger LOG = System.getLogger(CloseStack.class.getName());

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();

    <T extends AutoCloseable> T push(T resource) {
        opened.push(resource);
        return resource;
    }

    void closeAll() {
        while (!opened.isEmpty()) {
            close(opened.pop());
        }
    }

    // The end goes on whatever happens: the remaining resources matter more than the kind of the fault.
    private static void close(AutoCloseable resource) {
        try {
            resource.close();
        } catch (Exception failure) {
            LOG.log(System.Logger.Level.WARNING, "could not close " + resource, failure);
        }
    }
}
