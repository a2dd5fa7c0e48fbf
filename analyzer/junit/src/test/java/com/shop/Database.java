package com.shop;

import dev.weir.samples.cluster.PostgresCluster;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** A real database with a shop's tables, one for all tests of a process; it ends with that. */
public final class Database {
  private static final PostgresCluster CLUSTER = start();

  private Database() {}

  private static PostgresCluster start() {
    PostgresCluster cluster = PostgresCluster.start(0);
    try (Connection connection = dataSource(cluster.jdbcUrl()).getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "create table orders (id bigint primary key, customer_id bigint not null, name text);"
              + "create table item (order_id bigint not null, name text not null);"
              + "create table author (id bigint primary key);"
              + "create table book (id bigint primary key, author_id bigint references author);"
              + "insert into author select generate_series(1, 20);"
              + "insert into book select i, i from generate_series(1, 20) i;"
              + "insert into orders select i, 1 from generate_series(1, 20) i;"
              + "insert into item select i, 'item ' || i from generate_series(1, 20) i");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return cluster;
  }

  /** Its address. */
  public static String url() {
    return CLUSTER.jdbcUrl();
  }

  /** Without a pool. */
  public static DataSource dataSource() {
    return dataSource(url());
  }

  private static DataSource dataSource(String url) {
    PGSimpleDataSource dataSource = new PGSimpleDataSource();
    dataSource.setUrl(url);
    return dataSource;
  }
}
