package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.event.Call;
import dev.weir.event.QueryListenerAdapter;
import dev.weir.event.TransactionEnd;
import dev.weir.sql.StatementKind;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import net.ttddyy.dsproxy.listener.DataSourceQueryCountListener;
import net.ttddyy.dsproxy.listener.SingleQueryCountHolder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyManager;
import org.postgresql.core.BaseConnection;

/** What listeners hear of COPY through a {@code CopyManager}: one execution, when it has ended. */
class CopyEventsTest {
  private static final String IN = "copy copied (id) from stdin";

  @RegisterExtension static final Cluster cluster = new Cluster();

  private final Recording heard = new Recording();

  @BeforeEach
  void create() throws SQLException {
    cluster.run("drop table if exists copied", "create table copied (id int primary key)");
  }

  private static CopyManager manager(Connection c, boolean own) throws SQLException {
    return own
        ? new CopyManager(c.unwrap(BaseConnection.class))
        : c.unwrap(PGConnection.class).getCopyAPI();
  }

  @ParameterizedTest
  @CsvSource({"ROUTED, false", "ROUTED, true", "OBSERVED, false", "OBSERVED, true"})
  void isOneExecutionThatWritesItsTable(ListenerPlace setup, boolean own) throws Exception {
    try (WeirDataSource weir = setup.open(cluster, heard);
        Connection c = weir.getConnection()) {
      heard.forget();
      assertThat(manager(c, own).copyIn(IN, new StringReader("1\n2\n3\n"))).isEqualTo(3);
    }
    assertThat(heard.begun).hasSize(1).isEqualTo(heard.ended);
    assertThat(heard.begun.get(0).call()).isEqualTo(Call.COPY);
    assertThat(heard.begun.get(0).sql()).isEqualTo(IN);
    assertThat(heard.begun.get(0).autoCommit()).isTrue();
    assertThat(heard.begun.get(0).decision().reason().isPrimary()).isTrue();
    assertThat(heard.begun.get(0).shape().kind()).isEqualTo(StatementKind.COPY);
    assertThat(heard.begun.get(0).shape().writes()).extracting(t -> t.name()).contains("copied");
    assertThat(heard.outcomes.get(0).rows()).isEqualTo(3);
  }

  @ParameterizedTest
  @EnumSource
  void lastsUntilItsLastByteAndBeginsItsTransaction(ListenerPlace setup) throws Exception {
    try (WeirDataSource weir = setup.open(cluster, heard);
        Connection c = weir.getConnection()) {
      c.setAutoCommit(false);
      heard.forget();
      long begun = System.nanoTime();
      CopyIn copy = manager(c, false).copyIn(IN);
      long between = System.nanoTime();
      byte[] row = "1\n".getBytes(StandardCharsets.US_ASCII);
      copy.writeToCopy(row, 0, row.length);
      assertThat(heard.begun).isEmpty();
      copy.endCopy();
      c.commit();
      assertThat(heard.begun.get(0).startNanos()).isBetween(begun, between);
      assertThat(heard.outcomes.get(0).endNanos(heard.begun.get(0))).isGreaterThan(between);
      assertThat(heard.started).hasSize(1);
      assertThat(heard.started.get(0)).isEqualTo(heard.begun.get(0).transaction());
      assertThat(heard.started.get(0).startNanos()).isEqualTo(heard.begun.get(0).startNanos());
      assertThat(heard.started.get(0).process())
          .isEqualTo(c.unwrap(PGConnection.class).getBackendPID());
      assertThat(heard.transactions)
          .extracting(TransactionEnd::transaction)
          .isEqualTo(heard.started);
    }
  }

  @ParameterizedTest
  @EnumSource
  void rowsThatAreReadAreNotCounted(ListenerPlace setup) throws Exception {
    cluster.run("insert into copied values (1), (2)");
    try (WeirDataSource weir = setup.open(cluster, heard);
        Connection c = weir.getConnection()) {
      heard.forget();
      StringWriter written = new StringWriter();
      manager(c, false).copyOut("copy (select id from copied order by id) to stdout", written);
      assertThat(written).hasToString("1\n2\n");
    }
    assertThat(heard.begun).extracting(each -> each.call()).containsExactly(Call.COPY);
    assertThat(heard.outcomes.get(0).rows()).isEqualTo(-1);
    assertThat(heard.outcomes.get(0).succeeded()).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void failureIsTold(ListenerPlace setup) throws Exception {
    try (WeirDataSource weir = setup.open(cluster, heard);
        Connection c = weir.getConnection()) {
      heard.forget();
      CopyManager copies = manager(c, false);
      SQLException early = failure(() -> copies.copyIn("copy nothing_there from stdin"));
      SQLException late = failure(() -> copies.copyIn(IN, new StringReader("1\n1\n")));
      copies.copyIn(IN).cancelCopy();
      assertThat(heard.outcomes.get(0).failure()).isSameAs(early);
      assertThat(heard.outcomes.get(1).failure()).isSameAs(late);
      assertThat(heard.outcomes).extracting(each -> each.rows()).startsWith(-1L, -1L);
      assertThat(heard.begun).hasSize(3).isEqualTo(heard.ended);
    }
  }

  private interface Copying {
    Object run() throws Exception;
  }

  private static SQLException failure(Copying copying) {
    SQLException[] thrown = new SQLException[1];
    assertThatThrownBy(copying::run).isInstanceOfSatisfying(SQLException.class, e -> thrown[0] = e);
    return thrown[0];
  }

  /** datasource-proxy knows statements only. */
  @Test
  void listenersOfDatasourceProxyAreToldWhatThatTells() throws Exception {
    DataSourceQueryCountListener counting = new DataSourceQueryCountListener();
    SingleQueryCountHolder counts = new SingleQueryCountHolder();
    counting.setQueryCountStrategy(counts);
    try (WeirDataSource weir = ListenerPlace.ROUTED.open(cluster, heard);
        Connection c = weir.getConnection()) {
      weir.addListener(new QueryListenerAdapter(counting));
      manager(c, false).copyIn(IN, new StringReader("1\n"));
      Cluster.execute(c, "select 1");
      assertThat(weir.listenerFailures()).isZero();
    }
    assertThat(counts.getQueryCountMap().values())
        .singleElement()
        .satisfies(count -> assertThat(count.getTotal()).isEqualTo(1));
  }
}
