package dev.berth.engine.testing;

import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Keeps the faults that a test class makes on purpose out of the build's output. */
public final class QuietLogs implements BeforeAllCallback, AfterAllCallback {
    private static final Logger ENGINE = Logger.getLogger("dev.berth.engine");

    @Override
    public void beforeAll(ExtensionContext context) {
        ENGINE.setLevel(Level.OFF);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        ENGINE.setLevel(null);
    }
}
