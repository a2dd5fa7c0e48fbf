package com.shop;

import dev.weir.analyzer.junit.ExpectNoFindings;
import dev.weir.analyzer.junit.ExpectRoundTrips;
import dev.weir.analyzer.junit.ExpectStatements;
import dev.weir.analyzer.junit.FindingsExtension;
import dev.weir.sql.StatementKind;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Tests of which some are to fail, by how much they execute. */
public class NumberCases {
  @RegisterExtension
  static final FindingsExtension weir = FindingsExtension.watching(Database.dataSource());

  private final Orders orders = new Orders(weir.dataSource());

  @Test
  @ExpectStatements(max = 3)
  void executesAsManyAsItMay() throws SQLException {
    orders.itemsOneByOne(3);
  }

  @Test
  @ExpectStatements(max = 2)
  void executesMore() throws SQLException {
    orders.itemsOneByOne(3);
  }

  @Test
  @ExpectStatements(min = 1)
  void executesNothing() {}

  @Test
  @ExpectStatements(exactly = 2)
  void executesTwo() throws SQLException {
    orders.itemsOneByOne(2);
  }

  @Test
  @ExpectStatements(exactly = 2)
  void executesOne() throws SQLException {
    orders.item(1);
  }

  @Test
  @ExpectStatements(exactly = 20)
  @ExpectRoundTrips(exactly = 2)
  void batchIsOneRoundTripAndItsCommitAnother() throws SQLException {
    orders.rename(20);
  }

  @Test
  @ExpectRoundTrips(max = 1)
  void waitsForTheCommit() throws SQLException {
    orders.rename(20);
  }

  @Test
  @ExpectStatements(exactly = 0, kinds = StatementKind.UPDATE)
  void onlyReads() throws SQLException {
    orders.item(1);
  }

  @Test
  @ExpectStatements(exactly = 0, kinds = StatementKind.UPDATE)
  void writes() throws SQLException {
    orders.rename(1);
  }

  /** Says what cannot be. */
  public static class Wrong {
    @RegisterExtension
    static final FindingsExtension weir = FindingsExtension.watching(Database.dataSource());

    @Test
    @ExpectStatements
    void saysNothing() {}
  }

  /** Is wrong in two ways. */
  public static class Twice {
    @RegisterExtension
    static final FindingsExtension weir = FindingsExtension.watching(Database.dataSource());

    @Test
    @ExpectNoFindings
    @ExpectStatements(max = 2)
    void loops() throws SQLException {
      new Orders(weir.dataSource()).itemsOneByOne(20);
    }
  }
}
