package dev.berth.server;

import dev.berth.api.CreateWorkGroup;
import dev.berth.engine.EngineConfig;
import dev.berth.server.runtime.simulated.Delay;
import dev.berth.server.runtime.simulated.SimulatedConfig;
import java.io.PrintStream;
import java.util.Locale;

/** The lines that tell an operator what has been started, and how to try it. */
final class StartupReport {
    private final BerthServer server;
    private final PrintStream out;

    private StartupReport(BerthServer server, PrintStream out) {
        this.server = server;
        this.out = out;
    }

    /** Prints the report; its last line says where the server listens. */
    static void print(BerthServer server, PrintStream out) {
        new StartupReport(server, out).print();
        out.flush();
    }

    private void print() {
        EngineConfig engine = server.engineConfig();
        line("berth", "%s on %s".formatted(Build.version(), Build.jdk()));
        line("data folder", server.dataFolder().path().toString());
        line("journal", "memory: forgets sessions when the process ends");
        line(
                "runtime",
                "simulated, the only one built in: sessions take their time (%s), no code runs"
                        .formatted(times(server.config().simulated())));
        line(
                "budgets",
                "account %,d DPUs, each session at most %,d; at most %,d live sessions"
                        .formatted(engine.accountDpus(), engine.sessionDpus(), engine.maxSessions()));
        engine.workGroups().forEach(group -> line("work group", describe(group)));
        line("requests", "are NOT authenticated: whoever reaches the port may start and end sessions");
        engine.workGroups().stream().filter(this::startsSessions).findFirst().ifPresent(this::printCurl);
        out.println("listening on " + server.url());
    }

    private void printCurl(CreateWorkGroup group) {
        line("try", "the next line starts a session");
        out.println("curl -s -H 'Content-Type: application/x-amz-json-1.1' -H 'X-Amz-Target: AmazonAthena.StartSession'"
                + " -d '{\"WorkGroup\": \"" + group.name()
                + "\", \"EngineConfiguration\": {\"MaxConcurrentDpus\": 20}}' "
                + server.url() + "/");
    }

    private String describe(CreateWorkGroup group) {
        String limit = group.limitDpus().isPresent()
                ? "at most %,d DPUs".formatted(group.limitDpus().getAsInt())
                : "no limit of its own";
        return "%s: %s, %s"
                .formatted(
                        group.name(), group.engineVersion(), startsSessions(group) ? limit : "refuses sessions (SQL)");
    }

    private boolean startsSessions(CreateWorkGroup group) {
        return server.engineConfig().runtimes().containsKey(group.engineVersion());
    }

    private static String times(SimulatedConfig simulated) {
        return "launch " + describe(simulated.launch()) + "; end " + describe(simulated.terminate());
    }

    private static String describe(Delay delay) {
        String median = HumanDuration.format(delay.median());
        return delay.p99().equals(delay.median())
                ? median
                : "median " + median + ", p99 " + HumanDuration.format(delay.p99());
    }

    private void line(String subject, String text) {
        out.println(String.format(Locale.ROOT, "%-12s %s", subject, text));
    }
}
