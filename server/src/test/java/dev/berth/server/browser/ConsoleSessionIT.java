package dev.berth.server.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.server.testing.RequiredTools;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/** A session that is started, used and ended in the browser, with a real kernel. */
class ConsoleSessionIT {
    private static final String AT = "\\s+\\d\\d:\\d\\d:\\d\\d\\s*";
    private static final String STATE = ".session-actions .state";
    private static final String CELL = ".cell textarea";
    private static final String HOSTILE = "<img src=x onerror=document.title='taken'><b>bold</b>";

    @AutoClose
    private static Browser browser;

    @TempDir
    private Path data;

    @AutoClose
    private ConsoleBerth berth;

    @BeforeAll
    static void openBrowser(@TempDir Path profile) {
        RequiredTools.ipykernel();
        RequiredTools.matplotlib();
        browser = Browser.open(profile);
    }

    @BeforeEach
    void open() {
        browser.reset();
        berth = ConsoleBerth.withKernels(data);
    }

    @Test
    void aSessionIsStartedRunsCodeAndIsEnded() {
        browser.go(berth.console("#/"));
        browser.press("Start session");
        browser.find("dialog option");
        browser.fill("input[name=description]", HOSTILE);
        browser.fill("input[name=dpus]", "4");
        browser.press("Start");
        browser.awaitText(STATE, "IDLE");
        assertThat(browser.find("h1").getText()).isEqualTo(HOSTILE);
        assertThat(browser.has("h1 *")).isFalse();
        assertThat(browser.find(".facts").getText()).contains("4 held");
        assertThat(browser.find(".timeline").getText())
                .containsPattern("CREATING" + AT + "CREATED" + AT + "IDLE" + AT)
                .doesNotContain("–");

        run("""
                import sys
                import matplotlib.pyplot as plt
                print('orders:', 6 * 7, '<i>')
                print('careful', file=sys.stderr)
                plt.figure(figsize=(6, 2.4)); plt.plot([1, 3, 2, 5, 4]); plt.show()
                {'answer': 42}""");
        browser.awaitText(".outputs", "orders: 42 <i>");
        assertThat(browser.find(".stream-error").getText()).contains("careful");
        assertThat(browser.find(".outputs").getText()).contains("{'answer': 42}");
        browser.await("document.querySelector('img.picture')?.naturalWidth > 100");
        assertThat(browser.find(".calculation .code").getText()).contains("6 * 7, '<i>'");
        browser.screenshot("session-light");
        browser.scheme("dark");
        browser.screenshot("session-dark");

        run("for order in range(2):\nprint(order)");
        browser.awaitText(".outputs", "0\n1");
        run("missing_name");
        browser.awaitText(".failure", "name 'missing_name' is not defined");

        browser.click(".executors summary");
        browser.await("document.querySelectorAll('.executors tbody tr').length === 4");

        browser.press("Terminate");
        browser.awaitText("dialog", "its 4 DPUs become free");
        browser.screenshot("terminate-dark");
        browser.keys(Keys.ESCAPE);
        browser.awaitGone("dialog");
        assertThat(browser.find(STATE).getText()).isEqualTo("IDLE");
        browser.press("Terminate");
        browser.click("dialog button.danger");
        browser.awaitText(STATE, "TERMINATED");
        browser.awaitGone(CELL);
        browser.assertQuiet(berth.url());
    }

    @Test
    void whatRunsCanBeStopped() throws Exception {
        assertThat(berth.start("to be stopped", 2)).isEqualTo(200);
        browser.go(berth.console("#/sessions"));
        browser.awaitText(".canvas .cell-state", "IDLE");
        browser.click(".canvas a");
        run("while True:\npass");
        browser.awaitText(STATE, "BUSY");
        browser.press("Stop");
        browser.awaitText(".calculation .state", "CANCELED");
        browser.awaitText(STATE, "IDLE");
        browser.assertQuiet(berth.url());
    }

    /** By the keyboard; the cell indents what follows a colon. */
    private void run(String code) {
        browser.awaitText(STATE, "IDLE");
        browser.fill(CELL, code);
        browser.await("!document.querySelector('.cell button.primary').disabled");
        browser.find(CELL).sendKeys(Keys.chord(Keys.CONTROL, Keys.ENTER));
    }
}
