package dev.weir.analyzer;

import dev.weir.analyzer.doctor.Doctor;
import dev.weir.analyzer.model.Checkup;
import dev.weir.analyzer.model.StatementPlan;
import dev.weir.analyzer.model.Subject;
import dev.weir.analyzer.sample.ActivitySample;
import dev.weir.analyzer.sample.Answer;
import dev.weir.analyzer.sample.Observation;
import dev.weir.analyzer.sample.PoolSample;
import dev.weir.analyzer.sample.ServerSample;
import dev.weir.analyzer.sample.WaitSample;
import dev.weir.analyzer.server.PgBouncer;
import dev.weir.analyzer.server.ServerSampler;
import dev.weir.analyzer.server.TableSampler;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.function.Consumer;
import javax.sql.DataSource;

/**
 * Watches one database for a while and says what it is ill of: any PostgreSQL from 14 on, with or
 * without Weir's driver. Every question is a short transaction that only reads, on one connection.
 * For one thread.
 */
public final class DatabaseDoctor {
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final String name;
  private final TableSampler.Source source;

  /**
   * Asks nothing yet.
   *
   * @param name what reports call the database
   * @param dataSource where the connection comes from; it is used for nothing else meanwhile
   */
  public DatabaseDoctor(String name, DataSource dataSource) {
    this(name, dataSource::getConnection);
  }

  DatabaseDoctor(String name, TableSampler.Source source) {
    this.name = name;
    this.source = source;
  }

  /**
   * Watches the database: counters at both ends, and each second what its active sessions wait for.
   *
   * @param time for how long; zero for one look
   * @param passed is told how much of it has passed, about each second
   * @throws SQLException if the server cannot be reached, or lets nobody in
   * @throws InterruptedException if the thread is interrupted meanwhile
   */
  public Observation watch(Duration time, Consumer<Duration> passed)
      throws SQLException, InterruptedException {
    try (ServerSampler sampler = new ServerSampler(source)) {
      if (time.isZero()) {
        ServerSample only = sampler.sample(null);
        return new Observation(name, only, only, List.of(sampler.waits(only.server())));
      }
      long start = System.nanoTime();
      ServerSample before = sampler.begin();
      List<Answer<WaitSample>> waits = new ArrayList<>();
      Duration gone = Duration.ZERO;
      while (gone.compareTo(time) < 0) {
        waits.add(sampler.waits(before.server()));
        Duration left = time.minus(gone);
        Thread.sleep((left.compareTo(PAUSE) < 0 ? left : PAUSE).toMillis());
        gone = Duration.ofNanos(System.nanoTime() - start);
        passed.accept(gone);
      }
      return new Observation(name, before, sampler.sample(before), waits);
    }
  }

  /** Asks how the server would run the statement of a finding. */
  static StatementPlan plan(TableSampler.Source source, Subject.Statement statement)
      throws SQLException {
    try (ServerSampler sampler = new ServerSampler(source)) {
      return sampler.plan(statement.shape(), statement.searchPath());
    }
  }

  /** Looks once at what sessions do. */
  static ActivitySample activity(TableSampler.Source source) throws SQLException {
    try (ServerSampler sampler = new ServerSampler(source)) {
      return sampler.activity();
    }
  }

  /**
   * Judges what was seen. Pure.
   *
   * @param observation what was seen
   */
  public static Checkup examine(Observation observation) {
    return Doctor.examine(observation);
  }

  /**
   * Judges what was seen. Pure.
   *
   * @param observation what was seen
   * @param longer how whoever reads it can have it watched for longer, for what needs that: {@code
   *     run again with --history FILE}
   */
  public static Checkup examine(Observation observation, String longer) {
    return Doctor.examine(observation, longer);
  }

  /**
   * Asks PgBouncer for its pools, for {@link Observation#behind}; what it does not answer is said
   * in the answer.
   *
   * @param url of its database {@code pgbouncer}
   * @param properties of the connection, such as {@code user} and {@code password}
   */
  public static Answer<PoolSample> pools(String url, Properties properties) {
    return PgBouncer.pools(url, properties);
  }
}
