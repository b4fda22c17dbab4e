package dev.berth.bench.load;

import dev.berth.bench.compare.CompareCommand;
import dev.berth.bench.compare.LiveCommand;
import dev.berth.bench.load.report.HtmlReport;
import dev.berth.bench.load.report.JsonReport;
import dev.berth.bench.load.report.RunResult;
import dev.berth.bench.load.report.TextSummary;
import dev.berth.bench.load.scenario.LoadShape;
import dev.berth.bench.load.scenario.Scenario;
import dev.berth.bench.load.scenario.ScenarioException;
import dev.berth.bench.load.scenario.ScenarioReader;
import dev.berth.bench.load.traffic.GeneratorConfig;
import dev.berth.server.HumanDuration;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The command line of the load harness. */
@Command(
        name = "berth-load",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Drives an endpoint of the session API with load, measures it, and audits its answers.",
        subcommands = {CompareCommand.class, LiveCommand.class},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the run is valid, and the audit passed",
            "1:the audit found that the server broke a promise",
            "2:options or the scenario cannot be used",
            "3:the generator itself was the limit; the figures are not the server's",
            "4:there is no result: the server cannot be started or reached, or answered nothing"
        },
        footer = {"", "Durations are written 250ms, 10s, 5m. benchmarks/README.md describes scenarios and method."})
public final class LoadCommand implements Callable<Integer> {
    private static final double DEFAULT_RATE = 100;
    private static final Duration DEFAULT_DURATION = Duration.ofSeconds(10);
    private static final int WARM_UP_PART = 2;
    private static final Duration MAX_DEFAULT_WARM_UP = Duration.ofSeconds(10);
    private static final double MAX_RATE = 1_000_000;
    private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");
    private static final String KEY_OF_ENVIRONMENT = "env";

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    // Required, but not with a subcommand, which picocli cannot say.
    @ArgGroup(multiplicity = "0..1")
    private Target target = new Target();

    @Option(
            names = "--rate",
            paramLabel = "N",
            description =
                    "Open loop: requests per second, in place of the scenario's load. With --find-limit where to begin. Default: 100")
    private @Nullable Double rate;

    @Option(
            names = "--duration",
            paramLabel = "T",
            description =
                    "How long the load takes; with --find-limit, each of its runs. Default: the scenario's, or 10s")
    private @Nullable Duration duration;

    @Option(
            names = "--closed",
            paramLabel = "N",
            description = "Closed loop: N connections, a request at a time on each. Hides waits; for peak rates only.")
    private @Nullable Integer closed;

    @Option(
            names = "--scenario",
            paramLabel = "FILE",
            description = "What to send, as YAML. Default: starts of 20 DPUs in spark-primary, each with a new token.")
    private @Nullable Path scenarioFile;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Repeats a sequence of requests. Default: the scenario's, or a new one; it is printed.")
    private @Nullable Long seed;

    @Option(
            names = "--warmup",
            paramLabel = "T",
            description = "How much of the beginning is not measured. Default: half of it, at most 10s")
    private @Nullable Duration warmUp;

    @Option(
            names = "--connections",
            paramLabel = "N",
            defaultValue = "256",
            description = "Open loop: how many connections. Default: ${DEFAULT-VALUE}")
    private int connections;

    @Option(
            names = "--max-waiting",
            paramLabel = "N",
            defaultValue = "100000",
            description = "How many requests may wait for a connection; more are given up. Default: ${DEFAULT-VALUE}")
    private int maxWaiting;

    @Option(
            names = "--timeout",
            paramLabel = "T",
            defaultValue = "10s",
            description =
                    "How long a request waits for a connection, and then for its answer. Default: ${DEFAULT-VALUE}")
    private Duration timeout = Duration.ZERO;

    @Option(
            names = "--max-lateness",
            paramLabel = "T",
            defaultValue = "10ms",
            description =
                    "The generator was the limit if p99 of its own lateness is above this. Default: ${DEFAULT-VALUE}")
    private Duration maxLateness = Duration.ZERO;

    @Option(
            names = "--account-budget",
            paramLabel = "N",
            description =
                    "The account's DPUs for the audit. Default: the scenario's, or what the server's admin route says")
    private @Nullable Integer accountBudget;

    @Option(
            names = "--kill-every",
            paramLabel = "T",
            description =
                    "Kills the server that --server started, again and again, starts it again, and proves that nothing acknowledged was lost.")
    private @Nullable Duration killEvery;

    @Option(
            names = "--find-limit",
            description = "Searches the highest rate at which p99 from the intended start is within --p99.")
    private boolean findLimit;

    @Option(
            names = "--p99",
            paramLabel = "T",
            defaultValue = "50ms",
            description = "The bound of --find-limit. Default: ${DEFAULT-VALUE}")
    private Duration p99 = Duration.ZERO;

    @Option(
            names = "--sign",
            paramLabel = "KEY",
            description =
                    "Signs requests with Signature V4. ACCESS_KEY_ID:SECRET, or env for AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN.")
    private @Nullable String key;

    @Option(
            names = "--region",
            paramLabel = "NAME",
            defaultValue = "us-east-1",
            description = "The region of signatures. Default: ${DEFAULT-VALUE}")
    private String region = "";

    @Option(
            names = "--report",
            paramLabel = "FILE",
            description = "Writes the result as one page of HTML that needs nothing else.")
    private @Nullable Path report;

    @Option(names = "--json", paramLabel = "FILE", description = "Writes the result as JSON.")
    private @Nullable Path json;

    private final Map<String, String> environment;
    private volatile Runnable stop = () -> {};

    private LoadCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    /** What the load goes to. */
    static final class Target {
        @Option(
                names = "--endpoint",
                paramLabel = "URL",
                required = true,
                description = "Where the server listens, such as http://127.0.0.1:8181.")
        private @Nullable URI endpoint;

        @Option(
                names = "--server",
                paramLabel = "COMMAND",
                required = true,
                description = "Starts a server with this command and --port, and ends it afterwards.")
        private @Nullable String command;
    }

    /** Runs the command line, and ends the process with an exit code that {@code --help} tells. Ctrl-C ends the load early. */
    public static void main(String[] arguments) {
        System.setProperty("vertx.logger-delegate-factory-class-name", "io.vertx.core.logging.SLF4JLogDelegateFactory");
        LoadCommand command = new LoadCommand(System.getenv());
        CompletableFuture<Integer> exitCode = new CompletableFuture<>();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> command.endWith(exitCode), "load-shutdown"));
        exitCode.complete(commandLine(command).execute(arguments));
        System.exit(exitCode.join());
    }

    /** The command line, for tests and other programs; a run ends nothing but itself. */
    static CommandLine create(Map<String, String> environment) {
        return commandLine(new LoadCommand(environment));
    }

    private static CommandLine commandLine(LoadCommand command) {
        return new CommandLine(command)
                .registerConverter(Duration.class, LoadCommand::duration)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExitCodeExceptionMapper(
                        failure -> failure instanceof ParameterException ? ExitCodes.USAGE : ExitCodes.NO_RESULT);
    }

    /** The JVM has begun to end. If a run is under way, it is told to stop, and its reports and exit code are waited for. */
    private void endWith(CompletableFuture<Integer> exitCode) {
        stop.run();
        Runtime.getRuntime().halt(exitCode.join());
    }

    @Override
    public Integer call() {
        PrintWriter err = spec.commandLine().getErr();
        try {
            LoadSettings settings = settings();
            Progress progress = new Progress(System.err, Progress.isTerminal(STANDARD_ERROR));
            progress.say("seed " + settings.seed());
            LoadRun run = new LoadRun(settings, progress);
            stop = run::stop;
            RunResult result = findLimit ? run.findLimit(p99, firstRate()) : run.measure();
            spec.commandLine().getOut().print(TextSummary.of(result));
            spec.commandLine().getOut().flush();
            write(report, HtmlReport.of(result));
            write(json, JsonReport.of(result));
            return exitCodeOf(result, err);
        } catch (ScenarioException wrong) {
            throw new ParameterException(spec.commandLine(), "scenario: " + wrong.getMessage(), wrong);
        } catch (IOException failed) {
            err.println("berth-load: " + failed.getMessage());
            return ExitCodes.NO_RESULT;
        }
    }

    private static int exitCodeOf(RunResult result, PrintWriter err) {
        if (!result.audit().isPassed()) {
            err.println("berth-load: the audit failed");
            return ExitCodes.VIOLATION;
        }
        long answered = result.measurements().requests() - result.measurements().unanswered();
        if (answered == 0) {
            err.println("berth-load: nothing was answered");
            return ExitCodes.NO_RESULT;
        }
        boolean searchEndedThere =
                result.limit().isPresent() && result.limit().get().isGenerators();
        if (result.generator().isLimit() || searchEndedThere) {
            err.println("berth-load: the generator was the limit, the figures are not the server's");
            return ExitCodes.GENERATOR;
        }
        return ExitCodes.PASSED;
    }

    private LoadSettings settings() {
        Scenario scenario = scenarioFile == null ? Scenario.startsOnly() : ScenarioReader.read(scenarioFile);
        LoadShape shape = shape(scenario);
        check();
        return new LoadSettings(
                Optional.ofNullable(target.endpoint),
                Optional.ofNullable(target.command),
                new GeneratorConfig(closed == null ? connections : closed, maxWaiting, timeout, signer()),
                scenario,
                seed != null
                        ? seed
                        : scenario.seed().orElseGet(() -> new SplittableRandom().nextInt(Integer.MAX_VALUE)),
                shape,
                closed != null,
                warmUp != null ? warmUp : defaultWarmUp(shape.duration()),
                accountBudget == null ? OptionalInt.empty() : OptionalInt.of(accountBudget),
                Optional.ofNullable(killEvery),
                maxLateness);
    }

    private LoadShape shape(Scenario scenario) {
        if (rate != null || findLimit || scenario.load().isEmpty()) {
            Duration length = scenario.load().map(LoadShape::duration).orElse(DEFAULT_DURATION);
            return LoadShape.constant(firstRate(), duration != null ? duration : length);
        }
        if (duration != null && closed == null) {
            throw wrong("--duration: the scenario's load has its own; give --rate too, or leave it out");
        }
        return duration == null ? scenario.load().get() : LoadShape.constant(firstRate(), duration);
    }

    private double firstRate() {
        return rate != null ? rate : DEFAULT_RATE;
    }

    private void check() {
        require(
                target.endpoint != null || target.command != null,
                "Missing required argument: (--endpoint=URL | --server=COMMAND)");
        require(rate == null || (rate > 0 && rate <= MAX_RATE), "--rate: must be above 0 and at most 1000000");
        require(rate == null || closed == null, "--rate: is for the open loop; --closed has none");
        require(connections >= 1 && (closed == null || closed >= 1), "--connections, --closed: must be at least 1");
        require(maxWaiting >= 0, "--max-waiting: must be at least 0");
        require(accountBudget == null || accountBudget >= 0, "--account-budget: must be at least 0");
        require(
                !findLimit || (closed == null && killEvery == null),
                "--find-limit: is for the open loop, without kills");
        require(killEvery == null || target.command != null, "--kill-every: kills only a server that --server started");
        require(killEvery == null || !killEvery.isZero(), "--kill-every: must be longer than nothing");
        require(duration == null || !duration.isZero(), "--duration: must be longer than nothing");
        require(!timeout.isZero(), "--timeout: must be longer than nothing");
        URI endpoint = target.endpoint;
        require(
                endpoint == null
                        || (endpoint.getHost() != null
                                && ("http".equals(endpoint.getScheme()) || "https".equals(endpoint.getScheme()))),
                "--endpoint: must be an address such as http://127.0.0.1:8181");
    }

    private void require(boolean holds, String message) {
        if (!holds) {
            throw wrong(message);
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private @Nullable RequestSigner signer() {
        String given = key;
        if (given == null) {
            return null;
        }
        if (given.equals(KEY_OF_ENVIRONMENT)) {
            String id = environment.get("AWS_ACCESS_KEY_ID");
            String secret = environment.get("AWS_SECRET_ACCESS_KEY");
            if (id == null || secret == null) {
                throw wrong("--sign env: needs AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY");
            }
            return new RequestSigner(id, secret, environment.get("AWS_SESSION_TOKEN"), region);
        }
        int colon = given.indexOf(':');
        require(colon > 0 && colon < given.length() - 1, "--sign: must be ACCESS_KEY_ID:SECRET, or env");
        return new RequestSigner(given.substring(0, colon), given.substring(colon + 1), null, region);
    }

    private static Duration defaultWarmUp(Duration load) {
        Duration part = load.dividedBy(WARM_UP_PART);
        return part.compareTo(MAX_DEFAULT_WARM_UP) > 0 ? MAX_DEFAULT_WARM_UP : part;
    }

    private static Duration duration(String text) {
        return HumanDuration.parse(text)
                .orElseThrow(
                        () -> new TypeConversionException("must be a duration such as 250ms, 10s or 5m, not " + text));
    }

    private static void write(@Nullable Path file, String text) throws IOException {
        if (file != null) {
            Files.writeString(file, text);
        }
    }
}
