package dev.berth.server;

import dev.berth.server.identity.KeyStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The options of {@code berth key}, and what they mean. */
final class KeyCommandLine {
    private static final String DATA = "--data";
    private static final String KEY_ID = "--access-key-id";
    private static final String ALLOW = "--allow";
    private static final String ON = "--on";
    private static final String EVERYWHERE = "*";

    private KeyCommandLine() {}

    /** Adds the options of a command to it. */
    static void addOptions(KeyCommand key, CommandSpec command) {
        if (key.hasName()) {
            command.addPositional(PositionalParamSpec.builder()
                    .index("0")
                    .required(true)
                    .paramLabel("NAME")
                    .type(String.class)
                    .description("The name of the identity.")
                    .build());
        }
        command.addOption(option(DATA, "DIR", "The data folder. Default: " + Setting.DATA.defaultText())
                .build());
        if (key == KeyCommand.IMPORT) {
            command.addOption(
                    option(KEY_ID, "ID", "The id of the key.").required(true).build());
        }
        if (key.hasRules()) {
            command.addOption(option(
                                    ALLOW,
                                    "ACTIONS",
                                    "What it may do, separated by commas, such as athena:StartSession,athena:Get* or"
                                            + " berth:Admin. Default: nothing")
                            .build())
                    .addOption(option(
                                    ON,
                                    "WORKGROUPS",
                                    "Which work groups it may do that with, separated by commas, such as"
                                            + " workgroup/analytics-*; * also stands for what is about none."
                                            + " Default: *")
                            .build());
        }
    }

    private static OptionSpec.Builder option(String name, String label, String description) {
        return OptionSpec.builder(name).paramLabel(label).type(String.class).description(description);
    }

    /**
     * Carries a command out.
     *
     * @return the exit code
     */
    static int run(KeyCommand key, ParseResult parsed, Map<String, String> environment) {
        CommandLine line = parsed.commandSpec().commandLine();
        KeyCommand.Arguments given = arguments(parsed, line);
        Path data = Path.of(parsed.matchedOptionValue(
                DATA, environment.getOrDefault(Setting.DATA.variable(), Setting.DATA.defaultText())));
        PrintWriter out = line.getOut();
        try {
            key.run(
                    new KeyStore(data),
                    given,
                    new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)),
                    out);
            out.flush();
            if (key.hasRules() && given.actions().isEmpty()) {
                line.getErr().println(given.name() + " may do nothing yet: --allow, or rules in the file, change that");
            }
            return CommandLine.ExitCode.OK;
        } catch (IOException refused) {
            out.flush();
            line.getErr().println("berth: " + refused.getMessage());
            return CommandLine.ExitCode.SOFTWARE;
        }
    }

    private static KeyCommand.Arguments arguments(ParseResult parsed, CommandLine line) {
        List<String> actions = list(parsed, ALLOW, "", KeyCommandLine::action);
        if (actions.isEmpty() && parsed.hasMatchedOption(ON)) {
            throw new ParameterException(line, ON + " needs " + ALLOW);
        }
        return new KeyCommand.Arguments(
                parsed.matchedPositionalValue(0, ""),
                parsed.matchedOptionValue(KEY_ID, ""),
                actions,
                list(parsed, ON, EVERYWHERE, KeyCommandLine::resource));
    }

    private static List<String> list(
            ParseResult parsed, String option, String byDefault, UnaryOperator<String> completion) {
        String text = parsed.hasMatchedOption(option) ? parsed.matchedOptionValue(option, "") : byDefault;
        return Arrays.stream(text.split(",", -1))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .map(completion)
                .toList();
    }

    /** An operation without its service is one of Athena. */
    private static String action(String text) {
        return text.equals(EVERYWHERE) || text.contains(":") ? text : "athena:" + text;
    }

    /** A name alone is that of a work group. */
    private static String resource(String text) {
        return text.equals(EVERYWHERE) || text.contains("/") ? text : "workgroup/" + text;
    }
}
