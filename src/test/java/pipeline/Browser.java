package pipeline;

import static pipeline.Patience.PATIENCE;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

/** Chromium without a window, on Hawtio's pages. */
final class Browser implements AutoCloseable {

    private static final File CHROMIUM = new File("/usr/bin/chromium");
    private static final File DRIVER = new File("/usr/bin/chromedriver");
    private static final Path SCREENSHOTS = Path.of("target/screenshots");

    private final ChromeDriver driver;

    Browser() {
        ChromeOptions options = new ChromeOptions();
        options.setBinary(CHROMIUM);
        options.addArguments(
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--window-size=1400,900");
        driver = new ChromeDriver(
                new ChromeDriverService.Builder().usingDriverExecutable(DRIVER).build(), options);
    }

    static boolean isInstalled() {
        return CHROMIUM.canExecute() && DRIVER.canExecute();
    }

    void open(String url) {
        driver.get(url);
    }

    /** Cells of a route's row in the table of routes, from its name on. */
    List<String> row(String route) {
        return find(() -> row(By.xpath("td"), route).stream()
                .map(WebElement::getText)
                .filter(text -> !text.isBlank())
                .toList());
    }

    /** Presses a button of the table with one route chosen. */
    void press(String button, String route) {
        find(() -> {
            WebElement box = row(By.xpath("td//input"), route).get(0);
            if (!box.isSelected()) {
                box.click();
            }
            driver.findElement(By.xpath("//button[normalize-space()='" + button + "']"))
                    .click();
            return true;
        });
    }

    private List<WebElement> row(By cells, String route) {
        return driver.findElement(By.xpath("//tr[td[normalize-space()='" + route + "']]"))
                .findElements(cells);
    }

    /** Clicks what has this text. */
    void click(String text) {
        find(() -> {
            driver.findElement(By.xpath("//*[normalize-space(text())='" + text + "']"))
                    .click();
            return true;
        });
    }

    /** Texts of the boxes of a route's diagram. */
    List<String> boxes() {
        return find(() -> driver.findElements(By.cssSelector(".react-flow__node")).stream()
                .map(WebElement::getText)
                .toList());
    }

    void takeScreenshot(String name) throws IOException {
        Files.createDirectories(SCREENSHOTS);
        Files.write(SCREENSHOTS.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
    }

    /** The page draws itself anew at any time. */
    private static <T> T find(Supplier<T> found) {
        return Awaitility.await()
                .atMost(PATIENCE)
                .ignoreExceptionsMatching(WebDriverException.class::isInstance)
                .until(found::get, value -> !(value instanceof List<?> list) || !list.isEmpty());
    }

    @Override
    public void close() {
        driver.quit();
    }
}
