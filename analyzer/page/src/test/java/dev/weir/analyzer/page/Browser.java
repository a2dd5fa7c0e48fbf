package dev.weir.analyzer.page;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.By;
import org.openqa.selenium.NoSuchElementException;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** A real Chromium without a window. */
final class Browser implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final List<String> PATHS =
      List.of("/usr/bin/chromium", "/usr/bin/google-chrome", "/usr/bin/chromium-browser");

  private final ChromeDriver driver;

  Browser(Path profile) {
    ChromeOptions options = new ChromeOptions();
    options.setBinary(find(PATHS).toString());
    options.addArguments(
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-dev-shm-usage",
        "--hide-scrollbars",
        "--user-data-dir=" + profile);
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    options.setCapability("goog:loggingPrefs", logs);
    driver =
        new ChromeDriver(
            new ChromeDriverService.Builder()
                .usingDriverExecutable(find(List.of("/usr/bin/chromedriver")).toFile())
                .build(),
            options);
    driver.manage().timeouts().scriptTimeout(LIMIT);
  }

  /** Whether this machine has one, and what drives it. */
  static boolean isThere() {
    return Stream.concat(
                PATHS.stream().filter(Browser::runs).limit(1), Stream.of("/usr/bin/chromedriver"))
            .filter(Browser::runs)
            .count()
        == 2;
  }

  private static boolean runs(String path) {
    return Files.isExecutable(Path.of(path));
  }

  private static Path find(List<String> paths) {
    return Path.of(paths.stream().filter(Browser::runs).findFirst().orElseThrow());
  }

  void open(Object address) {
    driver.get(address.toString());
  }

  String address() {
    return Objects.requireNonNull(driver.getCurrentUrl());
  }

  void back() {
    driver.navigate().back();
  }

  void forward() {
    driver.navigate().forward();
  }

  void reload() {
    driver.navigate().refresh();
  }

  /** What the page shows. */
  String text() {
    return String.valueOf(run("return document.body.innerText"));
  }

  @Nullable Object run(String script, Object... arguments) {
    return driver.executeScript(script, arguments);
  }

  /** Waits until the page shows a text. */
  void await(String text) {
    await(text, shown -> shown.contains(text));
  }

  /** Waits until what the page shows is as it should be. */
  void await(String what, Predicate<String> condition) {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (!condition.test(text())) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not within " + LIMIT + ": " + what + "\n" + text());
      }
    }
  }

  /** Clicks on the first that is found, as soon as it is. */
  void click(String css) {
    try {
      find(css).click();
    } catch (StaleElementReferenceException e) {
      find(css).click(); // It was drawn anew in between.
    }
  }

  /** Draws with the mouse over the right half of something. */
  void drag(String css) {
    WebElement over = find(css);
    int quarter = over.getSize().getWidth() / 4;
    new Actions(driver)
        .moveToElement(over)
        .clickAndHold()
        .moveByOffset(quarter, 0)
        .release()
        .perform();
  }

  void type(String css, CharSequence... keys) {
    find(css).sendKeys(keys);
  }

  private WebElement find(String css) {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (true) {
      try {
        return driver.findElement(By.cssSelector(css));
      } catch (NoSuchElementException e) {
        if (System.nanoTime() > end) {
          throw e;
        }
      }
    }
  }

  /** A property of the element that has the focus. */
  @Nullable Object focused(String property) {
    return run("return document.activeElement[arguments[0]]", property);
  }

  String href(String css) {
    return Objects.requireNonNull(find(css).getDomProperty("href"));
  }

  String clipboard() {
    return String.valueOf(
        driver.executeAsyncScript(
            "navigator.clipboard.readText().then(arguments[0], (e) => arguments[0]('' + e))"));
  }

  void dark(boolean dark) {
    var unused =
        driver.executeCdpCommand(
            "Emulation.setEmulatedMedia",
            Map.of(
                "features",
                List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
  }

  void size(int width, int height) {
    var unused =
        driver.executeCdpCommand(
            "Emulation.setDeviceMetricsOverride",
            Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
  }

  /** Collects the garbage. */
  void collect() {
    var unused = driver.executeCdpCommand("HeapProfiler.collectGarbage", Map.of());
  }

  /** What JavaScript holds. */
  double heapBytes() {
    return ((Number) Objects.requireNonNull(run("return performance.memory.usedJSHeapSize")))
        .doubleValue();
  }

  /** How long it takes from an input to the next picture. */
  double answerMillis(String css, String text) {
    return ((Number)
            Objects.requireNonNull(
                driver.executeAsyncScript(
                    "const done = arguments[2]; const field = document.querySelector(arguments[0]);"
                        + " const start = performance.now(); field.value = arguments[1];"
                        + " field.dispatchEvent(new InputEvent('input', {bubbles: true}));"
                        + " requestAnimationFrame(() => setTimeout(() =>"
                        + " done(performance.now() - start)))",
                    css,
                    text)))
        .doubleValue();
  }

  void grantClipboard(String origin) {
    var unused =
        driver.executeCdpCommand(
            "Browser.grantPermissions",
            Map.of(
                "permissions",
                List.of("clipboardReadWrite", "clipboardSanitizedWrite"),
                "origin",
                origin));
  }

  void shoot(Path file) throws IOException {
    Files.createDirectories(Objects.requireNonNull(file.getParent()));
    Files.write(file, driver.getScreenshotAs(OutputType.BYTES));
  }

  /** What the console has been told since it was asked last. */
  List<String> console() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .map(LogEntry::getMessage)
        .toList();
  }

  /**
   * What axe-core calls serious or worse, one line each, when no colour is on its way to another.
   */
  List<String> inaccessible() throws IOException {
    try (InputStream axe =
        Objects.requireNonNull(Browser.class.getResourceAsStream("/axe.min.js"))) {
      run(new String(axe.readAllBytes(), StandardCharsets.UTF_8));
    }
    Object found =
        driver.executeAsyncScript(
            "const done = arguments[0];"
                + "Promise.all(document.getAnimations().map((each) => each.finished.catch(() => 0)))"
                + ".then(() => axe.run({resultTypes: ['violations']})).then((all) =>"
                + " done(all.violations.filter((each) => ['serious',"
                + " 'critical'].includes(each.impact)).map((each) => each.id + ': ' +"
                + " each.nodes.map((node) => node.html + ' ' + node.failureSummary).join(' |"
                + " ')).join('\\n"
                + "')), (fault) => done(String(fault)))");
    String lines = String.valueOf(found);
    return lines.isEmpty() ? List.of() : Arrays.asList(lines.split("\n"));
  }

  @Override
  public void close() {
    driver.quit();
  }
}
