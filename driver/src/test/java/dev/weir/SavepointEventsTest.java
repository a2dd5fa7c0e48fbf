package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.event.TransactionEnd;
import dev.weir.sql.TransactionCommand;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What listeners hear of savepoints: the same whether a method or a text sets them. */
class SavepointEventsTest {
  @RegisterExtension static final Cluster cluster = new Cluster();

  private final Recording heard = new Recording();

  @ParameterizedTest
  @EnumSource
  void methodsAreToldAsTexts(ListenerPlace setup) throws Exception {
    try (WeirDataSource weir = setup.open(cluster, heard);
        Connection c = weir.getConnection()) {
      c.setAutoCommit(false);
      Cluster.execute(c, "select 1");
      heard.forget();
      Savepoint named = c.setSavepoint("a \"B\"");
      Savepoint first = c.setSavepoint();
      Savepoint second = c.setSavepoint();
      String one = "JDBC_SAVEPOINT_" + first.getSavepointId();
      String two = "JDBC_SAVEPOINT_" + second.getSavepointId();
      c.rollback(second);
      c.releaseSavepoint(first);
      c.rollback(named);
      assertThat(heard.begun)
          .extracting(each -> each.sql())
          .containsExactly(
              "SAVEPOINT \"a \"\"B\"\"\"",
              "SAVEPOINT " + one,
              "SAVEPOINT " + two,
              "ROLLBACK TO SAVEPOINT " + two,
              "RELEASE SAVEPOINT " + one,
              "ROLLBACK TO SAVEPOINT \"a \"\"B\"\"\"");
      assertThat(heard.ended).isEqualTo(heard.begun);
      assertThat(heard.begun)
          .extracting(each -> each.shape().transaction())
          .containsExactly(
              TransactionCommand.SAVEPOINT,
              TransactionCommand.SAVEPOINT,
              TransactionCommand.SAVEPOINT,
              TransactionCommand.ROLLBACK_TO,
              TransactionCommand.RELEASE,
              TransactionCommand.ROLLBACK_TO);
      assertThat(heard.outcomes).allMatch(each -> each.succeeded() && each.elapsedNanos() > 0);
      c.commit();
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatIsToldOfTextsIsToldOfMethods(ListenerPlace setup) throws Exception {
    try (WeirDataSource weir = setup.open(cluster, heard);
        Connection c = weir.getConnection()) {
      heard.forget();
      c.setAutoCommit(false);
      Cluster.execute(c, "savepoint a");
      c.rollback();
      c.setSavepoint("a");
      c.rollback();
    }
    assertThat(heard.begun).hasSize(2);
    assertThat(heard.begun.get(1).decision()).isEqualTo(heard.begun.get(0).decision());
    assertThat(heard.begun.get(1).shape().fingerprint())
        .isEqualTo(heard.begun.get(0).shape().fingerprint());
    assertThat(heard.started).hasSize(2);
    assertThat(heard.transactions)
        .extracting(TransactionEnd::transaction)
        .isEqualTo(heard.started)
        .containsExactly(heard.begun.get(0).transaction(), heard.begun.get(1).transaction());
  }

  @ParameterizedTest
  @EnumSource
  void failureIsTold(ListenerPlace setup) throws Exception {
    try (WeirDataSource weir = setup.open(cluster, heard);
        Connection c = weir.getConnection()) {
      c.setAutoCommit(false);
      Savepoint gone = c.setSavepoint("gone");
      Cluster.execute(c, "release savepoint gone");
      heard.forget();
      assertThatThrownBy(() -> c.rollback(gone)).isInstanceOf(SQLException.class);
      assertThat(heard.begun)
          .extracting(each -> each.sql())
          .containsExactly("ROLLBACK TO SAVEPOINT \"gone\"");
      assertThat(heard.outcomes.get(0).failure()).isInstanceOf(SQLException.class);
      c.rollback();
      heard.forget();
      c.setAutoCommit(true);
      assertThatThrownBy(c::setSavepoint).isInstanceOf(SQLException.class);
      assertThat(heard.begun).isEmpty(); // Nothing was sent.
    }
  }
}
