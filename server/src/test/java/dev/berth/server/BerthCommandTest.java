package dev.berth.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import picocli.CommandLine;

class BerthCommandTest {
    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void help_showsOptionsAndDefaults() {
        assertThat(run("--help")).isZero();

        assertThat(out.toString())
                .contains(
                        "--host",
                        "127.0.0.1",
                        "--port",
                        "8181",
                        "--data",
                        "./berth-data",
                        "--runtime",
                        "auto",
                        "--on-stop")
                .contains("--account-dpus", "160", "--max-sessions", "--durability", "--config", "--insecure")
                .contains("serve", "journal", "key", "dashboard", "rules");
    }

    /** ASCII, so that every console and every file has it as it is. */
    @Test
    void dashboard_isJson() {
        assertThat(run("dashboard")).isZero();

        assertThat(new JsonObject(out.toString()).getString("title")).isEqualTo("Berth");
        assertThat(out.toString()).matches("\\p{ASCII}+").endsWith("}\n");
    }

    @Test
    void rules_areYaml() {
        assertThat(run("rules")).isZero();

        Object rules = new Load(LoadSettings.builder().build()).loadFromString(out.toString());
        assertThat(rules).asInstanceOf(InstanceOfAssertFactories.MAP).containsOnlyKeys("groups");
        assertThat(out.toString()).matches("\\p{ASCII}+");
    }

    @Test
    void version_isPrinted() {
        assertThat(run("--version")).isZero();

        assertThat(out.toString()).startsWith("berth ").contains("JDK " + System.getProperty("java.version"));
    }

    @ParameterizedTest
    @CsvSource({
        "--nope,Unknown option: '--nope'",
        "serve --nope,Unknown option: '--nope'",
        "srve,Unmatched argument at index 0: 'srve'",
        "--port,Missing required parameter for option '--port' (PORT)"
    })
    void badOption_exitsWith2(String arguments, String message) {
        assertThat(run(arguments.split(" "))).isEqualTo(2);

        assertThat(err.toString()).startsWith("berth: " + message);
    }

    @ParameterizedTest
    @CsvSource({
        "--port x",
        "serve --port x",
        "--host 192.0.2.1",
        "--runtime spark",
        "--durability disk",
        "--config /no/such/file"
    })
    void unusableValue_exitsWith2AndOneLine(String arguments) {
        assertThat(run(arguments.split(" "))).isEqualTo(2);

        assertThat(err.toString().lines()).hasSize(1);
        assertThat(err.toString()).startsWith("berth: ");
    }

    @Test
    void heldFolder_exitsWith1AndOneLine() throws Exception {
        try (DataFolder held = DataFolder.open(folder)) {
            assertThat(run("--port", "0", "--data", folder.toString())).isEqualTo(1);

            assertThat(err.toString().lines()).hasSize(1);
            assertThat(err.toString()).startsWith("berth: data folder " + held.path() + " is in use");
        }
    }

    @Test
    void keyCreate_printsTheKeyOnce() {
        assertThat(run(
                        "key",
                        "create",
                        "nightly",
                        "--data",
                        folder.toString(),
                        "--allow",
                        "StartSession, berth:Admin",
                        "--on",
                        "a-*"))
                .isZero();

        String printed = out.toString();
        assertThat(printed.lines().toList())
                .satisfiesExactly(
                        id -> assertThat(id).matches("Access key ID: BERTH[A-Z2-7]{15}"),
                        secret -> assertThat(secret).matches("Secret access key: [A-Za-z0-9+/]{40}"));
        assertThat(err.toString()).isEmpty();
        out.getBuffer().setLength(0);
        assertThat(run("key", "list", "--data", folder.toString())).isZero();
        assertThat(out.toString())
                .matches("nightly BERTH[A-Z2-7]{15} allow athena:StartSession,berth:Admin on workgroup/a-\\*\n");
    }

    @Test
    void keyCreate_withoutRules_saysThatThereAreNone() {
        assertThat(run("key", "create", "nightly", "--data", folder.toString())).isZero();

        assertThat(err.toString()).startsWith("nightly may do nothing yet");
        assertThat(out.toString().lines()).hasSize(2);
    }

    @Test
    void keyCommands_workWhileAServerHasTheFolder() throws Exception {
        try (DataFolder held = DataFolder.open(folder)) {
            assertThat(run("key", "create", "nightly", "--data", held.path().toString()))
                    .isZero();
            assertThat(run("key", "revoke", "nightly", "--data", held.path().toString()))
                    .isZero();
        }
    }

    @Test
    void keyImport_readsTheSecretFromStandardInput() {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream("wJalrXUtnFEMI/K7MDENG\n".getBytes(StandardCharsets.UTF_8)));
        try {
            assertThat(run(
                            "key",
                            "import",
                            "both",
                            "--access-key-id",
                            "AKIDEXAMPLE",
                            "--data",
                            folder.toString(),
                            "--allow",
                            "*"))
                    .isZero();
        } finally {
            System.setIn(before);
        }

        assertThat(out.toString()).isEmpty();
        assertThat(folder.resolve("identities.yaml"))
                .content()
                .contains("access-key-id: \"AKIDEXAMPLE\"", "secret-access-key: \"wJalrXUtnFEMI/K7MDENG\"");
    }

    @ParameterizedTest
    @CsvSource({
        "key,2,key needs a subcommand",
        "key create,2,Missing required parameter: 'NAME'",
        "key import x,2,Missing required option: '--access-key-id=ID'",
        "key create x --on y,2,--on needs --allow",
        "key create x --allow s3:Get,1,the actions must be actions such as",
        "key create a/b,1,the name must be",
        "key revoke x,1,there is no identity x"
    })
    void unusableKeyCommand_saysWhy(String arguments, int exitCode, String message) {
        String[] words = (arguments + (exitCode == 1 ? " --data " + folder : "")).split(" ", -1);

        assertThat(run(words)).isEqualTo(exitCode);

        assertThat(err.toString()).startsWith("berth: " + message);
        assertThat(folder.resolve("identities.yaml")).doesNotExist();
    }

    private int run(String... arguments) {
        CommandLine command = BerthCommand.create(Map.of());
        command.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return command.execute(arguments);
    }
}
