package dev.weir.analyzer.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.shop.Shop;
import dev.weir.analyzer.Analyzer;
import dev.weir.analyzer.model.Finding;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.Banner;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.devtools.restart.Restarter;
import org.springframework.boot.devtools.restart.classloader.RestartClassLoader;
import org.springframework.context.ConfigurableApplicationContext;

/** An application that DevTools starts again and again, each time with classes of its own. */
@Timeout(300)
@Tag("proof")
class RestartTest {
  private static ShopDatabase database;

  @BeforeAll
  static void startDatabase() throws SQLException {
    database = new ShopDatabase(1);
  }

  @AfterAll
  static void stopDatabase() {
    database.close();
  }

  /** As DevTools does: on a thread whose loader has the application's classes. */
  private static WeakReference<ClassLoader> run() throws InterruptedException, ExecutionException {
    URL classes = Shop.class.getProtectionDomain().getCodeSource().getLocation();
    ClassLoader loader = new RestartClassLoader(Shop.class.getClassLoader(), new URL[] {classes});
    FutureTask<Void> task =
        new FutureTask<>(
            () -> {
              work(Class.forName(Shop.class.getName(), false, loader));
              return null;
            });
    Thread thread = new Thread(task, "restartedMain");
    thread.setContextClassLoader(loader);
    thread.start();
    task.get();
    thread.join();
    Restarter.clearInstance(); // It keeps contexts until it starts them again.
    return new WeakReference<>(loader);
  }

  private static void work(Class<?> application) throws Exception {
    assertThat(application).isNotSameAs(Shop.class);
    try (ConfigurableApplicationContext shop =
        new SpringApplicationBuilder(application)
            .bannerMode(Banner.Mode.OFF)
            .properties(
                "spring.datasource.url=" + database.url(),
                "spring.datasource.hikari.register-mbeans=true",
                "spring.jmx.enabled=true",
                "weir.replicas[0].url=" + database.replicaUrl(0),
                "server.port=0",
                "spring.application.name=shop")
            .run()) {
      String port = shop.getEnvironment().getProperty("local.server.port");
      URI items = URI.create("http://localhost:" + port + "/customers/1/items");
      assertThat(
              HttpClient.newHttpClient()
                  .send(HttpRequest.newBuilder(items).build(), BodyHandlers.ofString())
                  .body())
          .contains("item 20");
      assertThat(shop.getBean(Analyzer.class).findings())
          .extracting(Finding::place)
          .filteredOn(place -> place.loop() != null && place.loop().method().equals("items"))
          .singleElement()
          .satisfies(place -> assertThat(place.callSite()).isNotNull());
    }
  }

  private static Set<Thread> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(Thread::isAlive)
        .collect(Collectors.toSet());
  }

  /** The threads of Java's HTTP clients end when those are collected. */
  private static Set<Thread> since(Set<Thread> before) {
    System.gc();
    Set<Thread> now = threads();
    now.removeAll(before);
    return now;
  }

  private static Set<ObjectName> beans() {
    return ManagementFactory.getPlatformMBeanServer().queryNames(null, null);
  }

  private static Set<Driver> drivers() {
    return DriverManager.drivers().collect(Collectors.toSet());
  }

  /** Also what only soft references lead to is collected: see pom.xml. */
  private static long alive(List<WeakReference<ClassLoader>> loaders) {
    System.gc();
    return loaders.stream().filter(loader -> loader.get() != null).count();
  }

  @Test
  void nothingIsLeftOfTenRestartsAndEachFindsItsLines() throws Exception {
    run(); // What Java, Spring and others keep from their first use on.
    Set<Thread> threads = threads();
    Set<ObjectName> beans = beans();
    Set<Driver> drivers = drivers();
    List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      loaders.add(run());
    }
    run(); // Logback keeps the environment of the last one.

    Await.untilNoneIsLeft("of its threads", () -> since(threads));
    assertThat(beans()).isSubsetOf(beans);
    assertThat(drivers()).isSubsetOf(drivers);
    Await.until("its classes are gone", () -> alive(loaders) == 0);
  }
}
