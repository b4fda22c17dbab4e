package dev.berth.server.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Budgets, refusals and the connection, as the overview shows them. */
class ConsoleOverviewIT {
    private static final String ACCOUNT = ".budgets tbody tr:first-child";

    @AutoClose
    private static Browser browser;

    @TempDir
    private Path data;

    @AutoClose
    private ConsoleBerth berth;

    @BeforeAll
    static void openBrowser(@TempDir Path profile) {
        browser = Browser.open(profile);
    }

    @BeforeEach
    void open() {
        browser.reset();
        berth = ConsoleBerth.simulated(data, Map.of("account-dpus", "40"));
    }

    @Test
    void aFullBudgetIsSeenAndRaised() throws Exception {
        browser.go(berth.console(""));
        browser.awaitText(ACCOUNT, "Account");
        assertThat(berth.start("first", 20)).isEqualTo(200);
        assertThat(berth.start("second", 20)).isEqualTo(200);
        browser.find(ACCOUNT + " .meter-full");
        assertThat(browser.find(ACCOUNT).getText()).containsSubsequence("40", "40", "0");

        browser.press("Start session");
        browser.find("dialog option");
        browser.press("Start");
        browser.awaitText("dialog .error", "budget account holds 40 of 40 DPUs, 20 asked, 0 free");
        browser.press("Cancel");
        browser.awaitText(".bars", "1");
        browser.awaitText(".overview", "budget full");
        browser.screenshot("overview-full");

        browser.click(ACCOUNT + " button");
        browser.fill("input[name=limitDpus]", "100");
        browser.press("Change");
        browser.awaitGone("dialog");
        browser.awaitText(ACCOUNT, "100");
        browser.find(ACCOUNT + " .meter-free");
        assertThat(berth.budget("account").getInteger("limitDpus")).isEqualTo(100);
        assertThat(browser.errors()).as("the refusal").hasSize(1).allMatch(error -> error.contains("400"));
    }

    @Test
    void aLostConnectionIsSaidAndFoundAgain() {
        browser.go(berth.console(""));
        browser.awaitText(".connection", "Live");
        int port = berth.port();
        berth.close();
        browser.awaitText(".banner", "Trying again");
        browser.screenshot("connection-lost");
        browser.press("Try now");
        berth = ConsoleBerth.simulated(data, Map.of("port", Integer.toString(port)));
        browser.awaitText(".connection", "Live");
        browser.awaitGone(".banner");
        browser.awaitText(ACCOUNT, "160");
    }
}
