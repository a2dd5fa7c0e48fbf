package dev.weir.samples.shop;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/**
 * Reads on the replicas in turn, writes on the primary, as routing DataSources do that know nothing
 * of replication.
 */
final class RoundRobin implements AutoCloseable {
  private final HikariDataSource primary;
  private final List<HikariDataSource> replicas;
  private final AtomicInteger turn = new AtomicInteger();

  RoundRobin(String primary, List<String> replicas, HikariConfig settings) {
    this.primary = pool(primary, settings);
    this.replicas = replicas.stream().map(url -> pool(url, settings)).toList();
  }

  private static HikariDataSource pool(String url, HikariConfig settings) {
    HikariConfig config = new HikariConfig();
    settings.copyStateTo(config);
    config.setJdbcUrl(url);
    return new HikariDataSource(config);
  }

  DataSource writes() {
    return primary;
  }

  DataSource nextReplica() {
    return replicas.get(Math.floorMod(turn.getAndIncrement(), replicas.size()));
  }

  @Override
  public void close() {
    primary.close();
    replicas.forEach(HikariDataSource::close);
  }
}
