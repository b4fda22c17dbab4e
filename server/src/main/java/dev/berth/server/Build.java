package dev.berth.server;

import java.util.Optional;

/** What is running: this build of Berth, and the JDK below it. */
final class Build {
    private Build() {}

    /** The version in the jar's manifest; {@code development} where classes are run from a folder. */
    static String version() {
        return Optional.ofNullable(Build.class.getPackage().getImplementationVersion())
                .orElse("development");
    }

    static String jdk() {
        return "JDK " + System.getProperty("java.version") + " (" + System.getProperty("java.vm.name") + ")";
    }
}
