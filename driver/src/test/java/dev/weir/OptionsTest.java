package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Builder, URL, observing and documentation have the same options, by the same names. */
class OptionsTest {
  @RegisterExtension static final Cluster cluster = new Cluster();

  private static final Set<String> CREDENTIALS = Set.of("user", "password");

  /** An option as the page has it; what is not there is empty. */
  private record Row(String builder, String url, String observing, String standard) {}

  private static List<Row> documented() throws IOException {
    String page = Files.readString(page());
    String section = page.substring(page.indexOf("\n## Weir's options\n") + 1);
    return section
        .substring(0, section.indexOf("\n## "))
        .lines()
        .filter(line -> line.startsWith("| "))
        .skip(1)
        .map(line -> Stream.of(line.split("\\|")).map(OptionsTest::text).toList())
        .map(cells -> new Row(cells.get(1), cells.get(2), cells.get(3), cells.get(4)))
        .toList();
  }

  /** Tests run in the module or above it. */
  private static Path page() {
    Path page = Path.of("docs/options.md");
    return Files.exists(page) ? page : Path.of("..").resolve(page);
  }

  private static String text(String cell) {
    return cell.strip().replace("`", "");
  }

  private static Set<String> methods(Class<?> type) {
    return Stream.of(type.getMethods())
        .filter(method -> method.getDeclaringClass() != Object.class)
        .map(method -> method.getName())
        .filter(name -> !Set.of("build", "setting", "monitorCredentials").contains(name))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> given(Stream<String> cells) {
    return cells.filter(cell -> !cell.isEmpty()).collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void pageHasWhatTheBuilderHas() throws Exception {
    assertThat(given(documented().stream().map(Row::builder)))
        .isEqualTo(methods(WeirDataSource.Builder.class));
  }

  @Test
  void pageHasWhatTheUrlHas() throws Exception {
    Set<String> settings = new TreeSet<>(CREDENTIALS);
    Stream.of(Setting.values()).map(Setting::key).forEach(settings::add);
    assertThat(given(documented().stream().map(Row::url))).isEqualTo(settings);
  }

  @Test
  void pageHasWhatObservingHas() throws Exception {
    assertThat(given(documented().stream().filter(r -> !r.observing.isEmpty()).map(Row::builder)))
        .isEqualTo(methods(ObserveOptions.class));
  }

  @Test
  void urlCallsThemAsTheBuilderDoes() throws Exception {
    assertThat(documented())
        .filteredOn(row -> !row.builder.isEmpty() && !row.url.isEmpty())
        .allSatisfy(row -> assertThat(row.url.replaceFirst("^weir\\.", "")).isEqualTo(row.builder));
  }

  @Test
  void pageHasTheDefaults() throws Exception {
    for (Row row : documented()) {
      Setting setting = Setting.of(row.url);
      if (setting != null) {
        String standard = setting.standard();
        assertThat(row.standard).as(row.url).isEqualTo(standard == null ? "" : standard);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Setting.class)
  void defaultIsTheBuilders(Setting setting) {
    String standard = setting.standard();
    if (standard != null && !setting.isOfUrl()) {
      assertThat(WeirDataSource.builder().setting(setting.key(), standard).config())
          .isEqualTo(WeirDataSource.builder().config());
    }
  }

  @Test
  void lingerIsAsLongAsItsDefaultSays() {
    assertThat(WeirUrl.parse("jdbc:weir:postgresql://db1/shop", new Properties()).linger())
        .isEqualTo(Setting.duration("weir.linger", String.valueOf(Setting.LINGER.standard())));
  }

  @Test
  void whatIsPartOfAUrlIsNoSettingOfTheBuilder() {
    assertThatThrownBy(() -> WeirDataSource.builder().setting("weir.weights", "1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("weir.weights is for URLs");
  }

  @Test
  void builderHasUserPasswordAndPoolSize() throws Exception {
    String url = cluster.servers().primary().jdbcUrl();
    try (WeirDataSource weir =
        WeirDataSource.builder()
            .primary(url.substring(0, url.indexOf('?')))
            .user("postgres")
            .password("postgres")
            .poolSize(3)
            .pool(new HikariConfig())
            .build()) {
      assertThat(Cluster.query(weir, "select current_user")).isEqualTo("postgres");
      assertThat(weir.unwrap(HikariDataSource.class).getMaximumPoolSize()).isEqualTo(3);
    }
    assertThatThrownBy(() -> WeirDataSource.builder().poolSize(0))
        .hasMessage("poolSize must be at least 1; it is 0");
  }

  /** With one server nobody is sampled, and one connection will do. */
  @Test
  void poolThatWasGivenNeedsAConnectionBesideTheMonitors() throws Exception {
    HikariConfig config = new HikariConfig();
    config.setDataSource(cluster.bare());
    config.setMaximumPoolSize(1);
    config.setPoolName("single");
    try (HikariDataSource pool = new HikariDataSource(config)) {
      WeirDataSource.Builder builder = WeirDataSource.builder().primary(pool);
      try (WeirDataSource weir = builder.build()) {
        assertThat(Cluster.query(weir, "select 1")).isEqualTo("1");
      }
      builder.replica(cluster.servers().replicas().get(0).jdbcUrl());
      assertThatThrownBy(builder::build)
          .hasMessage(
              "the maximumPoolSize of HikariDataSource (single) must be at least 2; it is 1, which"
                  + " the monitor keeps");
    }
  }
}
