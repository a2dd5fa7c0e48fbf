package dev.weir.analyzer.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.analyzer.Analyzer;
import dev.weir.analyzer.model.CallSite;
import dev.weir.analyzer.model.Finding;
import jakarta.annotation.PostConstruct;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.Banner;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.JdbcTemplate;

/** What an application does until it has been started is set-up; what it does then is its work. */
@Timeout(120)
class StartUpTest {
  /** Reads row by row at each moment that there is. */
  @SpringBootApplication
  static class Eager implements SmartInitializingSingleton, SmartLifecycle, ApplicationRunner {
    private final JdbcTemplate jdbc;
    private final Set<String> moments = ConcurrentHashMap.newKeySet();

    Eager(JdbcTemplate jdbc) {
      this.jdbc = jdbc;
    }

    private void read(String moment) {
      moments.add(moment);
      for (int i = 0; i < 20; i++) {
        jdbc.queryForList("select name from item where order_id = ?", String.class, i);
      }
    }

    @PostConstruct
    void constructed() {
      read("constructed");
    }

    @Override
    public void afterSingletonsInstantiated() {
      read("instantiated");
    }

    @Override
    public void start() {
      read("started");
    }

    @Override
    public void stop() {}

    @Override
    public boolean isRunning() {
      return false;
    }

    @EventListener
    @Order(Ordered.LOWEST_PRECEDENCE)
    void refreshed(ContextRefreshedEvent event) {
      read(event.getClass().getSimpleName());
    }

    @Override
    public void run(ApplicationArguments arguments) {
      moments.add("run");
      for (int i = 0; i < 20; i++) {
        jdbc.queryForList("select order_id from item where name = ?", Long.class, "item " + i);
      }
    }
  }

  private static List<String> loops(ConfigurableApplicationContext context) {
    return context.getBean(Analyzer.class).findings().stream().map(StartUpTest::method).toList();
  }

  private static String method(Finding finding) {
    @Nullable CallSite loop = finding.place().loop();
    return finding.code().id() + " " + (loop == null ? finding.place() : loop.method());
  }

  @Test
  void onlyWhatIsDoneAfterTheStartIsFound(@TempDir Path directory) throws Exception {
    Path data = directory.resolve("data.sql");
    Files.writeString(
        data,
        IntStream.range(100, 130)
            .mapToObj(i -> "insert into item values (" + i + ", 'more " + i + "');")
            .collect(Collectors.joining("\n")));
    try (ShopDatabase database = new ShopDatabase();
        ConfigurableApplicationContext context =
            new SpringApplicationBuilder(Eager.class)
                .bannerMode(Banner.Mode.OFF)
                .properties(
                    "spring.datasource.url=" + database.url(),
                    "spring.sql.init.mode=always",
                    "spring.sql.init.data-locations=" + data.toUri(),
                    "spring.main.web-application-type=none")
                .run()) {
      Eager eager = context.getBean(Eager.class);
      assertThat(eager.moments)
          .contains("constructed", "instantiated", "started", "ContextRefreshedEvent", "run");
      assertThat(eager.jdbc.queryForObject("select count(*) from item", Long.class)).isEqualTo(50);
      assertThat(loops(context)).isNotEmpty().allMatch(loop -> loop.equals("N1 run"));
    }
  }
}
