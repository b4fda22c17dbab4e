package dev.berth.server;

import dev.berth.server.metrics.ServerMetrics;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** What comes with the server to watch it by, as files that other programs take as they are. */
enum MonitoringFile {
    /** A dashboard for Grafana. */
    DASHBOARD("dashboard.json", "Prints the Grafana dashboard, to be imported as it is."),
    /** Rules for Prometheus. */
    RULES("rules.yaml", "Prints the recording and alerting rules for Prometheus.");

    private final String resource;
    private final String description;

    MonitoringFile(String resource, String description) {
        this.resource = resource;
        this.description = description;
    }

    /** The command that prints it. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    String description() {
        return description;
    }

    /** Its text, as it lies beside the metrics that it speaks of. */
    String text() throws IOException {
        try (InputStream stream = ServerMetrics.class.getResourceAsStream(resource)) {
            if (stream == null) {
                throw new IOException(resource + " is missing in the jar");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
