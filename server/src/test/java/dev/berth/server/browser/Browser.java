package dev.berth.server.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.server.testing.RequiredTools;
import io.vertx.core.json.JsonObject;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.logging.Level;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.NoSuchElementException;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.FluentWait;
import org.openqa.selenium.support.ui.Wait;

/** A browser without a window, as people use one: by what they see, their keyboard and their pointer. */
final class Browser implements AutoCloseable {
    static final int WIDE = 1360;
    static final int PHONE = 360;

    private static final int HEIGHT = 900;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofMillis(20);
    private static final Path SCREENSHOTS = Path.of("target", "screenshots");

    private final ChromeDriver driver;
    private final Wait<ChromeDriver> wait;
    private final List<String> errors = new ArrayList<>();
    private final List<String> requests = new ArrayList<>();

    private Browser(ChromeDriver driver) {
        this.driver = driver;
        this.wait = new FluentWait<>(driver)
                .withTimeout(PATIENCE)
                .pollingEvery(PAUSE)
                .ignoring(NoSuchElementException.class)
                .ignoring(StaleElementReferenceException.class);
    }

    /** Opens one, where a browser is installed; elsewhere the tests that ask for it are skipped. */
    static Browser open(Path profile, String... moreArguments) {
        RequiredTools.chromium();
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        logs.enable(LogType.PERFORMANCE, Level.ALL);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(RequiredTools.CHROMIUM.toFile());
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--lang=en",
                "--user-data-dir=" + profile);
        options.addArguments(moreArguments);
        options.setCapability("goog:loggingPrefs", logs);
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(RequiredTools.CHROMEDRIVER.toFile())
                .usingAnyFreePort()
                .withLogFile(new File("/dev/null"))
                .build();
        Browser browser = new Browser(new ChromeDriver(service, options));
        browser.driver.manage().timeouts().scriptTimeout(PATIENCE);
        browser.width(WIDE);
        return browser;
    }

    /** The width of the window, in the pixels of style sheets. */
    void width(int pixels) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", pixels, "height", HEIGHT, "deviceScaleFactor", 1, "mobile", pixels < WIDE));
    }

    /** The scheme of colours that the machine prefers: {@code light} or {@code dark}. */
    void scheme(String scheme) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    void go(String url) {
        driver.get(url);
    }

    String address() {
        return driver.getCurrentUrl();
    }

    /** The element, once it is there. */
    WebElement find(String selector) {
        return wait.until(d -> d.findElement(By.cssSelector(selector)));
    }

    List<WebElement> findAll(String selector) {
        return driver.findElements(By.cssSelector(selector));
    }

    boolean has(String selector) {
        return !findAll(selector).isEmpty();
    }

    /** Waits until the element is there and has this text. */
    void awaitText(String selector, String text) {
        wait.until(d -> d.findElement(By.cssSelector(selector)).getText().contains(text));
    }

    void awaitGone(String selector) {
        wait.until(d -> d.findElements(By.cssSelector(selector)).isEmpty());
    }

    /** Waits until an expression of JavaScript is true. */
    void await(String expression) {
        wait.until(d -> Boolean.TRUE.equals(d.executeScript("return Boolean(" + expression + ")")));
    }

    Object evaluate(String expression) {
        return driver.executeScript("return " + expression);
    }

    /** The text that a piece of JavaScript hands to its function {@code done}, once it does. */
    String evaluateLater(String body) {
        return (String) driver.executeAsyncScript("const done = arguments[0]; " + body);
    }

    long number(String expression) {
        return ((Number) evaluate(expression)).longValue();
    }

    void click(String selector) {
        wait.until(d -> {
            WebElement element = d.findElement(By.cssSelector(selector));
            if (!element.isEnabled()) {
                return false;
            }
            element.click();
            return true;
        });
    }

    /** The button that says this, in the dialog if one is open. */
    void press(String button) {
        wait.until(d -> {
            String buttons = has("dialog") ? "dialog button" : "button";
            for (WebElement each : d.findElements(By.cssSelector(buttons))) {
                if (each.getText().equals(button) && each.isEnabled() && each.isDisplayed()) {
                    each.click();
                    return true;
                }
            }
            return false;
        });
    }

    /** Puts a text in place of what a field has. */
    void fill(String selector, String text) {
        WebElement field = find(selector);
        field.sendKeys(Keys.chord(Keys.CONTROL, "a"), Keys.DELETE);
        field.sendKeys(text);
    }

    /** Presses keys wherever the focus is. */
    void keys(CharSequence... keys) {
        focused().sendKeys(keys);
    }

    WebElement focused() {
        return driver.switchTo().activeElement();
    }

    /** Another tab, to which this browser turns. */
    void openTab() {
        driver.switchTo().newWindow(WindowType.TAB);
        width(WIDE);
        scheme("light");
    }

    /** Begins anew: one tab, in which nothing was open yet, and nothing that was asked or complained of. */
    void reset() {
        Set<String> before = driver.getWindowHandles();
        openTab();
        String tab = driver.getWindowHandle();
        before.forEach(each -> driver.switchTo().window(each).close());
        driver.switchTo().window(tab);
        requests();
        requests.clear();
        errors();
        errors.clear();
    }

    /** Keeps what is seen for people to look at. */
    void screenshot(String name) {
        try {
            Files.createDirectories(SCREENSHOTS);
            Files.write(SCREENSHOTS.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether something is wider than the window, or than the part of the page that it is in. */
    boolean scrollsSideways() {
        return Boolean.TRUE.equals(
                evaluate("[document.documentElement, ...document.querySelectorAll('main, section, dialog')]"
                        + ".some(element => element.scrollWidth > element.clientWidth)"));
    }

    /** What pages have complained of since the browser was opened: errors, and what the security policy has stopped. */
    List<String> errors() {
        driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                .forEach(entry -> errors.add(entry.getMessage()));
        return errors;
    }

    /** The addresses of all requests since the browser was opened. */
    List<String> requests() {
        driver.manage().logs().get(LogType.PERFORMANCE).getAll().forEach(entry -> {
            JsonObject message = new JsonObject(entry.getMessage()).getJsonObject("message");
            if (message.getString("method").equals("Network.requestWillBeSent")) {
                requests.add(
                        message.getJsonObject("params").getJsonObject("request").getString("url"));
            }
        });
        return requests;
    }

    /** Nothing was asked of anybody but this server and the browser itself, and pages had nothing to complain of. */
    void assertQuiet(String origin) {
        assertThat(requests())
                .isNotEmpty()
                .allMatch(url -> url.startsWith(origin + "/") || url.startsWith("data:") || url.startsWith("chrome:"));
        assertThat(errors()).isEmpty();
    }

    @Override
    public void close() {
        driver.quit();
    }
}
