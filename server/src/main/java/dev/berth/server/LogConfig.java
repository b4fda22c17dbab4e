package dev.berth.server;

/**
 * What is logged, to standard error.
 *
 * @param level the least level that is logged; default {@code INFO}
 * @param format how a line looks; default {@code TEXT}
 */
public record LogConfig(Level level, Format format) {

    /** The levels, from everything to nothing. */
    public enum Level {
        /** Everything. */
        TRACE,
        /** What a developer wants to know. */
        DEBUG,
        /** What an operator may want to know. */
        INFO,
        /** What an operator should look at. */
        WARN,
        /** What has failed. */
        ERROR,
        /** Nothing. */
        OFF
    }

    /** The formats of a line. */
    public enum Format {
        /** For people. */
        TEXT,
        /** For machines: one JSON object. */
        JSON
    }

    /** Sets logging up by this configuration. Takes effect only before the first logger is asked for. */
    void apply() {
        // Names that logback.xml refers to.
        System.setProperty("berth.log.level", level.name());
        System.setProperty("berth.log.format", format.name());
    }
}
