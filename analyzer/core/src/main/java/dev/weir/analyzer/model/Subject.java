package dev.weir.analyzer.model;

import dev.weir.sql.SqlShape;
import dev.weir.sql.TableName;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a finding is about. */
public sealed interface Subject {
  /** What kind of thing it is, such as {@code statement}. */
  String kind();

  /** The name of the DataSource through which it was seen; empty if it has none. */
  String dataSource();

  /** What it is told apart by, the same in every process. */
  String key();

  /** What people read. */
  String text();

  /** The tables that it concerns, those that are written first. */
  List<TableName> tables();

  /**
   * A statement.
   *
   * @param dataSource the name of the DataSource that executed it
   * @param shape what it is
   * @param source the query whose rows probably drive its repetition; null if none is known
   * @param searchPath of the session that executed it, in which names without a schema are looked
   *     up; null if it is not known to differ from the default
   * @param also other statements that do the same to the same rows
   */
  record Statement(
      String dataSource,
      SqlShape shape,
      @Nullable SqlShape source,
      @Nullable String searchPath,
      List<SqlShape> also)
      implements Subject {
    /** Copies the list. */
    public Statement {
      also = List.copyOf(also);
    }

    /**
     * A statement of a session with the default search path.
     *
     * @param dataSource the name of the DataSource that executed it
     * @param shape what it is
     * @param source the query whose rows probably drive its repetition; null if none is known
     */
    public Statement(String dataSource, SqlShape shape, @Nullable SqlShape source) {
      this(dataSource, shape, source, null, List.of());
    }

    @Override
    public String kind() {
      return "statement";
    }

    @Override
    public String key() {
      return shape.fingerprint();
    }

    @Override
    public String text() {
      return shape.text();
    }

    @Override
    public List<TableName> tables() {
      Set<TableName> names = new LinkedHashSet<>(shape.writes());
      names.addAll(shape.reads());
      return List.copyOf(names);
    }
  }

  /**
   * A table.
   *
   * @param dataSource the name of the DataSource whose it is
   * @param table its name
   */
  record Table(String dataSource, TableName table) implements Subject {
    @Override
    public String kind() {
      return "table";
    }

    @Override
    public String key() {
      return table.toString();
    }

    @Override
    public String text() {
      return table.toString();
    }

    @Override
    public List<TableName> tables() {
      return List.of(table);
    }
  }

  /**
   * Something of a database that is no table, or is a session or a server of it.
   *
   * @param dataSource the name of the DataSource whose it is
   * @param kind what it is: {@code index}, {@code sequence}, {@code session}, {@code slot}
   * @param name what it is told apart by, the same at every look
   * @param text what people read, which may tell more
   * @param tables that it concerns
   */
  record DatabaseObject(
      String dataSource, String kind, String name, String text, List<TableName> tables)
      implements Subject {
    /** Copies the list. */
    public DatabaseObject {
      tables = List.copyOf(tables);
    }

    @Override
    public String key() {
      return kind + " " + name;
    }
  }

  /**
   * Anything else that has a name.
   *
   * @param dataSource the name of the DataSource through which it was seen
   * @param kind what it is: {@code index}, {@code setting}, {@code unit of work}, {@code
   *     transaction}, {@code server}
   * @param text its name
   */
  record Named(String dataSource, String kind, String text) implements Subject {
    @Override
    public String key() {
      return kind + " " + text;
    }

    @Override
    public List<TableName> tables() {
      return List.of();
    }
  }
}
