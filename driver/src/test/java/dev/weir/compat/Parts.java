package dev.weir.compat;

import static dev.weir.compat.Run.attempt;

import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.sql.Array;
import java.sql.Blob;
import java.sql.CallableStatement;
import java.sql.Clob;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLXML;
import java.sql.Statement;
import java.sql.Types;
import java.util.List;
import java.util.Map;
import org.postgresql.PGConnection;
import org.postgresql.PGStatement;

/** Large objects, arrays, XML, calls, descriptions, and what leads back to what. */
final class Parts {
  private static final String READ = Samples.READ;

  private Parts() {}

  static List<Scenario> scenarios() {
    return List.of(
        Scenario.writes("large objects", Parts::largeObjects),
        Scenario.reads("arrays", Parts::arrays),
        Scenario.reads("XML", Parts::xml),
        Scenario.reads("calls", Parts::calls),
        Scenario.reads("calls by name", Parts::callsByName),
        Scenario.reads("back-references", Parts::backReferences),
        Scenario.reads("wrapped types", Parts::unwrapping),
        Scenario.writes("errors", Parts::errors),
        Scenario.reads("abort", Parts::abort),
        Scenario.reads("closing twice", Parts::closingTwice),
        Scenario.reads("parameters", Parts::parameters),
        Scenario.reads("descriptions", Parts::descriptions));
  }

  private static PGConnection postgres(Connection c) {
    return (PGConnection) c;
  }

  private static void largeObjects(Run run) throws Exception {
    Connection c = run.open();
    attempt(c::createBlob);
    attempt(c::createClob);
    attempt(c::createNClob);
    attempt(() -> c.createStruct("pair", new Object[] {1, "a"}));
    run.over(c);
    attempt(
        () -> {
          try (Statement s = c.createStatement()) {
            ResultSet row = s.executeQuery("select lo_from_bytea(0, 'abcdef')");
            row.next();
            Blob blob = row.getBlob(1);
            blob.length();
            blob.getBytes(2, 3);
            blob.getBinaryStream();
            blob.getBinaryStream(2, 2);
            blob.position(new byte[] {'c'}, 1);
            attempt(() -> blob.position(row.getBlob(1), 1));
            blob.setBytes(1, new byte[] {'X'});
            blob.setBytes(2, new byte[] {'Y', 'Z'}, 1, 1);
            blob.truncate(4);
            blob.getBytes(1, 10);
            blob.setBinaryStream(3).write('W');
            attempt(() -> blob.getBytes(0, 1));
            attempt(() -> blob.truncate(-1));
            Clob clob = row.getClob(1);
            clob.length();
            clob.getSubString(1, 2);
            clob.getCharacterStream();
            clob.getAsciiStream();
            attempt(() -> clob.setString(1, "a"));
            attempt(() -> clob.position("c", 1));
            blob.free();
            attempt(blob::length);
            blob.free();
          }
        });
    run.over(c);
    for (boolean characters : List.of(false, true)) {
      attempt(
          () -> {
            try (PreparedStatement s = c.prepareStatement("select length(lo_get(?::oid))")) {
              if (characters) {
                s.setClob(1, new StringReader("text"), 4);
              } else {
                s.setBlob(1, new ByteArrayInputStream(new byte[5]), 5);
              }
              run.rows(s.executeQuery());
            }
          });
      run.over(c);
    }
  }

  private static void arrays(Run run) throws Exception {
    Connection c = run.open();
    Array made = c.createArrayOf("text", new Object[] {"a", null, "c"});
    made.getBaseType();
    made.getBaseTypeName();
    made.getArray();
    made.getArray(2, 1);
    run.rows(made.getResultSet());
    try (PreparedStatement s = c.prepareStatement("select ?::text[] as a, ? as b")) {
      s.setArray(1, made);
      s.setObject(2, postgres(c).createArrayOf("int4", new int[] {1, 2}));
      ResultSet row = s.executeQuery();
      row.next();
      Array read = row.getArray("a");
      read.getArray(Map.of());
      read.getArray(1, 2, Map.of());
      run.rows(read.getResultSet(2, 1));
      attempt(() -> run.rows(read.getResultSet(Map.of())));
      run.note("the text of an array", Recorder.real(read).toString());
      s.setArray(1, read);
      s.setObject(2, read, Types.ARRAY);
      run.rows(s.executeQuery());
      read.free();
      attempt(read::getArray);
    }
    made.free();
    attempt(made::getArray);
    attempt(() -> c.createArrayOf("no_such_type", new Object[] {1}));
    attempt(() -> c.createArrayOf("int4", null));
  }

  private static void xml(Run run) throws Exception {
    Connection c = run.open();
    SQLXML made = c.createSQLXML();
    attempt(made::getString);
    made.setString("<a>1</a>");
    try (PreparedStatement s = c.prepareStatement("select ?::xml as x")) {
      s.setSQLXML(1, made);
      ResultSet row = s.executeQuery();
      row.next();
      SQLXML read = row.getSQLXML(1);
      read.getString();
      read.getCharacterStream();
      read.getBinaryStream();
      attempt(() -> read.getSource(javax.xml.transform.dom.DOMSource.class));
      s.setSQLXML(1, read);
      run.rows(s.executeQuery());
      read.free();
      attempt(read::getString);
    }
    SQLXML streamed = c.createSQLXML();
    streamed.setCharacterStream().append("<b/>").close();
    streamed.getString();
    SQLXML bytes = c.createSQLXML();
    bytes.setBinaryStream().write("<c/>".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    attempt(bytes::getString);
    attempt(() -> c.createSQLXML().setResult(javax.xml.transform.dom.DOMResult.class));
  }

  private static void calls(Run run) throws Exception {
    Connection c = run.open();
    try (CallableStatement s = c.prepareCall(Samples.CALL)) {
      s.registerOutParameter(1, Types.INTEGER);
      s.setInt(2, 3);
      s.setInt(3, 4);
      s.execute();
      s.getInt(1);
      s.getObject(1);
      s.getObject(1, Integer.class);
      s.wasNull();
      s.getUpdateCount();
      s.getResultSet();
      attempt(() -> s.getString(1));
      attempt(() -> s.getInt(2));
      attempt(() -> s.setInt(9, 1));
      attempt(s::clearParameters);
      attempt(s::execute);
    }
    run.over(c);
    attempt(
        () -> {
          try (CallableStatement s = c.prepareCall("call compat.nothing(?, ?)")) {
            s.setInt(1, 3);
            s.setInt(2, 4);
            s.registerOutParameter(2, Types.INTEGER);
            s.execute();
            s.getInt(2);
          }
        });
    run.over(c);
    attempt(
        () -> {
          try (CallableStatement s = c.prepareCall("{call compat.outs(?, ?, ?)}")) {
            s.setInt(1, 3);
            s.setString(2, "b");
            s.registerOutParameter(2, Types.VARCHAR);
            s.registerOutParameter(3, Types.NUMERIC, 2);
            s.executeUpdate();
            s.getString(2);
            s.getBigDecimal(3);
            attempt(() -> s.registerOutParameter(2, Types.VARCHAR));
          }
        });
    run.over(c);
    attempt(
        () -> {
          try (CallableStatement s = c.prepareCall("select 1 as one")) {
            run.rows(s.executeQuery());
            s.getMetaData();
          }
        });
    attempt(() -> c.prepareCall("{call"));
    attempt(() -> c.prepareCall("{call compat.no_such_function()}").execute());
  }

  private static void callsByName(Run run) throws Exception {
    Connection c = run.open();
    try (CallableStatement s = c.prepareCall(Samples.CALL)) {
      Interfaces.of(CallableStatement.class)
          .methods()
          .filter(m -> m.getDeclaringClass() == CallableStatement.class)
          .forEach(m -> attempt(() -> m.invoke(s, Samples.usual(m))));
    }
  }

  private static void backReferences(Run run) throws Exception {
    Connection c = run.open();
    c.getMetaData().getConnection();
    Statement s = c.createStatement();
    s.getConnection();
    ResultSet rows = s.executeQuery(READ);
    rows.getStatement();
    rows.getStatement().getConnection();
    s.getResultSet();
    ResultSet tables = c.getMetaData().getTables(null, "compat", "item", null);
    tables.getStatement();
    tables.getStatement().getConnection();
    tables.close();
    PreparedStatement p = c.prepareStatement(READ);
    p.getConnection();
    p.executeQuery().getStatement().getConnection();
    c.prepareCall(Samples.CALL).getConnection();
    ResultSet ints = s.executeQuery("select c_ints from compat.kind where id = 1");
    ints.next();
    ints.getArray(1).getResultSet().getStatement().getConnection();
    ((Array) ints.getObject("c_ints")).getResultSet().getStatement().getConnection();
    c.createArrayOf("int4", new Object[] {1}).getResultSet().getStatement().getConnection();
    s.getGeneratedKeys().getStatement();
  }

  private static void unwrapping(Run run) throws Exception {
    Connection c = run.open();
    c.isWrapperFor(Connection.class);
    c.unwrap(Connection.class);
    c.isWrapperFor(PGConnection.class);
    c.unwrap(PGConnection.class);
    c.isWrapperFor(org.postgresql.jdbc.PgConnection.class);
    c.isWrapperFor(String.class);
    attempt(() -> c.unwrap(String.class));
    attempt(() -> c.isWrapperFor(null));
    Statement s = c.createStatement();
    s.unwrap(Statement.class);
    s.unwrap(PGStatement.class);
    s.isWrapperFor(PGStatement.class);
    s.isWrapperFor(PreparedStatement.class);
    attempt(() -> s.unwrap(PreparedStatement.class));
    ResultSet rows = s.executeQuery(READ);
    rows.unwrap(ResultSet.class);
    rows.isWrapperFor(org.postgresql.PGRefCursorResultSet.class);
    attempt(() -> rows.unwrap(String.class));
    c.getMetaData().isWrapperFor(java.sql.DatabaseMetaData.class);
    attempt(() -> c.getMetaData().unwrap(String.class));
  }

  private static void errors(Run run) throws Exception {
    Connection c = run.open();
    for (String sql :
        List.of(
            "select",
            "selec 1",
            "select * from compat.no_such_table",
            "select no_such_column from compat.item",
            "insert into compat.item (id, name) values (1, 'twice')",
            "insert into compat.item (name) values (null)",
            "select 1 / 0",
            "select 'x'::int",
            "begin; select 1 / 0",
            "commit",
            "call compat.plus(1, 2)")) {
      for (boolean prepared : List.of(false, true)) {
        attempt(
            () -> {
              if (prepared) {
                try (PreparedStatement s = c.prepareStatement(sql)) {
                  s.execute();
                }
              } else {
                try (Statement s = c.createStatement()) {
                  s.execute(sql);
                }
              }
            });
        run.over(c);
        attempt(() -> c.createStatement().execute("rollback"));
      }
    }
    attempt(() -> c.prepareStatement(null));
    attempt(() -> c.createStatement().execute((String) null));
    attempt(() -> c.createStatement(1, 2));
    attempt(() -> c.createStatement(1003, 2));
    attempt(() -> c.createStatement(1003, 1007, 99));
    attempt(() -> c.prepareStatement(READ, 1, 2));
    attempt(() -> c.prepareStatement(READ, 1003, 1007, 99));
    attempt(() -> c.prepareCall(READ, 1, 2));
    attempt(() -> c.nativeSQL("{fn"));
  }

  private static void abort(Run run) throws Exception {
    Connection c = run.open();
    Statement s = c.createStatement();
    s.executeQuery(READ);
    c.abort(Runnable::run);
    c.isClosed();
    c.isValid(1);
    attempt(() -> s.executeQuery(READ));
    attempt(c::createStatement);
    c.abort(Runnable::run);
    c.close();
    Connection other = run.open();
    attempt(() -> other.abort(null));
    other.isClosed();
  }

  private static void closingTwice(Run run) throws Exception {
    Connection c = run.open();
    PreparedStatement s = c.prepareStatement(READ);
    ResultSet rows = s.executeQuery();
    rows.close();
    rows.close();
    rows.isClosed();
    s.close();
    s.close();
    s.isClosed();
    c.isValid(0);
    attempt(() -> c.isValid(-1));
    c.close();
    c.close();
    c.isClosed();
    c.isValid(1);
  }

  private static void parameters(Run run) throws Exception {
    Connection c = run.open();
    try (PreparedStatement s = c.prepareStatement("select ?::int as a, ?::text as b")) {
      attempt(s::executeQuery);
      run.over(c);
      s.setInt(1, 1);
      attempt(s::executeQuery);
      run.over(c);
      attempt(() -> s.setInt(0, 1));
      attempt(() -> s.setInt(3, 1));
      attempt(() -> s.setObject(1, new Object()));
      attempt(() -> s.setObject(1, "x", Types.INTEGER));
      attempt(() -> s.setObject(1, 1, 123456));
      attempt(() -> s.setAsciiStream(2, new ByteArrayInputStream(new byte[] {'a'}), -1));
      attempt(() -> s.setBinaryStream(2, new ByteArrayInputStream(new byte[] {'a'}), -1));
      attempt(() -> s.setCharacterStream(2, new StringReader("a"), -1));
      attempt(() -> s.setString(2, "a\0b"));
      attempt(s::executeQuery);
      run.over(c);
      s.setInt(1, 1);
      s.setString(2, "fine");
      run.rows(s.executeQuery());
      s.clearParameters();
      attempt(s::executeQuery);
      run.over(c);
      attempt(() -> s.executeQuery("select 1"));
      attempt(() -> s.executeUpdate("select 1"));
      attempt(() -> s.execute("select 1"));
      attempt(() -> s.executeQuery(null));
    }
    try (PreparedStatement s = c.prepareStatement("select ? as v")) {
      s.setNull(1, Types.INTEGER);
      run.rows(s.executeQuery());
      s.setNull(1, Types.OTHER, "uuid");
      run.rows(s.executeQuery());
    }
  }

  private static void descriptions(Run run) throws Exception {
    Connection c = run.open();
    try (PreparedStatement s =
        c.prepareStatement("select id, name from compat.item where id = ?")) {
      s.getMetaData().getColumnCount();
      s.getMetaData().getTableName(1);
      s.getParameterMetaData().getParameterTypeName(1);
      s.setInt(1, 1);
      run.rows(s.executeQuery());
      s.getMetaData().getColumnName(2);
      s.getParameterMetaData().getParameterCount();
    }
    try (PreparedStatement s = c.prepareStatement("delete from compat.item where name = ?")) {
      s.getMetaData();
      s.getParameterMetaData().getParameterClassName(1);
    }
    attempt(() -> c.prepareStatement("select no_such_column").getMetaData());
    run.over(c);
    attempt(() -> c.prepareStatement("select no_such_column").getParameterMetaData());
    run.over(c);
    c.getMetaData().getDriverName();
    c.getMetaData().getURL();
  }
}
