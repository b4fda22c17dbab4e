package dev.berth.server.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.server.identity.KeyStore;
import dev.berth.server.identity.KeyStore.NewKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that answers only those it knows: the page asks for a key, and signs what it sends. */
class ConsoleIdentitiesIT {
    private static final String OTHER_HOST = "berth.example";

    @AutoClose
    private static Browser browser;

    @TempDir
    private Path data;

    private NewKey operator;
    private NewKey nightly;

    @AutoClose
    private ConsoleBerth berth;

    @BeforeAll
    static void openBrowser(@TempDir Path profile) {
        browser = Browser.open(profile, "--host-resolver-rules=MAP " + OTHER_HOST + " 127.0.0.1");
    }

    @BeforeEach
    void open() throws IOException {
        browser.reset();
        KeyStore keys = new KeyStore(data);
        operator = keys.create("operator", List.of("athena:*", "berth:Admin"), List.of("*"));
        nightly = keys.create("nightly", List.of("athena:*"), List.of("*"));
        berth = ConsoleBerth.simulated(data, Map.of("region", "eu-west-1"));
    }

    @Test
    void aKeyOpensTheConsoleForOneTab() {
        browser.go(berth.console(""));
        signIn(operator.accessKeyId(), nightly.secretAccessKey());
        browser.awaitText(".sign-in .error", "InvalidSignatureException");
        signIn(nightly.accessKeyId(), nightly.secretAccessKey());
        browser.awaitText(".sign-in .error", "not authorized to perform: berth:Admin");
        browser.screenshot("sign-in");
        assertThat(browser.evaluate("sessionStorage.length")).isEqualTo(0L);

        signIn(operator.accessKeyId(), operator.secretAccessKey());
        browser.awaitText(".connection", "Live");
        assertThat(browser.find(".identity").getText()).contains(operator.accessKeyId());
        runSomething();
        search();

        browser.go(berth.console("#/"));
        browser.evaluate("location.reload()");
        browser.awaitText(".connection", "Live");
        assertThat(browser.evaluate("localStorage.length + document.cookie.length"))
                .isEqualTo(0L);
        browser.openTab();
        browser.go(berth.console(""));
        browser.find(".sign-in input[name=secretAccessKey]");
        assertThat(browser.evaluate("sessionStorage.length")).isEqualTo(0L);
    }

    @Test
    void signingOutForgetsTheKey() {
        browser.go(berth.console("#/sessions"));
        signIn(operator.accessKeyId(), operator.secretAccessKey());
        browser.awaitText(".list-status", "No session");
        browser.press("Sign out");
        browser.find(".sign-in");
        assertThat(browser.evaluate("sessionStorage.length")).isEqualTo(0L);
        browser.evaluate("location.reload()");
        browser.find(".sign-in input[name=accessKeyId]");
        browser.assertQuiet(berth.url());
    }

    @Test
    void aBrowserThatMayNotSignSaysSo() {
        browser.go("http://" + OTHER_HOST + ":" + berth.port() + "/console/");
        browser.awaitText(".sign-in", "This browser cannot sign requests here");
        assertThat(browser.has("input")).isFalse();
    }

    /** Its output is read as from Amazon S3, which is another service to sign for. */
    private void runSomething() {
        browser.press("Start session");
        browser.find("dialog option");
        browser.fill("input[name=description]", "größer & besser?");
        browser.press("Start");
        browser.awaitText(".session-actions .state", "IDLE");
        browser.fill(".cell textarea", "print('ß')");
        browser.press("Run");
        browser.awaitText(".outputs", "It has put out nothing.");
        assertThat(browser.find(".facts").getText()).contains("operator");
    }

    private void search() {
        browser.go(berth.console("#/sessions?search=" + "gr%C3%B6%C3%9Fer+%26+besser%3F"));
        browser.awaitText(".list-status", "1 session");
        assertThat(browser.find(".canvas").getText()).contains("größer & besser?");
    }

    private void signIn(String accessKeyId, String secretAccessKey) {
        browser.fill("input[name=accessKeyId]", accessKeyId);
        browser.fill("input[name=secretAccessKey]", secretAccessKey);
        browser.press("Sign in");
    }
}
