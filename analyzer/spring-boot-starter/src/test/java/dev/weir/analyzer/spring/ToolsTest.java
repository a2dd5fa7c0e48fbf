package dev.weir.analyzer.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.WeirDataSource;
import dev.weir.WeirDriver;
import dev.weir.event.Execution;
import dev.weir.event.ExecutionListener;
import dev.weir.event.Outcome;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import liquibase.Contexts;
import liquibase.Liquibase;
import liquibase.database.Database;
import liquibase.database.DatabaseFactory;
import liquibase.exception.DatabaseException;
import liquibase.resource.DirectoryResourceAccessor;
import net.javacrumbs.shedlock.core.LockConfiguration;
import net.javacrumbs.shedlock.core.SimpleLock;
import net.javacrumbs.shedlock.provider.jdbc.JdbcLockProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobExecutionContext;
import org.quartz.Scheduler;
import org.quartz.TriggerBuilder;
import org.quartz.impl.StdSchedulerFactory;
import org.quartz.impl.jdbcjobstore.PostgreSQLDelegate;
import org.quartz.utils.ConnectionProvider;
import org.quartz.utils.DBConnectionManager;

/** What docs/without-spring.md says of tools that many applications have. */
@Timeout(120)
class ToolsTest {
  private static ShopDatabase database;
  private static WeirDataSource weir;

  /** Where statements went. */
  private static final Set<String> NODES = ConcurrentHashMap.newKeySet();

  private static final CountDownLatch DONE = new CountDownLatch(1);

  @BeforeAll
  static void start() throws SQLException {
    database = new ShopDatabase(1);
    weir =
        WeirDataSource.builder()
            .primary(database.url())
            .replica(database.replicaUrl(0))
            .listener(
                new ExecutionListener() {
                  @Override
                  public void after(Execution execution, Outcome outcome) {
                    NODES.add(execution.decision().node().name());
                  }
                })
            .build();
    execute(
        "create table shedlock (name text primary key, lock_until timestamp not null,"
            + " locked_at timestamp not null, locked_by text not null)");
  }

  @AfterAll
  static void stop() {
    weir.close();
    database.close();
  }

  private static void execute(String sql) throws SQLException {
    try (Connection connection = weir.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Test
  void liquibaseIsToldTheDriverOfAUrl(@TempDir Path directory) throws Exception {
    Files.writeString(
        directory.resolve("changelog.sql"),
        """
        --liquibase formatted sql
        --changeset library:1
        create table shelf (id int primary key);
        """);
    String url = database.url().replace("jdbc:postgresql:", "jdbc:weir:postgresql:");
    DirectoryResourceAccessor files = new DirectoryResourceAccessor(directory);
    DatabaseFactory databases = DatabaseFactory.getInstance();

    assertThatThrownBy(() -> databases.openDatabase(url, null, null, null, files))
        .isInstanceOf(DatabaseException.class)
        .hasMessageContaining("Driver class was not specified");
    String driver = WeirDriver.class.getName();
    Database there = databases.openDatabase(url, null, null, driver, null, null, null, files);
    try (Liquibase liquibase = new Liquibase("changelog.sql", files, there)) {
      liquibase.update(new Contexts());
    }
    execute("insert into shelf values (1)");
  }

  /** Says so when it is executed. */
  public static final class Report implements Job {
    @Override
    public void execute(JobExecutionContext context) {
      DONE.countDown();
    }
  }

  /** The DataSource, as Quartz wants to have it. */
  public static final class Provider implements ConnectionProvider {
    @Override
    public Connection getConnection() throws SQLException {
      return weir.getConnection();
    }

    @Override
    public void shutdown() {}

    @Override
    public void initialize() {}
  }

  @Test
  void quartzWorksOnThePrimary() throws Exception {
    try (InputStream tables =
        Objects.requireNonNull(
            Job.class.getResourceAsStream("/org/quartz/impl/jdbcjobstore/tables_postgres.sql"))) {
      execute(new String(tables.readAllBytes(), StandardCharsets.UTF_8));
    }
    DBConnectionManager.getInstance().addConnectionProvider("weir", new Provider());
    Properties settings = new Properties();
    settings.setProperty("org.quartz.scheduler.instanceName", "shop");
    settings.setProperty("org.quartz.scheduler.instanceId", "AUTO");
    settings.setProperty("org.quartz.scheduler.skipUpdateCheck", "true");
    settings.setProperty("org.quartz.threadPool.threadCount", "2");
    settings.setProperty("org.quartz.jobStore.class", "org.quartz.impl.jdbcjobstore.JobStoreTX");
    settings.setProperty(
        "org.quartz.jobStore.driverDelegateClass", PostgreSQLDelegate.class.getName());
    settings.setProperty("org.quartz.jobStore.dataSource", "weir");
    settings.setProperty("org.quartz.jobStore.isClustered", "true");
    NODES.clear();
    Scheduler scheduler = new StdSchedulerFactory(settings).getScheduler();
    try {
      scheduler.start();
      scheduler.scheduleJob(
          JobBuilder.newJob(Report.class).withIdentity("report").build(),
          TriggerBuilder.newTrigger().startNow().build());
      assertThat(DONE.await(60, TimeUnit.SECONDS)).isTrue();
    } finally {
      scheduler.shutdown(true);
    }
    assertThat(NODES).containsExactly("primary");
  }

  @Test
  void shedLockWorksOnThePrimary() {
    JdbcLockProvider locks = new JdbcLockProvider(weir);
    LockConfiguration report =
        new LockConfiguration(Instant.now(), "report", Duration.ofMinutes(1), Duration.ZERO);
    NODES.clear();

    SimpleLock lock = locks.lock(report).orElseThrow();
    assertThat(locks.lock(report)).isEmpty();
    lock.unlock();
    assertThat(locks.lock(report)).isPresent();

    assertThat(NODES).containsExactly("primary");
  }
}
