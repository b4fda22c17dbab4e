package dev.berth.bench.load;

/** How the process ends; as told by {@code --help}. */
final class ExitCodes {
    static final int PASSED = 0;
    /** The server broke a promise. */
    static final int VIOLATION = 1;
    /** Options or the scenario cannot be used. */
    static final int USAGE = 2;
    /** The generator was the limit. */
    static final int GENERATOR = 3;
    /** There is no result: the server cannot be started or reached, or answered nothing. */
    static final int NO_RESULT = 4;

    private ExitCodes() {}
}
