package dev.berth.server.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/** Many sessions, through which people scroll and search. */
class ConsoleSearchIT {
    private static final int SESSIONS = 10_000;
    private static final int MOST_ROWS_IN_THE_DOCUMENT = 120;

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
    void open() throws InterruptedException {
        browser.reset();
        berth = ConsoleBerth.simulated(data, Map.of("account-dpus", Integer.toString(2 * SESSIONS)));
        berth.startMany("order", SESSIONS);
    }

    @Test
    void tenThousandSessionsAreScrolledAndOneIsFound() {
        browser.go(berth.console("#/sessions"));
        browser.find(".canvas .session-row");
        scrollToTheEnd();
        assertThat(browser.find(".list-status").getText()).isEqualTo("10,000 sessions");
        assertThat(browser.evaluate("document.querySelector('.sessions').getAttribute('aria-rowcount')"))
                .isEqualTo(Integer.toString(SESSIONS + 1));
        browser.screenshot("sessions-light");

        browser.keys("/");
        browser.keys("ORDER 4711");
        browser.awaitText(".list-status", "1 session");
        assertThat(browser.find(".canvas .session-row").getText()).contains("order 4711", "IDLE");
        String id = browser.find(".canvas a").getText();
        browser.keys(Keys.chord(Keys.CONTROL, "a"), "nothing like it");
        browser.awaitText(".list-status", "No session is like that.");
        browser.keys(Keys.chord(Keys.CONTROL, "a"), id.substring(0, 30));
        browser.awaitText(".canvas", id);
        browser.click(".canvas a");
        browser.awaitText("h1", "order 4711");
        assertThat(browser.address()).endsWith("#/sessions/" + id);
        browser.assertQuiet(berth.url());
    }

    /** More than two windows with every frame, faster than any hand; what comes into sight is there in the same frame. */
    private void scrollToTheEnd() {
        String told = browser.evaluateLater("""
                const viewport = document.querySelector('.viewport');
                const told = {blank: 0, rows: 0, slowest: 0, frames: 0};
                let before = performance.now();
                requestAnimationFrame(function frame(now) {
                    told.frames++;
                    told.slowest = Math.max(told.slowest, now - before);
                    before = now;
                    const rows = [...document.querySelectorAll('.canvas .session-row')];
                    told.rows = Math.max(told.rows, rows.length);
                    const {top, bottom} = viewport.getBoundingClientRect();
                    const last = Math.min(bottom, document.querySelector('.canvas').getBoundingClientRect().bottom);
                    const isThere = y => rows.some(row => {
                        const box = row.getBoundingClientRect();
                        return box.top <= y && box.bottom >= y;
                    });
                    told.blank += isThere(top + 1) && isThere(last - 1) ? 0 : 1;
                    const isRead = document.querySelector('.list-status').textContent === '10,000 sessions';
                    if (isRead && viewport.scrollTop + viewport.clientHeight >= viewport.scrollHeight - 1) {
                        done(JSON.stringify(told));
                        return;
                    }
                    viewport.scrollBy(0, 1800);
                    setTimeout(() => requestAnimationFrame(frame));
                });
                """);
        JsonObject figures = new JsonObject(told);
        System.out.println("ConsoleSearchIT: scrolled through " + SESSIONS + " sessions: " + figures);
        assertThat(figures.getInteger("blank")).as("frames with a gap").isZero();
        assertThat(figures.getInteger("rows")).as("rows in the document").isLessThan(MOST_ROWS_IN_THE_DOCUMENT);
    }
}
