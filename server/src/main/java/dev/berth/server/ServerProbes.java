package dev.berth.server;

import dev.berth.engine.Engine;
import dev.berth.server.http.MetricsText;
import dev.berth.server.http.Probes;
import dev.berth.server.metrics.ServerMetrics;

/** What the front end shows of the server as a whole: its metrics, and whether it can do its work. */
record ServerProbes(ServerMetrics metrics, Engine engine) implements Probes {
    @Override
    public String metricsFormat(String acceptHeader) {
        return ServerMetrics.contentTypeFor(acceptHeader);
    }

    @Override
    public MetricsText metrics(String contentType) {
        return new MetricsText(contentType, metrics.scrape(contentType));
    }

    @Override
    public boolean ready() {
        return !engine.snapshot().failed();
    }
}
