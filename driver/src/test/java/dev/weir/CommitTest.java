package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.postgresql.PGConnection;
import org.postgresql.core.BaseConnection;

/**
 * However a transaction begins, writes and commits: its connection, and others, read what it wrote
 * once it has committed, though the replicas, which have all that was written before, do not have
 * the commit.
 */
@Tag("proof")
class CommitTest {
  private static final String COUNT = "select count(*) from committed";
  private static final int ONE_OF = 5;
  private static final Map<String, Work> BEGINNINGS = new LinkedHashMap<>();
  private static final Map<String, Work> WRITES = new LinkedHashMap<>();
  private static final Map<String, Work> COMMITS = new LinkedHashMap<>();

  @RegisterExtension static final Cluster cluster = new Cluster();

  private static WeirDataSource weir;

  /** How many of the writes are there in the end: where nothing is, nothing is compared. */
  private int committed;

  /** Part of what an application does. */
  private interface Work {
    void run(Connection c) throws Exception;
  }

  static {
    BEGINNINGS.put("auto-commit", c -> {});
    BEGINNINGS.put("setAutoCommit(false)", c -> c.setAutoCommit(false));
    BEGINNINGS.put("begin", c -> Cluster.execute(c, "begin"));
    BEGINNINGS.put("start transaction", c -> update(c, "start transaction"));
    BEGINNINGS.put("prepared begin", c -> prepared(c, "begin"));
    BEGINNINGS.put("begin read write", c -> Cluster.execute(c, "begin read write; select 1"));
    BEGINNINGS.put("begin; savepoint", c -> Cluster.execute(c, "begin; savepoint a"));
    BEGINNINGS.put("begin; set", c -> Cluster.execute(c, "begin; set constraints all deferred"));
    BEGINNINGS.put(
        "begin; set local", c -> Cluster.execute(c, "begin; set local work_mem = '1MB'"));
    BEGINNINGS.put("select; begin", c -> Cluster.execute(c, "select 1; begin; select 2"));
    BEGINNINGS.put("commit; begin", c -> Cluster.execute(c, "begin; commit; begin"));
    BEGINNINGS.put("begin and chain", c -> Cluster.execute(c, "begin; rollback and chain"));
    BEGINNINGS.put("batch", c -> batch(c, "begin", "set constraints all deferred"));
    BEGINNINGS.put("batch of one", c -> batch(c, "begin"));
    BEGINNINGS.put(
        "the driver's own",
        c -> {
          c.unwrap(BaseConnection.class).execSQLUpdate("begin");
        });
    BEGINNINGS.put(
        "begin and savepoint method",
        c -> {
          c.setAutoCommit(false);
          c.releaseSavepoint(c.setSavepoint());
        });

    WRITES.put("text", c -> Cluster.execute(c, "insert into committed values (1)"));
    WRITES.put("prepared", c -> prepared(c, "insert into committed values (1)"));
    WRITES.put("batch", c -> batch(c, "insert into committed values (1)", "select 1"));
    WRITES.put("several", c -> Cluster.execute(c, "select 1; insert into committed values (1)"));
    WRITES.put(
        "query",
        c -> Cluster.execute(c, "insert into committed select 1 where txid_current() > 0"));
    WRITES.put("function", c -> Cluster.execute(c, "select commit_one()"));
    WRITES.put("call", c -> Cluster.execute(c, "do $$ begin perform commit_one(); end $$"));
    WRITES.put(
        "copy",
        c ->
            c.unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn("copy committed from stdin", new StringReader("1\n")));
    WRITES.put(
        "insertRow",
        c -> {
          try (Statement s =
                  c.createStatement(ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_UPDATABLE);
              ResultSet rows = s.executeQuery("select id from committed")) {
            rows.moveToInsertRow();
            rows.updateInt(1, 1);
            rows.insertRow();
          }
        });

    COMMITS.put("commit", c -> Cluster.execute(c, "commit"));
    COMMITS.put("end", c -> update(c, "end"));
    COMMITS.put("prepared commit", c -> prepared(c, "commit"));
    COMMITS.put("commit and chain", c -> Cluster.execute(c, "commit and chain"));
    COMMITS.put("select; commit", c -> Cluster.execute(c, "select 1; commit"));
    COMMITS.put("commit; select", c -> Cluster.execute(c, "commit; select 1"));
    COMMITS.put("commit; begin", c -> Cluster.execute(c, "commit; begin; select 1"));
    COMMITS.put("batch", c -> batch(c, "select 1", "commit"));
    COMMITS.put("commit()", inAnyMode(Connection::commit));
    COMMITS.put("setAutoCommit(true)", inAnyMode(c -> c.setAutoCommit(true)));
    COMMITS.put(
        "setAutoCommit(false), commit()",
        c -> {
          c.setAutoCommit(false);
          c.commit();
        });
    COMMITS.put("the driver's own", c -> c.unwrap(BaseConnection.class).execSQLUpdate("commit"));
    COMMITS.put("close()", Connection::close);
  }

  /** These do nothing to a transaction that SQL has begun. */
  private static Work inAnyMode(Work method) {
    return c -> {
      if (c.getAutoCommit()) {
        Cluster.execute(c, "commit");
      } else {
        method.run(c);
      }
    };
  }

  private static void update(Connection c, String sql) throws SQLException {
    try (Statement s = c.createStatement()) {
      s.executeUpdate(sql);
    }
  }

  private static void prepared(Connection c, String sql) throws SQLException {
    try (PreparedStatement s = c.prepareStatement(sql)) {
      s.execute();
    }
  }

  private static void batch(Connection c, String... texts) throws SQLException {
    try (Statement s = c.createStatement()) {
      for (String text : texts) {
        s.addBatch(text);
      }
      s.executeBatch();
    }
  }

  @BeforeAll
  static void open() throws Exception {
    cluster.run(
        "create table committed (id int)",
        "create function commit_one() returns void language sql volatile"
            + " as 'insert into committed values (1)'");
    weir = cluster.open(builder -> builder);
    Cluster.awaitReplicas(weir);
  }

  @AfterAll
  static void close() throws SQLException {
    weir.close();
    cluster.run("drop function commit_one", "drop table committed");
  }

  static Stream<Arguments> beginnings() {
    AtomicInteger number = new AtomicInteger();
    return BEGINNINGS.keySet().stream()
        .map(name -> Arguments.of(name, number.getAndIncrement() % ONE_OF));
  }

  /** One of a few combinations, others of each beginning. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("beginnings")
  void writesCountFromTheCommit(String beginning, int which) throws Exception {
    List<String> stale = new ArrayList<>();
    committed = 0;
    int number = 0;
    for (String write : WRITES.keySet()) {
      for (String commit : COMMITS.keySet()) {
        String read = number++ % ONE_OF == which ? read(beginning, write, commit) : "";
        if (!read.isEmpty()) {
          stale.add(write + ", " + commit + ": " + read);
        }
      }
    }
    assertThat(stale).as(beginning).isEmpty();
    assertThat(committed).as("writes that were committed").isGreaterThan(number / ONE_OF / 2);
  }

  /** Empty if what is read is what was written. */
  private String read(String beginning, String write, String commit) throws Exception {
    cluster.run("truncate committed");
    String[] seen = {"", ""};
    try (Connection c = weir.getConnection()) {
      attempt(c, work(BEGINNINGS, beginning));
      attempt(c, work(WRITES, write));
      Cluster.awaitConfirmed(weir);
      cluster.whileReplicasStandStill(
          () -> {
            attempt(c, work(COMMITS, commit));
            seen[0] = c.isClosed() ? "" : Cluster.query(c, COUNT);
            seen[1] = Cluster.query(weir, COUNT);
          });
      String there = Cluster.query(cluster.bare(), COUNT);
      committed += "0".equals(there) ? 0 : 1;
      boolean own = seen[0].isEmpty() || seen[0].equals(there) || !c.getAutoCommit();
      if (own && seen[1].equals(there)) {
        return "";
      }
      return "own " + seen[0] + ", other " + seen[1] + ", committed " + there;
    } catch (SQLException e) {
      return ""; // Some of this is refused, as by the bare driver.
    }
  }

  private static Work work(Map<String, Work> ways, String name) {
    return Objects.requireNonNull(ways.get(name));
  }

  private static void attempt(Connection c, Work work) throws Exception {
    try {
      work.run(c);
    } catch (SQLException e) {
      // As the bare driver: commit() in auto-commit mode.
    }
  }
}
