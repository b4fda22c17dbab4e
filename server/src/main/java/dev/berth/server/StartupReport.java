package dev.berth.server;

import dev.berth.api.BudgetName;
import dev.berth.api.BudgetView;
import dev.berth.api.WorkGroup;
import dev.berth.engine.EngineSnapshot;
import dev.berth.server.WatchedJournal.Recovery;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/** The lines that tell an operator what has been started, and how to try it. */
final class StartupReport {
    private static final int MAX_WORK_GROUPS = 20;

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
        line("berth", Build.version() + " on " + Build.jdk());
        line("data folder", server.dataFolder().path().toString());
        printJournal();
        line("runtime", server.compute().description());
        line(
                "budgets",
                "account " + limitOf(BudgetName.ACCOUNT) + ", each session at most "
                        + dpus(server.engineConfig().sessionDpus()));
        line("sessions", "at most " + Figures.count(server.engineConfig().maxSessions()) + " live");
        printWorkGroups();
        line("requests", whoMayAsk());
        line("transport", server.eventLoops().description());
        if (server.adminUrl() != null) {
            line("operators", "metrics, health, administration and console are at " + server.adminUrl() + " only");
        }
        line("console", (server.adminUrl() == null ? server.url() : server.adminUrl()) + "/console/");
        workGroups().stream().filter(this::startsSessions).findFirst().ifPresent(this::printCurl);
        out.println("listening on " + server.url());
    }

    private String whoMayAsk() {
        return server.identities().areOpen()
                ? "are NOT authenticated: whoever reaches the port may start and end sessions"
                : "must be signed (Signature Version 4); there "
                        + (server.identities().count() == 1 ? "is " : "are ")
                        + Figures.count(server.identities().count(), "identity", "identities");
    }

    private void printJournal() {
        String folder = server.journal().description();
        switch (server.config().journal().durability()) {
            case SYNC -> line("journal", folder + ", sync: what was acknowledged survives a power cut");
            case OS -> line("journal", folder + ", os: what was acknowledged survives the process, not a power cut");
            case MEMORY -> {
                line("journal", "memory: forgets sessions when the process ends");
                return;
            }
        }
        Recovery recovery = server.journal().recovery();
        if (recovery.isOfNewJournal()) {
            line("recovered", "nothing, the journal is new");
            return;
        }
        line("recovered", recoveredState() + ", in " + Figures.time(server.engineStart()));
        line("", whereTimeWent(recovery));
    }

    private String whereTimeWent(Recovery recovery) {
        String snapshot = recovery.snapshotBytes() == 0
                ? "no snapshot"
                : "snapshot " + Figures.bytes(recovery.snapshotBytes()) + " in "
                        + Figures.time(recovery.snapshotTime());
        String batches = Figures.count(recovery.batches(), "batch", "batches") + " after it, "
                + Figures.bytes(recovery.batchBytes()) + ", in " + Figures.time(recovery.batchTime());
        Duration rest = server.engineStart().minus(recovery.time());
        return snapshot + "; " + batches + "; going on from there in " + Figures.time(rest);
    }

    private String recoveredState() {
        EngineSnapshot state = server.engine().snapshot();
        return Figures.count(state.liveSessions(), "live session") + ", " + Figures.count(state.endedSessions())
                + " ended, " + Figures.count(workGroups().size(), "work group") + ", "
                + Figures.count(state.tokens(), "token");
    }

    private void printWorkGroups() {
        List<WorkGroup> all = workGroups();
        all.stream().limit(MAX_WORK_GROUPS).forEach(this::printWorkGroup);
        if (all.size() > MAX_WORK_GROUPS) {
            line("work groups", Figures.count(all.size() - MAX_WORK_GROUPS) + " more");
        }
    }

    private List<WorkGroup> workGroups() {
        return server.engine().workGroups(null, Integer.MAX_VALUE);
    }

    private void printWorkGroup(WorkGroup group) {
        line("work group", group.name() + ": " + group.engineVersion() + ", " + whatItAdmits(group));
    }

    private String whatItAdmits(WorkGroup group) {
        if (!startsSessions(group)) {
            return "refuses sessions (SQL)";
        }
        return group.enabled() ? limitOf(BudgetName.ofWorkGroup(group.name())) : "disabled";
    }

    private String limitOf(BudgetName name) {
        OptionalInt limit =
                server.engine().budget(name).map(BudgetView::limitDpus).orElse(OptionalInt.empty());
        if (limit.isEmpty()) {
            return "no limit of its own";
        }
        return (name.equals(BudgetName.ACCOUNT) ? "" : "at most ") + dpus(limit.getAsInt());
    }

    private void printCurl(WorkGroup group) {
        line("try", "the next line starts a session");
        out.println("curl -s -H 'Content-Type: application/x-amz-json-1.1' -H 'X-Amz-Target: AmazonAthena.StartSession'"
                + " -d '{\"WorkGroup\": \"" + group.name()
                + "\", \"EngineConfiguration\": {\"MaxConcurrentDpus\": 2}}' "
                + (server.identities().areOpen() ? "" : signing()) + server.url() + "/");
    }

    private String signing() {
        return "--aws-sigv4 aws:amz:" + server.config().athena().region()
                + ":athena --user \"$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY\" ";
    }

    private boolean startsSessions(WorkGroup group) {
        return server.engineConfig().runtimes().containsKey(group.engineVersion());
    }

    private static String dpus(int count) {
        return Figures.count(count) + " DPUs";
    }

    private void line(String subject, String text) {
        out.println(String.format(Locale.ROOT, "%-12s ", subject) + text);
    }
}
