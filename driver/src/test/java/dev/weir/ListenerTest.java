package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.event.Call;
import dev.weir.event.Checkout;
import dev.weir.event.Execution;
import dev.weir.event.ExecutionListener;
import dev.weir.event.Outcome;
import dev.weir.event.QueryListenerAdapter;
import dev.weir.event.TransactionEnd;
import dev.weir.topology.TopologyChange;
import dev.weir.topology.TopologyChange.Kind;
import dev.weir.topology.TopologyListener;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;
import net.ttddyy.dsproxy.ExecutionInfo;
import net.ttddyy.dsproxy.QueryCount;
import net.ttddyy.dsproxy.QueryInfo;
import net.ttddyy.dsproxy.listener.DataSourceQueryCountListener;
import net.ttddyy.dsproxy.listener.QueryExecutionListener;
import net.ttddyy.dsproxy.listener.SingleQueryCountHolder;
import net.ttddyy.dsproxy.listener.logging.DefaultQueryLogEntryCreator;
import net.ttddyy.dsproxy.support.ProxyDataSourceBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What listeners are told, and that nothing they do reaches the application. */
class ListenerTest {
  @RegisterExtension static final Cluster cluster = new Cluster();

  @BeforeEach
  void create() throws SQLException {
    cluster.run(
        "drop table if exists heard",
        "create table heard (id int primary key, name text)",
        "insert into heard select n, 'name ' || n from generate_series(1, 5) n");
  }

  // ---------------------------------------------------------------- events

  @Test
  void eachExecutionHasItsBeginningAndItsEnd() throws Exception {
    Recording heard = new Recording();
    try (WeirDataSource weir = observed(heard);
        Connection c = weir.getConnection();
        PreparedStatement s = c.prepareStatement("update heard set name = ? where id <= ?")) {
      s.setString(1, "x");
      s.setLong(2, 3L);
      s.executeUpdate();
    }

    assertThat(heard.begun).hasSize(1);
    Execution execution = heard.begun.get(0);
    assertThat(heard.ended).containsExactly(execution);
    assertThat(execution.call()).isEqualTo(Call.UPDATE);
    assertThat(execution.sql()).isEqualTo("update heard set name = ? where id <= ?");
    assertThat(execution.autoCommit()).isTrue();
    assertThat(execution.batchSize()).isZero();
    assertThat(execution.parameters()).hasSize(1);
    assertThat(execution.parameters().get(0).size()).isEqualTo(2);
    assertThat(execution.parameters().get(0).value(1)).isEqualTo("x");
    assertThat(execution.parameters().get(0).value(2)).isEqualTo(3L);
    Outcome outcome = heard.outcomes.get(0);
    assertThat(outcome.rows()).isEqualTo(3);
    assertThat(outcome.succeeded()).isTrue();
    assertThat(outcome.elapsedNanos()).isPositive();
  }

  @Test
  void waitingForAConnectionIsToldApart() throws Exception {
    Recording heard = new Recording();
    try (WeirDataSource weir = cluster.open(b -> b.poolSize(1));
        Connection holder = weir.getConnection()) {
      holder.setAutoCommit(false);
      Cluster.query(holder, "select name from heard where id = 1 for update");
      weir.addListener(heard);
      CompletableFuture<Void> waiting =
          CompletableFuture.runAsync(
              () -> update(weir, "update heard set name = 'y' where id = 2"));
      Cluster.await("it waits", () -> waiting.isDone() || isAwaited(weir));
      long given = System.nanoTime();
      holder.rollback();
      waiting.get();

      Execution execution = heard.ended.get(0);
      Outcome outcome = heard.outcomes.get(0);
      assertThat(execution.startNanos()).isLessThan(given);
      assertThat(outcome.sentNanos(execution)).isGreaterThan(given);
      assertThat(outcome.endNanos(execution))
          .isEqualTo(outcome.sentNanos(execution) + outcome.elapsedNanos());
    }
  }

  private static boolean isAwaited(WeirDataSource weir) {
    return weir.statistics().nodes().stream()
        .anyMatch(node -> node.pool() != null && node.pool().waiting() > 0);
  }

  private static void update(WeirDataSource weir, String sql) {
    try {
      Cluster.execute(weir, sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void executionThatFailsEndsWithWhatTheApplicationGets() throws Exception {
    Recording heard = new Recording();
    try (WeirDataSource weir = observed(heard)) {
      assertThatThrownBy(() -> Cluster.execute(weir, "insert into heard values (1, 'again')"))
          .isInstanceOf(SQLException.class)
          .satisfies(e -> assertThat(heard.outcomes.get(0).failure() == e).isTrue());
    }

    assertThat(heard.outcomes.get(0).rows()).isEqualTo(-1);
    assertThat(heard.ended).isEqualTo(heard.begun).hasSize(1);
  }

  @Test
  void batchIsOneExecutionWithAllItsRows() throws Exception {
    Recording heard = new Recording();
    try (WeirDataSource weir = observed(heard);
        Connection c = weir.getConnection();
        PreparedStatement s = c.prepareStatement("insert into heard values (?, ?)")) {
      for (int id = 11; id <= 13; id++) {
        s.setInt(1, id);
        s.setString(2, "n" + id);
        s.addBatch();
      }
      s.executeBatch();
    }

    assertThat(heard.begun).hasSize(1);
    Execution execution = heard.begun.get(0);
    assertThat(execution.call()).isEqualTo(Call.BATCH);
    assertThat(execution.batchSize()).isEqualTo(3);
    assertThat(execution.parameters()).extracting(p -> p.value(1)).containsExactly(11, 12, 13);
    assertThat(heard.outcomes.get(0).rows()).isEqualTo(3);
  }

  @Test
  void connectionIsHeardOfWhenItIsTakenAndWhenItIsReturned() throws Exception {
    Recording heard = new Recording();
    try (WeirDataSource weir = observed(heard)) {
      Connection c = weir.getConnection();
      Checkout checkout = heard.checkedOut.get(0);
      assertThat(checkout.dataSource()).isEqualTo("observed");
      assertThat(heard.returned).isEmpty();
      c.close();
      c.close();
      assertThat(heard.returned).containsExactly(checkout);
      weir.getConnection().close();
    }
    assertThat(heard.checkedOut).extracting(Checkout::id).containsExactly(1L, 2L);
  }

  @Test
  void transactionEndsAsItEnded() throws Exception {
    Recording heard = new Recording();
    try (WeirDataSource weir = cluster.open(b -> b.listener(heard))) {
      heard.forget();
      try (Connection c = weir.getConnection()) {
        c.setAutoCommit(false);
        Cluster.execute(c, "update heard set name = 'a'");
        c.commit();
        Cluster.execute(c, "update heard set name = 'b'");
        c.rollback();
        c.commit();
        Cluster.execute(c, "update heard set name = 'c'");
        c.setAutoCommit(true);
        c.setAutoCommit(false);
        Cluster.execute(c, "update heard set name = 'd'");
      }
    }
    assertThat(heard.begun).noneMatch(Execution::autoCommit);
    assertThat(heard.transactions)
        .extracting(TransactionEnd::committed)
        .containsExactly(true, false, true, false);
  }

  @Test
  void eachTransactionWithAStatementEndsOnceAndNoOther() throws Exception {
    for (boolean routed : new boolean[] {false, true}) {
      Recording heard = new Recording();
      try (WeirDataSource weir = routed ? cluster.open() : observed()) {
        weir.addListener(heard);
        try (Connection c = weir.getConnection()) {
          c.setAutoCommit(false);
          c.commit();
          c.rollback();
          Cluster.query(c, "select 1");
          c.commit();
          c.commit();
          Cluster.execute(c, "update heard set name = 'a' where id = 1");
          c.rollback();
          c.rollback();
          Cluster.query(c, "select 2");
          c.setAutoCommit(true);
          c.setAutoCommit(false);
          Cluster.query(c, "select 3");
          Cluster.execute(c, "commit");
          c.rollback();
          Cluster.query(c, "select 4");
          Cluster.execute(c, "rollback");
          Cluster.query(c, "select 5");
          c.commit();
        }
      }
      assertThat(heard.transactions)
          .extracting(TransactionEnd::committed)
          .containsExactly(true, false, true, true, false, true);
    }
  }

  @Test
  void transactionLeftOpenEndsWithItsConnection() throws Exception {
    Recording heard = new Recording();
    try (WeirDataSource weir = observed(heard)) {
      try (Connection c = weir.getConnection()) {
        c.setAutoCommit(false);
        Cluster.query(c, "select 1");
      }
      try (Connection c = weir.getConnection()) {
        c.setAutoCommit(false);
      }
    }
    assertThat(heard.transactions).extracting(TransactionEnd::committed).containsExactly(false);
  }

  @Test
  void eventsShowNoValuesAndHoldNothingThatIsAlive() throws Exception {
    Recording heard = new Recording();
    try (WeirDataSource weir = observed(heard);
        Connection c = weir.getConnection()) {
      c.setAutoCommit(false);
      try (PreparedStatement s = c.prepareStatement("select ?::text, 'secret-1'")) {
        s.setString(1, "secret-2");
        s.executeQuery().close();
      }
      try (Statement s = c.createStatement()) {
        s.addBatch("update heard set name = 'secret-3'");
        s.addBatch("update heard set name = 'secret-4' where id = 1");
        s.executeBatch();
      }
      fails(() -> Cluster.query(c, "select 'secret-5'::int"));
      c.commit();
    }

    assertThat(heard.begun).hasSize(3);
    assertThat(List.of(heard.begun, heard.ended, heard.outcomes, heard.transactions))
        .allSatisfy(events -> assertThat(events.toString()).doesNotContain("secret"));
    for (Class<?> event : List.of(Execution.class, Outcome.class, TransactionEnd.class)) {
      assertThat(event.getRecordComponents())
          .extracting(component -> component.getType().getPackageName())
          .doesNotContain("java.sql");
    }
  }

  @Test
  void uncheckedExceptionOfTheDriverIsAFailure() throws Exception {
    Recording heard = new Recording();
    IllegalStateException planted = new IllegalStateException("planted");
    try (WeirDataSource weir = observed(heard);
        Connection c = weir.getConnection();
        PreparedStatement s = c.prepareStatement("select ?::bytea")) {
      s.setBinaryStream(1, new Unreadable(planted), 10);
      assertThatThrownBy(s::executeQuery).isEqualTo(planted);
    }
    assertThat(heard.outcomes).hasSize(1);
    assertThat(heard.outcomes.get(0).succeeded()).isFalse();
    assertThat(heard.outcomes.get(0).failure()).isEqualTo(planted);
  }

  /** A stream of the application's that cannot be read. */
  private static final class Unreadable extends InputStream {
    private final IllegalStateException thrown;

    Unreadable(IllegalStateException thrown) {
      this.thrown = thrown;
    }

    @Override
    public int read() {
      throw thrown;
    }

    @Override
    public int read(byte[] to, int from, int length) {
      throw thrown;
    }
  }

  // ---------------------------------------------------------------- listeners that throw

  @Test
  void listenerThatThrowsChangesNothing() throws Exception {
    for (Throwable thrown :
        List.of(new IllegalStateException("planted"), new AssertionError("planted"))) {
      Recording next = new Recording();
      try (WeirDataSource weir = observed(new Throwing(thrown), next)) {
        try (Connection c = weir.getConnection()) {
          assertThat(Cluster.query(c, "select name from heard where id = 1")).isEqualTo("name 1");
        }
        assertThat(weir.listenerFailures()).isEqualTo(4);
      }
      assertThat(next.ended).hasSize(1);
      assertThat(next.returned).hasSize(1);
    }
  }

  @Test
  void listenerThatThrowsAHundredTimesInARowIsSwitchedOff() throws Exception {
    Throwing throwing = new Throwing(new IllegalStateException("planted"));
    try (WeirDataSource weir = observed(throwing);
        Connection c = weir.getConnection()) {
      for (int i = 0; i < 100; i++) {
        Cluster.query(c, "select 1");
      }
      assertThat(weir.listenerFailures()).isEqualTo(100);
    }
    assertThat(throwing.called).isEqualTo(100);
  }

  @Test
  void listenerThatThrowsNowAndThenStaysOn() throws Exception {
    List<Execution> heard = new ArrayList<>();
    ExecutionListener sometimes =
        new ExecutionListener() {
          @Override
          public void before(Execution execution) {
            heard.add(execution);
            if (heard.size() % 90 != 0) {
              throw new IllegalStateException("planted");
            }
          }

          @Override
          public void after(Execution execution, Outcome outcome) {
            before(execution);
          }
        };
    try (WeirDataSource weir = observed(sometimes);
        Connection c = weir.getConnection()) {
      for (int i = 0; i < 150; i++) {
        Cluster.query(c, "select 1");
      }
    }
    assertThat(heard).hasSize(300);
  }

  @Test
  void listenerCanComeAndGo() throws Exception {
    Recording heard = new Recording();
    try (WeirDataSource weir = observed()) {
      Cluster.query(weir, "select 1");
      weir.addListener(heard);
      Cluster.query(weir, "select 2");
      weir.removeListener(heard);
      Cluster.query(weir, "select 3");
    }
    assertThat(heard.begun).extracting(Execution::sql).containsExactly("select 2");
  }

  @Test
  void failuresOfAListenerStayCountedWhenItIsRemoved() throws Exception {
    Throwing throwing = new Throwing(new IllegalStateException("planted"));
    try (WeirDataSource weir = observed(throwing)) {
      Cluster.query(weir, "select 1");
      long before = weir.listenerFailures();
      weir.removeListener(throwing);
      assertThat(before).isPositive();
      assertThat(weir.listenerFailures()).isEqualTo(before);
      assertThat(weir.statistics().listenerFailures()).isEqualTo(before);
    }
  }

  @Test
  void listenerOfTheServersThatThrowsAnErrorStopsNothing() throws Exception {
    TopologyListener throwing =
        change -> {
          throw new NoClassDefFoundError("planted");
        };
    List<TopologyChange> next = new CopyOnWriteArrayList<>();
    try (WeirDataSource weir =
        cluster.open(b -> b.listener(throwing).listener((TopologyListener) next::add))) {
      Cluster.await("all changes are told", () -> next.size() >= 3);
      assertThat(next).extracting(TopologyChange::kind).contains(Kind.PRIMARY_FOUND);
      assertThat(weir.listenerFailures()).isGreaterThanOrEqualTo(3);
      assertThat(weir.statistics().listenerFailures()).isGreaterThanOrEqualTo(3);
      long samples = weir.statistics().nodes().get(0).samples();
      Cluster.await(
          "the primary is watched on", () -> weir.statistics().nodes().get(0).samples() > samples);
    }
  }

  /** Throws whatever it is told. */
  private static final class Throwing implements ExecutionListener {
    private final Throwable thrown;
    private int called;

    Throwing(Throwable thrown) {
      this.thrown = thrown;
    }

    @Override
    public void checkedOut(Checkout checkout) {
      fail();
    }

    @Override
    public void before(Execution execution) {
      fail();
    }

    @Override
    public void after(Execution execution, Outcome outcome) {
      fail();
    }

    @Override
    public void returned(Checkout checkout, long nanos) {
      fail();
    }

    private void fail() {
      called++;
      if (thrown instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) thrown;
    }
  }

  // ---------------------------------------------------------------- datasource-proxy's listeners

  /** What an application does, told in all the ways that there are to execute something. */
  private static void work(DataSource dataSource) throws SQLException {
    try (Connection c = dataSource.getConnection()) {
      try (Statement s = c.createStatement()) {
        s.executeQuery("select name from heard where id = 1").close();
        s.execute("update heard set name = 'x' where id = 2");
        s.executeUpdate("update heard set name = 'y' where id = 3");
        s.addBatch("insert into heard values (21, 'a')");
        s.addBatch("insert into heard values (22, 'b;\n')");
        s.executeBatch();
        s.addBatch("insert into heard values (23, 'c')");
        s.executeBatch();
        fails(() -> s.executeUpdate("insert into heard values (1, 'again')"));
      }
      try (PreparedStatement s = c.prepareStatement("select id from heard where name = ?")) {
        s.setString(1, "x");
        s.executeQuery().close();
        s.setNull(1, java.sql.Types.VARCHAR);
        s.execute();
      }
      try (PreparedStatement s = c.prepareStatement("insert into heard values (?, ?)")) {
        for (int id = 31; id <= 33; id++) {
          s.setInt(1, id);
          s.setObject(2, "n" + id, java.sql.Types.VARCHAR);
          s.addBatch();
        }
        s.executeBatch();
        s.setInt(1, 1);
        s.setString(2, "again");
        fails(s::executeUpdate);
        s.setInt(1, 41);
        s.executeUpdate();
      }
      try (PreparedStatement s = c.prepareStatement("select count(*) from heard");
          ResultSet rows = s.executeQuery()) {
        rows.next();
      }
    }
  }

  /** Something that fails. */
  @FunctionalInterface
  private interface Failing {
    void run() throws SQLException;
  }

  private static void fails(Failing failing) {
    assertThatThrownBy(failing::run).isInstanceOf(SQLException.class);
  }

  @Test
  void listenerOfDatasourceProxyIsToldTheSame() throws Exception {
    List<String> proxied = new ArrayList<>();
    work(proxied(new Noting(proxied)));
    create();
    List<String> heard = new ArrayList<>();
    try (WeirDataSource weir = observed(new QueryListenerAdapter(new Noting(heard)))) {
      work(weir);
    }

    assertThat(heard).containsExactlyElementsOf(proxied);
  }

  @Test
  void routedListenerOfDatasourceProxyIsToldTheSame() throws Exception {
    List<String> proxied = new ArrayList<>();
    work(proxied(new Noting(proxied)));
    create();
    List<String> heard = new ArrayList<>();
    try (WeirDataSource weir = cluster.open(b -> b.name("observed").listener(new Noting(heard)))) {
      heard.clear();
      work(weir);
    }

    assertThat(heard).containsExactlyElementsOf(proxied);
  }

  @Test
  void queryCountsOfDatasourceProxyAreTheSame() throws Exception {
    QueryCount proxied =
        counted(
            listener -> {
              work(proxied(listener));
            });
    create();
    QueryCount heard =
        counted(
            listener -> {
              try (WeirDataSource weir = observed(new QueryListenerAdapter(listener))) {
                work(weir);
              }
            });

    assertThat(heard).usingRecursiveComparison().ignoringFields("time").isEqualTo(proxied);
    assertThat(heard.getTotal()).isPositive();
  }

  @Test
  void listenerOfDatasourceProxyComesAndGoesAtRunTime() throws Exception {
    List<String> heard = new ArrayList<>();
    Noting listener = new Noting(heard);
    try (WeirDataSource weir = observed()) {
      weir.addListener(listener);
      Cluster.query(weir, "select 1");
      assertThat(heard).hasSize(2);
      weir.removeListener(listener);
      Cluster.query(weir, "select 1");
      assertThat(heard).hasSize(2);
    }
  }

  @Test
  void optionsOfObservingAreItsListenersNameAndLog() throws Exception {
    List<String> heard = new ArrayList<>();
    Recording events = new Recording();
    List<String> log =
        Logs.during(
            () -> {
              try (WeirDataSource weir =
                  Weir.observe(
                      cluster.bare(),
                      options ->
                          options
                              .name("optional")
                              .statementLog(true)
                              .listener(events)
                              .listener(new Noting(heard)))) {
                Cluster.query(weir, "select 1");
                assertThat(weir.name()).isEqualTo("optional");
              }
            });
    assertThat(events.begun).hasSize(1);
    assertThat(heard).hasSize(2);
    assertThat(log).anyMatch(line -> line.contains("optional #1 |") && line.contains("select 1"));
  }

  /** Does something with a listener. */
  @FunctionalInterface
  private interface Work {
    void with(QueryExecutionListener listener) throws Exception;
  }

  private static QueryCount counted(Work work) throws Exception {
    SingleQueryCountHolder holder = new SingleQueryCountHolder();
    DataSourceQueryCountListener listener = new DataSourceQueryCountListener();
    listener.setQueryCountStrategy(holder);
    work.with(listener);
    Map<String, QueryCount> counts = holder.getQueryCountMap();
    assertThat(counts).containsOnlyKeys("observed");
    return counts.values().iterator().next();
  }

  private static DataSource proxied(QueryExecutionListener listener) {
    return ProxyDataSourceBuilder.create("observed", cluster.bare()).listener(listener).build();
  }

  private static WeirDataSource observed(ExecutionListener... listeners) {
    WeirDataSource weir = Weir.observe("observed", cluster.bare());
    for (ExecutionListener listener : listeners) {
      weir.addListener(listener);
    }
    return weir;
  }

  /** Notes what it is told, and what datasource-proxy's own log would say of it. */
  private static final class Noting implements QueryExecutionListener {
    private final List<String> notes;

    Noting(List<String> notes) {
      this.notes = notes;
    }

    @Override
    public void beforeQuery(ExecutionInfo info, List<QueryInfo> queries) {
      notes.add("before " + note(info, queries));
    }

    @Override
    public void afterQuery(ExecutionInfo info, List<QueryInfo> queries) {
      Throwable thrown = info.getThrowable();
      Object result = info.getResult();
      notes.add(
          "after "
              + note(info, queries)
              + " success "
              + info.isSuccess()
              + " thrown "
              + (thrown == null ? "nothing" : thrown.getMessage())
              + " result "
              + (result == null ? "none" : result instanceof ResultSet ? "rows" : text(result)));
    }

    private static String text(Object result) {
      return result instanceof int[] counts ? Arrays.toString(counts) : result.toString();
    }

    private static String note(ExecutionInfo info, List<QueryInfo> queries) {
      Object[] arguments = info.getMethodArgs();
      return new DefaultQueryLogEntryCreator()
              .getLogEntry(info, queries, true, false, false)
              .replaceAll("Time:\\d+", "Time")
          + " "
          + info.getMethod().getName()
          + " "
          + (arguments == null ? "[]" : Arrays.deepToString(arguments))
          + " "
          + info.getStatementType()
          + " "
          + queries.stream().map(q -> q.getQuery() + q.getParametersList().size()).toList()
          + queries.stream().flatMap(q -> q.getParametersList().stream().map(List::size)).toList();
    }
  }
}
