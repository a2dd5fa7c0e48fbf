package dev.weir;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.StringReader;
import java.io.StringWriter;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;
import org.postgresql.copy.CopyOut;
import org.postgresql.core.BaseConnection;
import org.postgresql.fastpath.Fastpath;
import org.postgresql.fastpath.FastpathArg;
import org.postgresql.largeobject.LargeObject;
import org.postgresql.largeobject.LargeObjectManager;

/**
 * What an application does by the driver's own objects counts as written when it is, and no longer:
 * on a connection that stays open, as under another pool, reads go to replicas again.
 */
class DriverObjectsTest {
  @RegisterExtension static final Cluster cluster = new Cluster();

  private WeirDataSource weir;
  private Connection c;

  @BeforeAll
  static void create() throws Exception {
    cluster.run(
        "create table reached_row (id int)",
        "create function reached_write(i int) returns int language plpgsql as"
            + " 'begin insert into reached_row values (i); return i; end'");
  }

  @AfterAll
  static void drop() throws Exception {
    cluster.run("drop table reached_row", "drop function reached_write");
  }

  @BeforeEach
  void open() throws Exception {
    weir = cluster.open();
    c = weir.getConnection();
  }

  @AfterEach
  void close() throws Exception {
    c.close();
    weir.close();
  }

  private static Blob blob(Connection connection, String content) throws SQLException {
    String sql = "select lo_from_bytea(0, '%s')".formatted(content);
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getBlob(1);
    }
  }

  private static String content(Blob blob) throws SQLException {
    return new String(blob.getBytes(1, (int) blob.length()), UTF_8);
  }

  /** That which holds this now. */
  private static Blob blobOf(Connection connection, String content) throws SQLException {
    String sql =
        "select oid from pg_largeobject_metadata where convert_from(lo_get(oid), 'UTF8') = '%s'"
            .formatted(content);
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      assertThat(row.next()).isTrue();
      return row.getBlob(1);
    }
  }

  @Test
  void largeObjectIsItsConnectionsWhereverItsSessionIs() throws Exception {
    Blob hello = blob(c, "hello");
    Blob world = blob(c, "world");
    Blob bound = blob(c, "bound");
    Clob text;
    try (Statement statement = c.createStatement();
        ResultSet row = statement.executeQuery("select lo_from_bytea(0, 'text') as number")) {
      row.next();
      text = row.getObject("number", Clob.class);
    }
    try (Connection other = weir.getConnection()) {
      other.setAutoCommit(false);
      Cluster.execute(other, "insert into reached_row values (1)");
      c.setAutoCommit(false);
      assertThat(content(hello)).isEqualTo("hello");
      assertThat(text.getSubString(1, 4)).isEqualTo("text");
      assertThat(world.setBytes(1, "WORLD".getBytes(UTF_8))).isEqualTo(5);
      c.commit();
      other.rollback();
      assertThat(content(blob(other, "secret"))).isEqualTo("secret");
      assertThatThrownBy(() -> hello.getBytes(1, 5)) // It was opened in a transaction that is over.
          .hasFieldOrPropertyWithValue("SQLState", "42704");
      c.rollback();
      other.rollback();
      assertThat(content(blobOf(c, "WORLD"))).isEqualTo("WORLD");
      c.rollback();
      try (PreparedStatement again =
          c.prepareStatement("select loid from (select ?) as t (loid)")) {
        again.setBlob(1, bound);
        try (ResultSet row = again.executeQuery()) {
          row.next();
          assertThat(content(row.getBlob(1))).isEqualTo("bound");
        }
      }
      c.rollback();
    }
  }

  @Test
  void largeObjectOfAReplicasRowsIsBoundOnThePrimary() throws Exception {
    cluster.run("create table reached_object as select lo_from_bytea(0, 'hello') as number");
    try {
      Cluster.await(
          "a replica serves it",
          () -> weir.explain("select number from reached_object").cause().isEmpty());
      Blob read;
      try (Statement statement = c.createStatement();
          ResultSet row = statement.executeQuery("select number from reached_object")) {
        row.next();
        read = row.getObject(1, Blob.class);
      }
      c.setAutoCommit(false);
      try (PreparedStatement update = c.prepareStatement("update reached_object set number = ?")) {
        update.setBlob(1, read);
        assertThat(update.executeUpdate()).isOne();
      }
      c.commit();
      assertThat(
              Cluster.query(c, "select convert_from(lo_get(number), 'UTF8') from reached_object"))
          .isEqualTo("hello");
      c.commit();
    } finally {
      cluster.run("drop table reached_object");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void copyThatIsLeftOpenEndsWithItsConnection(boolean autoCommit) throws Exception {
    Connection left = weir.getConnection();
    left.setAutoCommit(autoCommit);
    left.unwrap(PGConnection.class).getCopyAPI().copyIn("copy reached_row from stdin");
    left.close();
    assertReadsGoToReplicas(c);
  }

  @Test
  void answersAreTheirOwnAfterACopyWasCancelled() throws Exception {
    for (int i = 0; i < 5; i++) {
      try (Connection cancels = weir.getConnection()) {
        CopyOut copy =
            cancels
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyOut("copy (select generate_series(1, 100)) to stdout");
        assertThat(copy.readFromCopy()).isNotNull();
        try {
          copy.cancelCopy();
        } catch (SQLException e) {
          // It had come to its end.
        }
      }
      for (String text : List.of("a", "b", "c")) {
        assertThat(Cluster.query(weir, "select '" + text + "', pg_notify('reached', '')"))
            .isEqualTo(text);
      }
    }
  }

  private void assertReadsGoToReplicas(Connection on) throws Exception {
    long before = Cluster.reads(weir);
    Cluster.await(
        "reads go to replicas",
        () -> {
          Cluster.query(on, "select count(*) from reached_row");
          return Cluster.reads(weir) > before;
        });
  }

  @Test
  void largeObjectsHoldTheirTransactionOnly() throws Exception {
    for (LargeObjectManager objects :
        new LargeObjectManager[] {
          ((PGConnection) c).getLargeObjectAPI(), new LargeObjectManager((BaseConnection) c)
        }) {
      assertThatThrownBy(objects::createLO)
          .hasMessageContaining("may not be used in auto-commit mode");
      c.setAutoCommit(false);
      long oid = objects.createLO();
      try (LargeObject object = objects.open(oid)) {
        object.write("large".getBytes(UTF_8));
      }
      c.commit();
      try (LargeObject object = objects.open(oid, LargeObjectManager.READ)) {
        assertThat(new String(object.read(5), UTF_8)).isEqualTo("large");
      }
      c.rollback();
      c.setAutoCommit(true);
      objects.delete(oid);
      assertReadsGoToReplicas(c);
    }
    assertThat(((PGConnection) c).getLargeObjectAPI())
        .isSameAs(((PGConnection) c).getLargeObjectAPI());
  }

  @Test
  @SuppressWarnings("deprecation") // It is what is tested.
  void fastPathCallWritesAsItsTransactionDoes() throws Exception {
    int function =
        Integer.parseInt(
            String.valueOf(
                Cluster.query(c, "select 'reached_write'::regproc::oid::int from pg_class")));
    Fastpath fast = ((PGConnection) c).getFastpathAPI();
    try (Connection other = weir.getConnection()) {
      for (boolean autoCommit : new boolean[] {true, false}) {
        cluster.whileReplicasStandStill(
            () -> {
              String before = Cluster.query(cluster.bare(), "select count(*) from reached_row");
              c.setAutoCommit(autoCommit);
              fast.fastpath(function, new FastpathArg[] {new FastpathArg(7)});
              if (!autoCommit) {
                assertReadsGoToReplicas(other);
                c.commit();
              }
              assertThat(Cluster.query(other, "select count(*) - 1 from reached_row"))
                  .isEqualTo(before);
            });
        assertReadsGoToReplicas(other);
      }
    }
  }

  @Test
  void copyOfAnApplicationsOwnManagerWritesAsAnyDoes() throws Exception {
    CopyManager copy = new CopyManager((BaseConnection) c);
    assertReadsGoToReplicas(c);
    cluster.whileReplicasStandStill(
        () -> {
          String before = Cluster.query(cluster.bare(), "select count(*) from reached_row");
          assertThat(copy.copyIn("copy reached_row from stdin", new StringReader("1\n"))).isOne();
          assertThat(Cluster.query(c, "select count(*) - 1 from reached_row")).isEqualTo(before);
        });
    StringWriter rows = new StringWriter();
    copy.copyOut("copy (select 1) to stdout", rows);
    assertThat(rows).hasToString("1\n");
    assertThatThrownBy(() -> copy.copyIn("copy (select 1) to stdout"))
        .isInstanceOf(SQLException.class);
    assertReadsGoToReplicas(c);
  }
}
