package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.event.Execution;
import dev.weir.event.TransactionEnd;
import dev.weir.event.TransactionEnd.Ending;
import dev.weir.event.TransactionStart;
import dev.weir.event.Wishes;
import dev.weir.event.Wishes.Keys;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What listeners hear of transactions, and of what a statement asked for. */
class TransactionEventsTest {
  @RegisterExtension static final Cluster cluster = new Cluster();

  private final Recording heard = new Recording();

  private WeirDataSource open(boolean routed) throws Exception {
    if (routed) {
      return cluster.open(builder -> builder.listener(heard));
    }
    WeirDataSource weir = Weir.observe(cluster.bare());
    weir.addListener(heard);
    return weir;
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void transactionStartsOnceAndItsStatementsAreOfIt(boolean routed) throws Exception {
    try (WeirDataSource weir = open(routed);
        Connection c = weir.getConnection()) {
      heard.forget();
      c.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      c.setReadOnly(true);
      c.setAutoCommit(false);
      assertThat(heard.started).isEmpty();
      Cluster.execute(c, "select 1");
      Cluster.execute(c, "select 2");
      c.commit();
      Cluster.execute(c, "select 3");
      c.rollback();
      c.rollback();
      Cluster.execute(c, "select 4");
    }
    assertThat(heard.started).hasSize(3);
    TransactionStart first = heard.started.get(0);
    assertThat(first.isolation()).isEqualTo(Connection.TRANSACTION_REPEATABLE_READ);
    assertThat(first.readOnly()).isTrue();
    assertThat(heard.begun)
        .extracting(Execution::transaction)
        .containsExactly(first, first, heard.started.get(1), heard.started.get(2));
    assertThat(heard.begun.get(0).startNanos()).isEqualTo(first.startNanos());
    assertThat(heard.transactions).extracting(TransactionEnd::transaction).isEqualTo(heard.started);
    assertThat(heard.transactions)
        .extracting(TransactionEnd::ending)
        .containsExactly(Ending.COMMIT, Ending.ROLLBACK, Ending.CLOSE);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void levelThatNobodySetIsNotAskedFor(boolean routed) throws Exception {
    try (WeirDataSource weir = open(routed);
        Connection c = weir.getConnection()) {
      heard.forget();
      c.setAutoCommit(false);
      Cluster.execute(c, "select 1");
      c.setAutoCommit(true);
      Cluster.execute(c, "select 2");
    }
    assertThat(heard.started)
        .singleElement()
        .returns(Connection.TRANSACTION_NONE, TransactionStart::isolation)
        .returns(false, TransactionStart::readOnly);
    assertThat(heard.transactions)
        .extracting(TransactionEnd::ending)
        .containsExactly(Ending.COMMIT);
    assertThat(heard.begun.get(1).transaction()).isNull();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void wishesOfAStatementAreTold(boolean routed) throws Exception {
    try (WeirDataSource weir = open(routed);
        Connection c = weir.getConnection()) {
      heard.forget();
      c.setAutoCommit(false);
      try (PreparedStatement s = c.prepareStatement("select 1")) {
        s.executeQuery().close();
        s.setFetchSize(50);
        s.setMaxRows(7);
        s.executeQuery().close();
      }
      try (Statement s =
          c.createStatement(ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_READ_ONLY)) {
        s.setFetchSize(50);
        s.executeQuery("select 2").close();
      }
      try (PreparedStatement s = c.prepareStatement("select 3", Statement.RETURN_GENERATED_KEYS)) {
        s.execute();
      }
      try (Statement s = c.createStatement()) {
        s.execute("select 4", new String[] {"id"});
      }
    }
    assertThat(heard.begun)
        .extracting(Execution::wishes)
        .containsExactly(
            Wishes.NONE,
            new Wishes(50, 7, ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY, Keys.NONE),
            new Wishes(
                50, 0, ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_READ_ONLY, Keys.NONE),
            new Wishes(0, 0, ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY, Keys.ALL),
            new Wishes(0, 0, ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY, Keys.NAMED));
    assertThat(heard.begun)
        .extracting(Execution::fetchesInParts)
        .containsExactly(false, true, false, false, false);
  }
}
