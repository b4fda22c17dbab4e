package dev.berth.server;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The command line: {@code berth} and {@code berth serve} take the same options and do the same. Options are a
 * selection of the settings; their values are checked together with those of other sources. {@code berth journal} looks at
 * what a server has left, and {@code berth key} changes who may use one; {@code berth dashboard} and {@code berth rules} print what
 * watches one.
 */
final class BerthCommand {
    private static final System.Logger.Level WARNING = System.Logger.Level.WARNING;

    private static final String JOURNAL = "journal";
    private static final String KEY = "key";

    private final Map<String, String> environment;

    private BerthCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    /** The command line of a process with the given environment. */
    static CommandLine create(Map<String, String> environment) {
        CommandSpec serve = serving("serve", "Serves, as without a subcommand.");
        CommandSpec berth = serving(
                        "berth", "A session scheduler that speaks the session API of Amazon Athena for Apache Spark.")
                .addSubcommand("serve", serve)
                .addSubcommand(JOURNAL, journal())
                .addSubcommand(KEY, key());
        for (MonitoringFile each : MonitoringFile.values()) {
            berth.addSubcommand(
                    each.word(), described(CommandSpec.wrapWithoutInspection(each), each.word(), each.description()));
        }
        return new CommandLine(berth)
                .setExecutionStrategy(new BerthCommand(environment)::execute)
                .setParameterExceptionHandler((problem, arguments) -> explain(problem));
    }

    private static CommandSpec journal() {
        CommandSpec journal = described(
                CommandSpec.create(), JOURNAL, "Looks at the journal of a server that does not run; changes nothing.");
        for (JournalCommand each : JournalCommand.values()) {
            CommandSpec command = described(CommandSpec.wrapWithoutInspection(each), each.word(), each.description());
            command.addPositional(PositionalParamSpec.builder()
                    .index("0")
                    .required(true)
                    .paramLabel("DIR")
                    .type(Path.class)
                    .description("The data folder, as given with --data.")
                    .build());
            journal.addSubcommand(each.word(), command);
        }
        return journal;
    }

    private static CommandSpec key() {
        CommandSpec key = described(
                CommandSpec.create(),
                KEY,
                "Says who may use a server, in the file identities.yaml of its data folder; also while it runs.");
        for (KeyCommand each : KeyCommand.values()) {
            CommandSpec command = described(CommandSpec.wrapWithoutInspection(each), each.word(), each.description());
            KeyCommandLine.addOptions(each, command);
            key.addSubcommand(each.word(), command);
        }
        return key;
    }

    private static CommandSpec described(CommandSpec command, String name, String description) {
        command.name(name).mixinStandardHelpOptions(true).versionProvider(() ->
                new String[] {"berth " + Build.version() + " on " + Build.jdk()});
        command.usageMessage().description(description).sortOptions(false);
        return command;
    }

    private static CommandSpec serving(String name, String description) {
        CommandSpec command = described(CommandSpec.create(), name, description);
        command.usageMessage()
                .footer(
                        "",
                        "Every other setting has a key in the file and an environment variable, and so have these:"
                                + " account-dpus is BERTH_ACCOUNT_DPUS.");
        command.addOption(valued(Setting.HOST, "--host", "HOST", "Where to listen."))
                .addOption(valued(Setting.PORT, "--port", "PORT", "Which port to listen on; 0 picks a free one."))
                .addOption(valued(Setting.DATA, "--data", "DIR", "The folder of the server's files, made if missing."))
                .addOption(valued(
                        Setting.RUNTIME_NAME, "--runtime", "NAME", "What sessions run on: auto, jupyter or simulated."))
                .addOption(valued(
                        Setting.RUNTIME_ON_STOP,
                        "--on-stop",
                        "WHAT",
                        "What becomes of kernels when the server ends by SIGTERM: keep or terminate. Ctrl-C always"
                                + " terminates.",
                        "keep, or terminate with --durability memory"))
                .addOption(valued(
                        Setting.ACCOUNT_DPUS,
                        "--account-dpus",
                        "N",
                        "What all sessions together may hold, in place of what the journal has."))
                .addOption(valued(
                        Setting.MAX_SESSIONS,
                        "--max-sessions",
                        "N",
                        "How many sessions may live at a time.",
                        "as many as fit the heap"))
                .addOption(valued(
                        Setting.JOURNAL_DURABILITY,
                        "--durability",
                        "MODE",
                        "What acknowledged changes survive: sync a power cut, os the end of the process, memory"
                                + " nothing."))
                .addOption(option(Settings.FILE, "--config", "A YAML file with these and all other settings.")
                        .paramLabel("FILE")
                        .type(String.class)
                        .build())
                .addOption(
                        option(Setting.INSECURE.path(), "--insecure", "Listen beyond this machine without identities.")
                                .type(boolean.class)
                                .build());
        return command;
    }

    private static OptionSpec valued(Setting setting, String name, String label, String description) {
        return valued(setting, name, label, description, setting.defaultText());
    }

    private static OptionSpec valued(Setting setting, String name, String label, String description, String byDefault) {
        return option(setting.path(), name, description + " Default: " + byDefault)
                .paramLabel(label)
                .type(String.class)
                .build();
    }

    /** An option that knows the path of its setting. */
    private static OptionSpec.Builder option(String path, String name, String description) {
        return OptionSpec.builder(name).userObject(path).description(description);
    }

    private int execute(ParseResult parsed) {
        Integer helped = CommandLine.executeHelpRequest(parsed);
        if (helped != null) {
            return helped;
        }
        ParseResult last = parsed;
        while (last.hasSubcommand()) {
            last = last.subcommand();
        }
        CommandSpec command = last.commandSpec();
        if (command.userObject() instanceof JournalCommand look) {
            return look(look, last.matchedPositionalValue(0, Path.of("")), command.commandLine());
        }
        if (command.userObject() instanceof KeyCommand change) {
            return KeyCommandLine.run(change, last, environment);
        }
        if (command.userObject() instanceof MonitoringFile file) {
            return print(file, command.commandLine());
        }
        if (command.name().equals(JOURNAL)) {
            return explain(new ParameterException(command.commandLine(), "journal needs a subcommand: dump or verify"));
        }
        if (command.name().equals(KEY)) {
            return explain(new ParameterException(
                    command.commandLine(), "key needs a subcommand: create, import, list or revoke"));
        }
        return serve(flagsOf(parsed), command.commandLine().getErr());
    }

    private static int look(JournalCommand command, Path data, CommandLine line) {
        try {
            command.runOn(data, line.getOut());
            return CommandLine.ExitCode.OK;
        } catch (IOException unusable) {
            line.getOut().flush();
            return fail(line.getErr(), unusable, CommandLine.ExitCode.SOFTWARE);
        }
    }

    private static int print(MonitoringFile file, CommandLine line) {
        try {
            line.getOut().print(file.text());
            line.getOut().flush();
            return CommandLine.ExitCode.OK;
        } catch (IOException unreadable) {
            return fail(line.getErr(), unreadable, CommandLine.ExitCode.SOFTWARE);
        }
    }

    private static Map<String, String> flagsOf(ParseResult parsed) {
        Map<String, String> flags = new HashMap<>();
        Stream.concat(Stream.of(parsed), parsed.subcommands().stream())
                .flatMap(command -> command.matchedOptions().stream())
                .forEach(option -> flags.put("" + option.userObject(), "" + option.getValue()));
        return flags;
    }

    /** Starts a server that runs until the process is told to end. */
    private int serve(Map<String, String> flags, PrintWriter err) {
        try {
            ServerConfig config = ServerConfig.load(flags, environment);
            config.log().apply();
            Settings.unknownVariables(environment)
                    .forEach(line ->
                            System.getLogger(BerthCommand.class.getName()).log(WARNING, line));
            ServerProcess.run(config, System.out, System.err);
            return CommandLine.ExitCode.OK;
        } catch (ConfigException unusable) {
            return fail(err, unusable, CommandLine.ExitCode.USAGE);
        } catch (StartException failed) {
            return fail(err, failed, CommandLine.ExitCode.SOFTWARE);
        }
    }

    private static int explain(ParameterException problem) {
        PrintWriter err = problem.getCommandLine().getErr();
        fail(err, problem, CommandLine.ExitCode.USAGE);
        if (!UnmatchedArgumentException.printSuggestions(problem, err)) {
            err.println("--help shows what is possible");
        }
        return CommandLine.ExitCode.USAGE;
    }

    private static int fail(PrintWriter err, Exception reason, int exitCode) {
        err.println("berth: " + reason.getMessage());
        return exitCode;
    }
}
