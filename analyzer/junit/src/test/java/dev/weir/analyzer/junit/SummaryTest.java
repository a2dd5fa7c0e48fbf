package dev.weir.analyzer.junit;

import static org.assertj.core.api.Assertions.assertThat;

import com.shop.Database;
import com.shop.Orders;
import dev.weir.Weir;
import dev.weir.WeirDataSource;
import dev.weir.analyzer.Clusters;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SummaryTest {
  private final WeirDataSource dataSource = Weir.observe(Database.dataSource());
  private final Orders orders = new Orders(dataSource);

  @Test
  void worstFindingsOfAllTestsAreToldOnce() throws SQLException {
    Summary summary = new Summary();
    for (int number : new int[] {3, 20, 5}) {
      Recording recording = Recording.of(dataSource, () -> orders.itemsOneByOne(number));
      summary.add(
          new Recording(
              "Test.of" + number,
              recording.report(),
              recording.statements(),
              recording.roundTrips(),
              recording.unknown(),
              ""));
    }
    assertThat(summary.take())
        .startsWith("1 finding in 3 tests\n  ERROR N1 N+1 select: 20 in 1 unit: select name from")
        .contains("at com.shop.Orders.itemsOneByOne(Orders.java:")
        .endsWith("in Test.of3 and 2 more");
    assertThat(summary.take()).isNull();
  }

  @Test
  void fileOfWhatWasFoundHasPathsOfTheRepository(@TempDir Path directory) throws Exception {
    Summary summary = new Summary();
    summary.add(Recording.of(dataSource, () -> orders.itemsOneByOne(3)));
    summary.take();
    summary.add(Recording.of(dataSource, () -> orders.itemsOneByOne(20)));
    Path file = directory.resolve("reports").resolve("weir.sarif");

    summary.keep(Clusters.of(List.of(dataSource)));
    summary.keep(Clusters.of(List.of(dataSource)));
    RunReport report = new RunReport(summary.all(), summary.clusters());
    RunReport.write(file, report.sarif());
    assertThat(report.html())
        .contains("N1 N+1 select", "Orders.java:")
        .containsOnlyOnce("<h2>Servers of ");

    JsonNode results = JsonMapper.shared().readTree(file.toFile()).at("/runs/0/results");
    assertThat(results).hasSize(1);
    assertThat(results.get(0).at("/locations/0/physicalLocation/artifactLocation/uri").asString())
        .isEqualTo("analyzer/junit/src/test/java/com/shop/Orders.java");
  }

  @Test
  void nothingIsSaidOfNothing() throws SQLException {
    Summary summary = new Summary();
    summary.add(Recording.of(dataSource, () -> orders.item(1)));
    assertThat(summary.take()).isNull();
  }
}
