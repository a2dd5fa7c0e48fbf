package dev.weir.analyzer.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.analyzer.model.Advice.FixStatement;
import dev.weir.analyzer.model.Area;
import dev.weir.analyzer.model.AreaVerdict;
import dev.weir.analyzer.model.Checkup;
import dev.weir.analyzer.model.Report;
import dev.weir.analyzer.sample.Observation;
import dev.weir.analyzer.sample.ServerSample;
import dev.weir.analyzer.server.ServerSampler;
import dev.weir.samples.cluster.PostgresNode;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** A database of its own for one illness, and a doctor who looks at it. */
final class Ward implements AutoCloseable {
  private final PostgresNode node;
  private final String name;
  private @Nullable ServerSample first;

  private Ward(PostgresNode node, String name) {
    this.node = node;
    this.name = name;
  }

  static Ward open(PostgresNode node, String name) throws SQLException {
    try (Connection connection = DriverManager.getConnection(node.jdbcUrl());
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
    }
    return new Ward(node, name);
  }

  /** A ward in the cluster's own database. */
  static Ward of(PostgresNode node) {
    return new Ward(node, "postgres");
  }

  String url() {
    return url(node);
  }

  private String url(PostgresNode server) {
    return server.jdbcUrl().replace("/postgres?", "/" + name + "?");
  }

  Connection connect(String application) throws SQLException {
    return DriverManager.getConnection(url() + "&ApplicationName=" + application);
  }

  /** Runs statements one by one, each in a transaction of its own. */
  void run(String... statements) throws SQLException {
    try (Connection connection = connect("ward");
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
        // What it counted is told before the next is counted: ANALYZE would not know of it.
        statement.execute("SELECT pg_stat_force_next_flush()");
      }
    }
  }

  /** Runs something on a replica, and looks at that. */
  Observation.Replica on(PostgresNode replica, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url(replica));
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
      statement.execute("SELECT pg_stat_force_next_flush()");
    }
    try (ServerSampler sampler =
        new ServerSampler(() -> DriverManager.getConnection(url(replica)))) {
      return new Observation.Replica("replica1", sampler.sample(null));
    }
  }

  long number(String query) throws SQLException {
    try (Connection connection = connect("ward");
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  /** Takes the first of two samples. */
  void begin() throws SQLException {
    try (ServerSampler sampler = sampler()) {
      first = sampler.begin();
    }
  }

  Observation observe() throws SQLException {
    try (ServerSampler sampler = sampler()) {
      ServerSample now = sampler.sample(first);
      return new Observation(name, first == null ? now : first, now, List.of());
    }
  }

  ServerSample first() {
    return Objects.requireNonNull(first);
  }

  /** As another role, which compares with what the first sample saw. */
  Checkup examineAs(String role, String password) throws SQLException {
    String address = url().substring(0, url().indexOf('?'));
    try (ServerSampler sampler =
        new ServerSampler(() -> DriverManager.getConnection(address, role, password))) {
      ServerSample now = sampler.sample(first);
      return Doctor.examine(new Observation(name, first == null ? now : first, now, List.of()));
    }
  }

  Checkup examine() throws SQLException {
    Checkup checkup = Doctor.examine(observe());
    checkup.report().entries().forEach(Ward::assertHarmless);
    return checkup;
  }

  /** What is never advised, whatever the illness. */
  private static void assertHarmless(Report.Entry entry) {
    for (FixStatement fix : entry.advice().statements()) {
      assertThat(fix.sql())
          .doesNotContainIgnoringCase("cost_delay")
          .doesNotContainIgnoringCase("max_workers")
          .doesNotContainIgnoringCase("freeze_max_age")
          .doesNotContainPattern("(?i)autovacuum(_enabled)? *= *(off|false|0)")
          .doesNotContainPattern("(?i)DROP INDEX (?!CONCURRENTLY)");
      if (fix.sql().contains("FULL")) {
        assertThat(entry.advice().fix())
            .contains("ACCESS EXCLUSIVE", "nobody reads or writes", "at 100 MB/s");
      }
    }
  }

  private ServerSampler sampler() {
    return new ServerSampler(() -> connect("doctor"));
  }

  /** Runs the printed SQL, as it is printed. */
  void heal(Report.Entry entry) throws SQLException {
    for (FixStatement fix : entry.advice().statements()) {
      run(fix.sql());
    }
  }

  /** Takes the printed SQL back. */
  void relapse(Report.Entry entry) throws SQLException {
    for (FixStatement fix : entry.advice().undo()) {
      run(fix.sql());
    }
  }

  /** The diagnosis of this code and of a subject whose text has this in it. */
  static Report.Entry the(Checkup checkup, String code, String subject) {
    List<Report.Entry> entries = all(checkup, code, subject);
    assertThat(entries).as("%s of %s in %s", code, subject, checkup.report().entries()).hasSize(1);
    return entries.get(0);
  }

  static List<Report.Entry> all(Checkup checkup, String code, String subject) {
    return checkup.report().entries().stream()
        .filter(entry -> entry.finding().code().id().equals(code))
        .filter(entry -> entry.finding().subject().text().contains(subject))
        .toList();
  }

  static AreaVerdict verdict(Checkup checkup, Area area) {
    return checkup.areas().stream().filter(one -> one.area() == area).findFirst().orElseThrow();
  }

  /** Waits for a condition. */
  static void until(String what, Callable<Boolean> condition) throws Exception {
    Instant deadline = Instant.now().plus(Duration.ofSeconds(60));
    while (!condition.call()) {
      assertThat(Instant.now()).as("waited in vain until " + what).isBefore(deadline);
      Thread.sleep(50);
    }
  }

  @Override
  public void close() throws SQLException {
    if (!name.equals("postgres")) {
      try (Connection connection = DriverManager.getConnection(node.jdbcUrl());
          Statement statement = connection.createStatement()) {
        statement.execute("DROP DATABASE " + name + " WITH (FORCE)");
      }
    }
  }
}
