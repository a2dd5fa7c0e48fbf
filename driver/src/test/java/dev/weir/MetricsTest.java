package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.metrics.micrometer.MicrometerMetricsTrackerFactory;
import dev.weir.meter.WeirMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.search.RequiredSearch;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The numbers of a DataSource are meters of Micrometer, where that is on the class path. */
class MetricsTest {
  @RegisterExtension static final Cluster cluster = new Cluster();

  private final MeterRegistry registry = new SimpleMeterRegistry();

  @BeforeAll
  static void create() throws SQLException {
    cluster.run("create table metered (id int primary key)");
  }

  private RequiredSearch meter(String name, String... tags) {
    return registry.get(name).tags("datasource", "test").tags(tags);
  }

  private double count(String name, String... tags) {
    return meter(name, tags).functionCounter().count();
  }

  /** A snapshot is shared by all that is read within a moment. */
  private void awaitCount(double expected, String name, String... tags) throws Exception {
    Cluster.await(name, () -> count(name, tags) == expected);
  }

  @Test
  void metersTellWhatTheDataSourceDid() throws Exception {
    try (WeirDataSource weir = cluster.open()) {
      new WeirMetrics(weir, Tags.of("application", "shop")).bindTo(registry);
      Cluster.execute(weir, "insert into metered values (1)");
      Cluster.execute(weir, "insert into metered values (2)");
      try (Connection c = weir.getConnection()) {
        Cluster.query(c, "select pg_advisory_lock(44) is null");
        Cluster.await("it is pinned", () -> meter("weir.pins.active").gauge().value() == 1);
        assertThat(meter("weir.connections.in.use", "node", "primary").gauge().value())
            .isEqualTo(1);
      }
      awaitCount(2, "weir.routes", "node", "primary", "reason", "WRITE");
      Cluster.await(
          "the write is confirmed", () -> meter("weir.stickiness").functionTimer().count() > 0);
      Cluster.await("the pin has ended", () -> meter("weir.pins").functionTimer().count() == 1);

      assertThat(count("weir.routes", "node", "replica1", "reason", "WRITE")).isZero();
      assertThat(count("weir.samples", "node", "replica2", "outcome", "answered")).isPositive();
      assertThat(count("weir.topology.changes", "kind", "PRIMARY_FOUND")).isEqualTo(1);
      assertThat(count("weir.stale.reads")).isZero();
      assertThat(count("weir.listener.failures")).isZero();
      assertThat(count("weir.repeats")).isZero();
      assertThat(count("weir.transactions.lost", "outcome", "unknown")).isZero();
      assertThat(count("weir.transactions.lost", "outcome", "not committed")).isZero();
      assertThat(count("weir.primary.absent")).isNotNegative();
      assertThat(meter("weir.primary.waiting").gauge().value()).isZero();
      assertThat(count("weir.borrows.failed", "node", "replica1")).isNotNegative();
      assertThat(count("weir.connections.aborted", "node", "replica1")).isZero();
      assertThat(count("weir.replica.conflicts", "node", "replica1")).isZero();
      assertThat(meter("weir.catalog.age").timeGauge().value()).isPositive();
      assertThat(count("weir.catalog.failures")).isZero();
      assertThat(count("weir.spill.over")).isEqualTo((double) weir.statistics().spillOver());
      assertThat(meter("weir.primary", "node", "primary").gauge().value()).isEqualTo(1);
      assertThat(meter("weir.primary", "node", "replica1").gauge().value()).isZero();
      assertThat(meter("weir.pool.max", "node", "replica1").gauge().value()).isEqualTo(10);
      assertThat(meter("weir.pool.waiting", "node", "replica1").gauge().value()).isZero();
      assertThat(meter("weir.pins").functionTimer().totalTime(TimeUnit.SECONDS))
          .isPositive()
          .isLessThan(30);
      assertThat(meter("weir.pins.max").timeGauge().value(TimeUnit.SECONDS)).isPositive();
      assertThat(registry.getMeters())
          .allSatisfy(m -> assertThat(m.getId().getTag("application")).isEqualTo("shop"));
    }
  }

  @Test
  void agesAreSecondsAndUnknownOnesAreNoNumber() throws Exception {
    try (WeirDataSource weir = cluster.open()) {
      new WeirMetrics(weir).bindTo(registry);

      var age = meter("weir.replica.confirmed.age", "node", "replica1").timeGauge();
      assertThat(age.baseTimeUnit()).isEqualTo(TimeUnit.SECONDS);
      assertThat(age.value()).isPositive().isLessThan(30);
      assertThat(meter("weir.sample.age", "node", "primary").timeGauge().value()).isPositive();
      assertThat(meter("weir.replica.confirmed.age", "node", "primary").timeGauge().value())
          .isNaN();
    }
    try (WeirDataSource weir = Weir.observe("observed", cluster.bare())) {
      new WeirMetrics(weir).bindTo(registry);

      assertThat(registry.get("weir.sample.age").tags("datasource", "observed").timeGauge().value())
          .isNaN();
      assertThat(registry.find("weir.pool.max").tags("datasource", "observed").gauge()).isNull();
    }
  }

  @Test
  void poolsReportToTheRegistryOfTheirSettings() throws Exception {
    HikariConfig pool = new HikariConfig();
    pool.setMetricsTrackerFactory(new MicrometerMetricsTrackerFactory(registry));
    try (WeirDataSource weir = cluster.open(builder -> builder.pool(pool))) {
      for (String name : new String[] {"test-primary", "test-replica1", "test-replica2"}) {
        assertThat(registry.get("hikaricp.connections.max").tags("pool", name).gauge().value())
            .isEqualTo(10);
      }
      Cluster.execute(weir, "insert into metered values (3)");
      assertThat(
              registry
                  .get("hikaricp.connections.usage")
                  .tags("pool", "test-primary")
                  .timer()
                  .count())
          .isPositive();
    }
  }

  @Test
  @SuppressWarnings("try") // It may throw InterruptedException, and does not.
  void weirWorksWithoutMicrometer() throws Exception {
    ClassLoader without = new WithoutMicrometer();
    Class<?> weir = without.loadClass("dev.weir.WeirDataSource");
    Object builder = weir.getMethod("builder").invoke(null);
    builder.getClass().getMethod("name", String.class).invoke(builder, "without");
    builder
        .getClass()
        .getMethod("primary", String.class)
        .invoke(builder, cluster.servers().primary().jdbcUrl());
    try (AutoCloseable dataSource =
        (AutoCloseable) builder.getClass().getMethod("build").invoke(builder)) {
      assertThat(dataSource.getClass().getClassLoader()).isSameAs(without);
      assertThat(Cluster.query((javax.sql.DataSource) dataSource, "select 7")).isEqualTo("7");
      assertThat(weir.getMethod("statistics").invoke(dataSource)).isNotNull();
    }
    assertThatThrownBy(() -> without.loadClass("dev.weir.meter.WeirMetrics"))
        .isInstanceOf(NoClassDefFoundError.class);
  }

  /** Loads all of Weir and HikariCP itself, and has no Micrometer. */
  private static final class WithoutMicrometer extends ClassLoader {
    WithoutMicrometer() {
      super(MetricsTest.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (name.startsWith("io.micrometer.")) {
        throw new ClassNotFoundException(name);
      }
      boolean own = name.startsWith("dev.weir.") || name.startsWith("com.zaxxer.hikari.");
      if (!own) {
        return super.loadClass(name, resolve);
      }
      synchronized (getClassLoadingLock(name)) {
        Class<?> known = findLoadedClass(name);
        return known != null ? known : define(name);
      }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
      String resource = name.replace('.', '/') + ".class";
      try (InputStream in = Objects.requireNonNull(getResourceAsStream(resource), resource)) {
        byte[] bytes = in.readAllBytes();
        return defineClass(name, bytes, 0, bytes.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }
}
