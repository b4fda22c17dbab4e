package dev.berth.engine.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** The warnings of one class while this is open, instead of in the build's output. */
public final class RecordedLogs implements AutoCloseable {
    private final List<String> lines = new ArrayList<>();
    private final Logger logger;
    private final Handler handler = new Handler() {
        private final SimpleFormatter formatter = new SimpleFormatter();

        @Override
        public void publish(LogRecord line) {
            lines.add(formatter.formatMessage(line));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    private RecordedLogs(Logger logger) {
        this.logger = logger;
    }

    /** Records what a class logs. */
    public static RecordedLogs of(Class<?> type) {
        RecordedLogs logs = new RecordedLogs(Logger.getLogger(type.getName()));
        logs.logger.setUseParentHandlers(false);
        logs.logger.setLevel(Level.WARNING);
        logs.logger.addHandler(logs.handler);
        return logs;
    }

    /** What was logged, line by line. */
    public List<String> lines() {
        return List.copyOf(lines);
    }

    @Override
    public void close() {
        logger.removeHandler(handler);
        logger.setUseParentHandlers(true);
        logger.setLevel(null);
    }
}
