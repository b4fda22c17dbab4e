package dev.berth.bench.compare;

import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** How servers are started and reached, for commands that start some. */
final class ServerOptions {
    /** Several servers share a machine, so none may have half of its memory, as in {@code berth.jvm}. */
    static final String DEFAULT_JVM =
            "-Xmx2g -Xms2g -XX:+UseParallelGC -XX:MaxTenuringThreshold=0 -XX:+AlwaysPreTouch -XX:+UseTransparentHugePages";

    @Option(
            names = "--connections",
            paramLabel = "N",
            defaultValue = "256",
            description =
                    "Connections to each server; one that waits for a disk needs many to be busy. Default: ${DEFAULT-VALUE}")
    private int connections;

    @Option(
            names = "--jvm",
            paramLabel = "OPTIONS",
            defaultValue = DEFAULT_JVM,
            description =
                    "Options of the servers' virtual machines. Default, but for the heap those of berth.jvm: ${DEFAULT-VALUE}")
    private String jvm = "";

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = ".",
            description =
                    "On whose disk the servers' data folders are, for the time of the run. Default: the current one")
    private Path data = Path.of("");

    /** Connections to each server. */
    int connections() {
        return connections;
    }

    /** Options of the servers' virtual machines. */
    List<String> jvm() {
        return List.of(jvm.split(" "));
    }

    /** Where the servers' data folders are made. */
    Path data() {
        return data;
    }
}
