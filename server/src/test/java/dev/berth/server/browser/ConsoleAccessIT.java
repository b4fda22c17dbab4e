package dev.berth.server.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/** The console without a pointer, on a phone, and in the dark. */
class ConsoleAccessIT {
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
    void open() throws Exception {
        browser.reset();
        berth = ConsoleBerth.simulated(data, Map.of());
        for (int i = 0; i < 3; i++) {
            assertThat(berth.start("a description that is rather long, as those of tools are, number " + i, 4))
                    .isEqualTo(200);
        }
    }

    @Test
    void everythingIsReachedByTheKeyboard() {
        browser.go(berth.console(""));
        browser.find(".budgets");
        assertThat(walk(6))
                .containsExactly(
                        "Skip to the content",
                        "Berth, overview",
                        "Overview",
                        "Sessions",
                        "Start session",
                        "Change the limit of Account");

        browser.keys(Keys.chord(Keys.SHIFT, Keys.TAB), Keys.ENTER);
        browser.find("dialog option");
        assertThat(browser.focused().getDomAttribute("name")).isEqualTo("workGroup");
        browser.keys(Keys.ESCAPE);
        browser.awaitGone("dialog");
        assertThat(browser.focused().getText()).isEqualTo("Start session");
        browser.keys(Keys.ENTER);
        browser.find("dialog option");
        browser.keys(Keys.TAB, "6", Keys.TAB, Keys.TAB, "by keyboard", Keys.ENTER);
        browser.awaitText("h1", "by keyboard");
        assertThat(browser.find(".facts").getText()).contains("6 held");

        browser.go(berth.console("#/sessions"));
        browser.awaitText(".list-status", "4 sessions");
        browser.keys("/");
        assertThat(browser.focused().getAccessibleName()).isEqualTo("Search sessions");
        browser.keys(Keys.TAB, Keys.TAB, Keys.TAB, Keys.TAB);
        String first = browser.focused().getText();
        browser.keys(Keys.ARROW_DOWN);
        browser.await("document.activeElement.dataset.index === '1'");
        assertThat(browser.focused().getText()).isNotEqualTo(first);
        browser.keys(Keys.ARROW_UP, Keys.ENTER);
        browser.awaitText("h1", "by keyboard");
        browser.assertQuiet(berth.url());
    }

    /** The names of what the Tab key comes to, each of which is marked for the eye. */
    private List<String> walk(int steps) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < steps; i++) {
            browser.keys(Keys.TAB);
            assertThat(browser.evaluate("getComputedStyle(document.activeElement).outlineStyle"))
                    .isEqualTo("solid");
            names.add(browser.focused().getAccessibleName());
        }
        return names;
    }

    @Test
    void everyPageFitsAPhone() {
        browser.width(Browser.PHONE);
        browser.go(berth.console(""));
        browser.find(".budgets");
        assertFits("overview");
        browser.press("Start session");
        browser.find("dialog option");
        assertFits("start");
        browser.press("Cancel");
        browser.go(berth.console("#/sessions"));
        browser.find(".canvas a");
        assertFits("sessions");
        browser.click(".canvas a");
        browser.find(".facts");
        assertFits("session");
    }

    private void assertFits(String page) {
        browser.screenshot(page + "-phone");
        assertThat(browser.scrollsSideways()).as(page).isFalse();
    }

    @Test
    void theDarkIsDark() {
        browser.go(berth.console(""));
        browser.find(".budgets");
        long light = brightness();
        browser.screenshot("overview-light");
        browser.scheme("dark");
        browser.screenshot("overview-dark");
        assertThat(light).isGreaterThan(200);
        assertThat(brightness()).isLessThan(40);
        assertThat(browser.number("Number(getComputedStyle(document.body).color.match(/[0-9]+/)[0])"))
                .isGreaterThan(200);
        browser.assertQuiet(berth.url());
    }

    private long brightness() {
        return browser.number("Number(getComputedStyle(document.body).backgroundColor.match(/[0-9]+/)[0])");
    }
}
