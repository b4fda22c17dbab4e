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
        line("berth", Build.version() + " on " + Build.jdk());
        line("data folder", server.dataFolder().path().toString());
        line("journal", "memory: forgets sessions when the process ends");
        line("runtime", "simulated, the only one built in: sessions take their time (" + times() + "), no code runs");
        line(
                "budgets",
                "account " + dpus(engine.accountDpus()) + ", each session at most " + dpus(engine.sessionDpus()));
        line("sessions", "at most " + grouped(engine.maxSessions()) + " live");
        engine.workGroups().forEach(this::printWorkGroup);
        line("requests", "are NOT authenticated: whoever reaches the port may start and end sessions");
        engine.workGroups().stream().filter(this::startsSessions).findFirst().ifPresent(this::printCurl);
        out.println("listening on " + server.url());
    }

    private void printWorkGroup(CreateWorkGroup group) {
        line("work group", group.name() + ": " + group.engineVersion() + ", " + limitOf(group));
    }

    private String limitOf(CreateWorkGroup group) {
        if (!startsSessions(group)) {
            return "refuses sessions (SQL)";
        }
        return group.limitDpus().isPresent()
                ? "at most " + dpus(group.limitDpus().getAsInt())
                : "no limit of its own";
    }

    private void printCurl(CreateWorkGroup group) {
        line("try", "the next line starts a session");
        out.println("curl -s -H 'Content-Type: application/x-amz-json-1.1' -H 'X-Amz-Target: AmazonAthena.StartSession'"
                + " -d '{\"WorkGroup\": \"" + group.name()
                + "\", \"EngineConfiguration\": {\"MaxConcurrentDpus\": 2}}' "
                + server.url() + "/");
    }

    private boolean startsSessions(CreateWorkGroup group) {
        return server.engineConfig().runtimes().containsKey(group.engineVersion());
    }

    private String times() {
        SimulatedConfig simulated = server.config().simulated();
        return "launch " + describe(simulated.launch()) + "; end " + describe(simulated.terminate());
    }

    private static String describe(Delay delay) {
        String median = HumanDuration.format(delay.median());
        return delay.p99().equals(delay.median())
                ? median
                : "median " + median + ", p99 " + HumanDuration.format(delay.p99());
    }

    private static String dpus(int count) {
        return grouped(count) + " DPUs";
    }

    /** A number with a comma before each thousand. */
    private static String grouped(int number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private void line(String subject, String text) {
        out.println(String.format(Locale.ROOT, "%-12s ", subject) + text);
    }
}
