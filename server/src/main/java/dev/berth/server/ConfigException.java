package dev.berth.server;

/** The configuration cannot be used. The message is one line that names the setting, its value and what is allowed. */
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** An exception with the given line. */
    public ConfigException(String message) {
        super(message);
    }
}
