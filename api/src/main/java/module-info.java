/** The Java contract of Berth: what a caller sees, and what a journal or a runtime implements. */
module dev.berth.api {
    // For callers.
    exports dev.berth.api;

    // For implementers of journals, runtimes, clocks and statistics.
    exports dev.berth.spi;

    requires static transitive org.jspecify;
}
