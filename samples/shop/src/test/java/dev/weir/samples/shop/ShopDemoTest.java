package dev.weir.samples.shop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The demo, run once with a short day on real servers. */
class ShopDemoTest {
  /** The shortest day in which each job runs on a slow machine. */
  private static final String SECONDS = "4";

  @TempDir private static Path directory;

  private static int exitCode;
  private static String output = "";
  private static List<String> json = List.of();

  @BeforeAll
  static void run() throws Exception {
    Path file = directory.resolve("findings.json");
    StringWriter text = new StringWriter();
    exitCode = execute(text, "--seconds", SECONDS, "--json", file.toString());
    output = text.toString();
    json = Files.readAllLines(file);
  }

  private static int execute(StringWriter text, String... arguments) {
    CommandLine command = ShopDemo.command();
    PrintWriter writer = new PrintWriter(text);
    return command.setOut(writer).setErr(writer).execute(arguments);
  }

  @Test
  void endsWell() {
    assertThat(exitCode).as(output).isZero();
  }

  @Test
  void hasItsSectionsInOrder() {
    assertThat(output.lines())
        .containsSubsequence(
            "1. What was found, worst first, beside the tables' live statistics",
            "2. The same work after each fix, by the SQL printed above",
            "3. Where statements went, and how fresh reads were");
  }

  @Test
  void onlyStackFramesAreWiderThanAHundredColumns() {
    assertThat(output.lines().filter(line -> !line.contains(" at dev.weir.")))
        .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));
  }

  @ParameterizedTest
  @CsvSource({
    "N1, OrdersPage.items, OrdersPage.show",
    "LU, StatusJob.update, StatusJob.run",
    "LI, StockImport.run, StockImport.run",
    "LD, CartCleanup.run, CartCleanup.run",
    "HR, ProductPage.countView, ''",
    "HR, Visits.seen, ''",
  })
  void findsEachHabitWhereItIs(String code, String callSite, String loop) {
    assertThat(json)
        .anySatisfy(
            line ->
                assertThat(line)
                    .contains("\"code\":\"" + code + "\"")
                    .containsPattern(site("callSite", callSite))
                    .containsPattern(loop.isEmpty() ? "" : site("loop", loop)));
  }

  private static String site(String field, String classAndMethod) {
    int dot = classAndMethod.indexOf('.');
    return "\"%s\":\\{\"className\":\"dev\\.weir\\.samples\\.shop\\.%s\",\"method\":\"%s\""
        .formatted(field, classAndMethod.substring(0, dot), classAndMethod.substring(dot + 1));
  }

  @Test
  void printsEachFindingThatItWrites() {
    assertThat(json).hasSizeGreaterThan(1);
    int findings = json.size() - 1; // The first line is of the report itself.
    assertThat(output).contains("Weir: " + findings + " findings in shop");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pages of orders",
        "orders shipped",
        "lines of stock",
        "old carts",
        "views, summed"
      })
  void fixSendsFewerStatements(String work) {
    Matcher statements = Pattern.compile("([0-9,]+) -> +([0-9,]+) ").matcher(line(work));

    assertThat(statements.find()).isTrue();
    assertThat(number(statements.group(2))).isLessThan(number(statements.group(1)));
  }

  private static long number(String text) {
    return Long.parseLong(text.replace(",", ""));
  }

  @Test
  void weirServesNoStaleRead() {
    for (String servers : List.of("the shop above", "in step", "late", "standing still")) {
      assertThat(line(servers)).matches(".* [1-9][0-9,]* +0 +\\S+");
    }
  }

  @Test
  void roundRobinServesStaleReadsFromALateReplica() {
    assertThat(line(" late ")).matches(".* +[1-9][0-9,]*");
  }

  @Test
  void namesWhatIsWrongWithAnArgument() {
    StringWriter text = new StringWriter();

    assertThat(execute(text, "--seconds", "0")).isEqualTo(2);
    assertThat(text.toString()).contains("--seconds must be from 1 to 600, but is 0");
  }

  @Test
  void namesTheDirectoryThatIsMissing() {
    StringWriter text = new StringWriter();
    Path file = directory.resolve("absent").resolve("findings.json");

    assertThat(execute(text, "--json", file.toString())).isEqualTo(2);
    assertThat(text.toString()).contains("--json: there is no directory for " + file);
  }

  private static String line(String part) {
    return output
        .lines()
        .filter(line -> line.contains(part))
        .reduce((first, last) -> last)
        .orElseThrow();
  }
}
