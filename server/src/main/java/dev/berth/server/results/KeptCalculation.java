package dev.berth.server.results;

/** What is remembered of the files of a calculation. Immutable. */
record KeptCalculation(KeptFile result, KeptFile stderr, KeptFile stdout) {
    /**
     * What is remembered of a file.
     *
     * @param bytes its length
     * @param modifiedMillis when it was last written, since the epoch
     */
    record KeptFile(long bytes, long modifiedMillis) {}

    KeptFile file(ResultName name) {
        return switch (name) {
            case RESULT -> result;
            case STDERR -> stderr;
            case STDOUT -> stdout;
        };
    }
}
