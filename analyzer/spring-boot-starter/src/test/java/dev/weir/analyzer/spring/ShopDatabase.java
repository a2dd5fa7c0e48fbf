package dev.weir.analyzer.spring;

import dev.weir.samples.cluster.PostgresCluster;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** A real database with a shop's tables. */
final class ShopDatabase implements AutoCloseable {
  private final PostgresCluster cluster;

  ShopDatabase() throws SQLException {
    this(0);
  }

  ShopDatabase(int replicas) throws SQLException {
    cluster = PostgresCluster.start(replicas);
    try (Connection connection = DriverManager.getConnection(url());
        Statement statement = connection.createStatement()) {
      statement.execute(
          "create table orders (id bigint primary key, customer_id bigint not null);"
              + "create table item (order_id bigint not null, name text not null);"
              + "insert into orders select i, 1 from generate_series(1, 20) i;"
              + "insert into item select i, 'item ' || i from generate_series(1, 20) i");
    }
  }

  String url() {
    return cluster.jdbcUrl();
  }

  String replicaUrl(int replica) {
    return cluster.replicas().get(replica).jdbcUrl();
  }

  @Override
  public void close() {
    cluster.close();
  }
}
